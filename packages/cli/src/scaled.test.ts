import { LibvirtError } from "@virtgate/protocol";
import { expect, test } from "vitest";
import { parseScaled } from "./scaled.js";

const exabyte = 1024n ** 6n;

// [text, scale, bytes, or libvirt's refusal, or undefined where there is no number]
const rows: [string, bigint, bigint | string | undefined][] = [
  ["0", 1024n, 0n],
  ["10", 1n, 10n],
  ["10", 1024n, 10_240n],
  ["+10", 1n, 10n],
  [" \t10", 1n, 10n],
  ["10b", 1024n, 10n],
  ["10 bytes", 1024n, 10n],
  ["10Byte", 1024n, 10n],
  ["1k", 1n, 1024n],
  ["1K", 1n, 1024n],
  ["1KiB", 1n, 1024n],
  ["1kb", 1n, 1000n],
  ["2M", 1n, 2n * 1024n ** 2n],
  ["2MB", 1n, 2_000_000n],
  ["3 GiB", 1n, 3n * 1024n ** 3n],
  ["1T", 1n, 1024n ** 4n],
  ["1PiB", 1n, 1024n ** 5n],
  ["15E", 1n, 15n * exabyte],
  ["18446744073709551615", 1n, 2n ** 64n - 1n],
  ["16E", 1n, "numerical overflow: value too large: 16E"],
  ["18446744073709551615", 1024n, "numerical overflow: value too large: 18446744073709551615"],
  ["0E", 1n, 0n],
  ["5X", 1n, "invalid argument: unknown suffix 'X'"],
  ["5kk", 1n, "invalid argument: unknown suffix 'kk'"],
  ["5kbb", 1n, "invalid argument: unknown suffix 'kbb'"],
  ["5.5", 1n, "invalid argument: unknown suffix '.5'"],
  ["5k ", 1n, "invalid argument: unknown suffix 'k '"],
  ["18446744073709551616", 1n, undefined],
  ["-1", 1n, undefined],
  ["", 1n, undefined],
  ["k", 1n, undefined],
  ["x5", 1n, undefined],
];

test.each(rows)("%j in units of %s", (text, scale, expected) => {
  const parsed = parseScaled(text, scale);
  expect(parsed instanceof LibvirtError ? parsed.message : parsed).toBe(expected);
});
