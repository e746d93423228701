import { LibvirtError } from "@virtgate/protocol";
import { expect, test } from "vitest";
import { supportLine } from "./support-code.js";

test.each([
  [null, ""],
  ["VG-7JTM3", "support code: VG-7JTM3\n"],
  ["", ""],
  ["something of libvirt's", ""],
  ["VG-7JTM", ""],
  ["VG-7JTM3\nerror: x", ""],
  ["VG-7jtm3", ""],
])("%j", (str3, line) => {
  expect(supportLine(new LibvirtError(45, 7, "authentication failed", { str3 }))).toBe(line);
});
