// Sizes as virsh reads and shows them.

import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";
import { Failure } from "./failure.js";

const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] as const;

/** "1.50 GiB": two digits, as C prints them, where a half goes to the even neighbour. */
export function prettySize(bytes: bigint): string {
  let power = 0;
  while (power < units.length - 1 && bytes >= 1024n ** BigInt(power + 1)) power++;
  // What C's double keeps of a large number. Dividing by a power of two changes nothing but the exponent.
  const hundredfold = BigInt(Number(bytes)) * 100n;
  const divisor = 1024n ** BigInt(power);
  let hundredths = hundredfold / divisor;
  const rest = (hundredfold % divisor) * 2n;
  if (rest > divisor || (rest === divisor && hundredths % 2n === 1n)) hundredths++;
  const fraction = String(hundredths % 100n).padStart(2, "0");
  return `${hundredths / 100n}.${fraction} ${units[power]}`;
}

const max64 = 2n ** 64n - 1n;

/** Factors of 1000 for "KB" and its like, of 1024 for "K" and "KiB"; case does not matter. */
function scaleOf(suffix: string): bigint | undefined {
  const [, letter = "", rest = ""] = /^(.)(.*)$/s.exec(suffix.toLowerCase()) ?? [];
  if (suffix === "" || ["b", "byte", "bytes"].includes(suffix.toLowerCase())) return 1n;
  const power = "kmgtpe".indexOf(letter) + 1;
  if (power === 0 || !["", "b", "ib"].includes(rest)) return undefined;
  return (rest === "b" ? 1000n : 1024n) ** BigInt(power);
}

/** "10G", "512", "1 MiB" without the blank: bytes. Throws Failure, with libvirt's reason where there is one. */
export function parseSize(text: string): bigint {
  const refused = (cause?: unknown) => new Failure(`Malformed size ${text}`, cause);
  const [, digits, suffix = ""] = /^[ \t\n\v\f\r]*\+?([0-9]+)(.*)$/s.exec(text) ?? [];
  const value = digits === undefined || digits.length > 64 ? undefined : BigInt(digits);
  if (value === undefined || value > max64) throw refused();
  const scale = scaleOf(suffix);
  if (scale === undefined) {
    throw refused(libvirtError(ErrorDomain.none, ErrorCode.invalidArg, `unknown suffix '${suffix}'`));
  }
  if (value > max64 / scale) {
    const detail = `value too large: ${value}${suffix}`;
    throw refused(libvirtError(ErrorDomain.none, ErrorCode.overflow, detail));
  }
  return value * scale;
}
