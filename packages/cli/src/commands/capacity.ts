// Sizes for people.

const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** The largest unit that leaves at least one of it. */
export function scaledCapacity(bytes: bigint): { readonly value: number; readonly unit: string } {
  let value = Number(bytes);
  let at = 0;
  for (; at < units.length && value >= 1024; at++) value /= 1024;
  return at < units.length ? { value, unit: units[at]! } : { value, unit: "EiB" };
}

/** `1.000 TiB` */
export function prettyCapacity(bytes: bigint): string {
  const { value, unit } = scaledCapacity(bytes);
  return `${value.toFixed(3)} ${unit}`;
}
