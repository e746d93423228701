import { isIP } from "node:net";
import { expect, test } from "vitest";
import { formatAddress, parseAddress } from "./ip-address.js";

const good: [string, string, string][] = [
  ["192.0.2.1", "c0000201", "192.0.2.1"],
  ["0.0.0.0", "00000000", "0.0.0.0"],
  ["::", "0".repeat(32), "::"],
  ["::1", `${"0".repeat(31)}1`, "::1"],
  ["1::", `0001${"0".repeat(28)}`, "1::"],
  ["2001:DB8::1", "20010db8000000000000000000000001", "2001:db8::1"],
  ["2001:db8:0:0:1:0:0:1", "20010db8000000000001000000000001", "2001:db8::1:0:0:1"],
  ["2001:db8:0:1:1:1:1:1", "20010db8000000010001000100010001", "2001:db8:0:1:1:1:1:1"],
  ["::ffff:192.0.2.1", "00000000000000000000ffffc0000201", "::ffff:c000:201"],
  ["1:2:3:4:5:6:192.0.2.1", "000100020003000400050006c0000201", "1:2:3:4:5:6:c000:201"],
  ["1:2:3:4:5:6:7::", "00010002000300040005000600070000", "1:2:3:4:5:6:7:0"],
];
test.each(good)("%s", (text, hex, formatted) => {
  expect(Buffer.from(parseAddress(text)!).toString("hex")).toBe(hex);
  expect(formatAddress(parseAddress(text)!)).toBe(formatted);
  expect(isIP(text)).toBeGreaterThan(0);
});

const bad = [
  "",
  "192.0.2",
  "192.0.2.1.",
  "192.0.2.01",
  "192.0.2.256",
  " 192.0.2.1",
  "1.2.3.4.5",
  ":",
  ":::",
  "::1::",
  ":1",
  "1:",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "1:2:3:4:5:6:7:8::",
  "12345::",
  "g::",
  "::1%lo",
  "[::1]",
  "::192.0.2.1:1",
  "192.0.2.1::",
  "1:2:3:4:5:6:7:192.0.2.1",
];
test.each(bad)("not an address: %s", (text) => {
  expect(parseAddress(text)).toBeUndefined();
});

test("bytes of another length", () => {
  expect(formatAddress(Uint8Array.of(1, 2, 3))).toBe("#010203");
});
