import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { tar } from "./tar.js";

test("tar(1) lists what is in it, with modes, owner and time", () => {
  const archive = tar(
    [
      { name: "etc/pki/CA/cacert.pem", data: "a".repeat(512), mode: 0o644 },
      { name: "etc/pki/libvirt/private/serverkey.pem", data: "", mode: 0o600 },
      { name: "x".repeat(100), data: "b", mode: 0o644 },
    ],
    new Date("2026-01-02T03:04:05Z"),
  );
  expect(archive.length % 10_240).toBe(0);
  const listed = spawnSync("tar", ["tvf", "-"], {
    input: archive,
    env: { ...process.env, TZ: "UTC", LC_ALL: "C" },
  });
  expect(listed.stderr.toString()).toBe("");
  expect(listed.stdout.toString().replace(/ +/g, " ")).toBe(
    `-rw-r--r-- root/root 512 2026-01-02 03:04 etc/pki/CA/cacert.pem
-rw------- root/root 0 2026-01-02 03:04 etc/pki/libvirt/private/serverkey.pem
-rw-r--r-- root/root 1 2026-01-02 03:04 ${"x".repeat(100)}
`,
  );
});

test("names that do not fit are refused", () => {
  expect(() => tar([{ name: "x".repeat(101), data: "", mode: 0 }], new Date(0))).toThrow(RangeError);
});
