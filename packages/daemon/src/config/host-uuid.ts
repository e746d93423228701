// The host's uuid: given in the file, or taken from the firmware's tables or from /etc/machine-id.

/** 16 bytes, or undefined for what libvirt refuses: wrong digits, or all sixteen bytes alike. */
export function parseHostUuid(text: string): Uint8Array | undefined {
  // libvirt takes blanks around it and dashes or blanks between any two bytes.
  const digits = text.trim().replace(/^[-\s]+/, "");
  if (!/^([0-9a-fA-F]{2}[-\s]*){15}[0-9a-fA-F]{2}$/.test(digits)) return undefined;
  const bytes = Uint8Array.from(digits.replace(/[-\s]/g, "").match(/../g)!, (byte) =>
    Number.parseInt(byte, 16),
  );
  return bytes.every((byte) => byte === bytes[0]) ? undefined : bytes;
}
