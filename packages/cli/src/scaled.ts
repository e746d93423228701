// Sizes with units: `10M`, `1 GiB`, `500KB`.

import { ErrorCode, ErrorDomain, type LibvirtError, libvirtError } from "@virtgate/protocol";

const prefixes = "kmgtpe";
const largest = (1n << 64n) - 1n;

function scaleOf(unit: string, scale: bigint): bigint | undefined {
  const lower = unit.toLowerCase();
  if (lower === "") return scale;
  if (lower === "b" || lower === "byte" || lower === "bytes") return 1n;
  const power = prefixes.indexOf(lower[0]!);
  const rest = lower.slice(1);
  if (power < 0) return undefined;
  if (rest === "" || rest === "ib") return 1024n ** BigInt(power + 1);
  return rest === "b" ? 1000n ** BigInt(power + 1) : undefined;
}

/** In bytes, or why not; undefined when there is no number at all. */
export function parseScaled(text: string, scale: bigint): bigint | LibvirtError | undefined {
  const match = /^[ \t\n\v\f\r]*\+?([0-9]+)[ \t\n\v\f\r]*(.*)$/s.exec(text);
  const count = match === null ? undefined : BigInt(match[1]!);
  if (count === undefined || count > largest) return undefined;
  const factor = scaleOf(match![2]!, scale);
  const refused = (code: number, detail: string) => libvirtError(ErrorDomain.none, code, detail);
  if (factor === undefined) return refused(ErrorCode.invalidArg, `unknown suffix '${match![2]}'`);
  if (count !== 0n && count > largest / factor) {
    return refused(ErrorCode.overflow, `value too large: ${count}${match![2]}`);
  }
  return count * factor;
}
