// UUIDs: sixteen bytes on the wire, 36 characters for people.

/** "6695eb01-f6a4-8304-79aa-97f2502e193f" */
export function formatUuid(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Hyphens and spaces may stand anywhere, as in libvirt. Undefined for what is not a UUID. */
export function parseUuid(text: string): Uint8Array | undefined {
  const hex = text.replace(/[-\s]/g, "");
  if (!/^[0-9a-fA-F]{32}$/.test(hex)) return undefined;
  return Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

/** A UUID as the caller has it. Throws TypeError for text that is none. */
export function uuidBytes(uuid: string | Uint8Array): Uint8Array {
  if (typeof uuid !== "string") return uuid;
  const bytes = parseUuid(uuid);
  if (bytes === undefined) throw new TypeError(`not a UUID: ${uuid}`);
  return bytes;
}
