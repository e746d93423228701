/** Sizes with units: libvirt reads `<memory unit='GiB'>2</memory>` and keeps bytes, or KiB rounded up. */
import { Limit, parseInteger } from "./integer.js";
import { invalidArgument, invalidXml, overflow } from "./refusal.js";

/** libvirt counts memory in bytes of a signed 64-bit integer. */
export const MEMORY_LIMIT_BYTES = 2n ** 63n - 1n;

const PREFIXES = "kmgtpe";

/** Value times unit, in bytes. An absent unit means `defaultScale`. `KB` is 1000, `K` and `KiB` are 1024. */
export function scaleToBytes(
  value: bigint,
  unit: string | undefined,
  defaultScale: bigint,
  limit: bigint,
): bigint {
  const scale = unit ? scaleOf(unit) : defaultScale;
  if (scale === undefined) throw invalidArgument(`unknown suffix '${unit}'`);
  if (value !== 0n && value > limit / scale) throw overflow(`value too large: ${value}${unit ?? ""}`);
  return value * scale;
}

function scaleOf(unit: string): bigint | undefined {
  const lower = unit.toLowerCase();
  if (lower === "b" || lower === "byte" || lower === "bytes") return 1n;
  const power = PREFIXES.indexOf(lower[0]!);
  if (power < 0) return undefined;
  const rest = lower.slice(1);
  if (rest === "" || rest === "ib") return 1024n ** BigInt(power + 1);
  return rest === "b" ? 1000n ** BigInt(power + 1) : undefined;
}

export const bytesToKiB = (bytes: bigint): bigint => (bytes + 1023n) / 1024n;

/** `value` of the element or attribute named by `path` as libvirt would name it in its refusal. */
export function parseScaled(
  value: string | undefined,
  unit: string | undefined,
  path: string,
  options: { required?: boolean; defaultScale?: bigint; limit?: bigint } = {},
): bigint | undefined {
  if (value === undefined || value === "") {
    if (options.required) throw invalidXml(`missing element or attribute '${path}'`);
    return undefined;
  }
  const count = parseInteger(value, Limit.unsignedLongLong);
  if (count === undefined) throw invalidXml(`Invalid value '${value}' for element or attribute '${path}'`);
  return scaleToBytes(count, unit, options.defaultScale ?? 1024n, options.limit ?? MEMORY_LIMIT_BYTES);
}
