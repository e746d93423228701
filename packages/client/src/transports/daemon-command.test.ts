// Which program is started for which daemon. Folders go before each other as virsh 9.0.0's strace showed, and then ours.

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { daemonCommand } from "./daemon-command.js";

const root = mkdtempSync(join(tmpdir(), "vg-daemon-command-"));
afterAll(() => rmSync(root, { recursive: true }));

/** A folder with these programs. */
function folder(name: string, ...programs: string[]): string {
  const path = join(root, name);
  mkdirSync(path);
  for (const program of programs) {
    writeFileSync(join(path, program), "");
    chmodSync(join(path, program), 0o755);
  }
  return path;
}

const both = folder("both", "xlibvirtd", "virtgated");
const theirs = folder("theirs", "xlibvirtd");
const ours = folder("ours", "virtgated");
const empty = folder("empty");
writeFileSync(join(empty, "xlibvirtd"), "");

// No machine has this daemon in /usr/sbin.
const daemon = "xlibvirtd";
const named = [`--daemon-name=${daemon}`, "--timeout=120"];

test.each([
  ["theirs before ours", { LIBVIRTD_PATH: both, PATH: ours }, join(both, daemon), ["--timeout=120"]],
  ["ours where theirs is not", { LIBVIRTD_PATH: ours }, join(ours, "virtgated"), named],
  [
    "one variable before the other",
    { VIRTD_PATH: ours, LIBVIRTD_PATH: both },
    join(ours, "virtgated"),
    named,
  ],
  ["PATH", { PATH: `${empty}:${theirs}` }, join(theirs, daemon), ["--timeout=120"]],
  ["theirs anywhere before ours", { PATH: `${ours}:${theirs}` }, join(theirs, daemon), ["--timeout=120"]],
  ["an empty variable means PATH", { VIRTD_PATH: "", PATH: ours }, join(ours, "virtgated"), named],
])("%s", (_title, variables, program, args) => {
  expect(daemonCommand(daemon, { variables })).toMatchObject({ program, args });
});

test.each([
  ["a folder without either", { VIRTD_PATH: empty, PATH: both }],
  ["a folder that is not there", { LIBVIRTD_PATH: join(root, "none"), PATH: both }],
  ["nothing in PATH but a relative folder", { VIRTD_PATH: "", PATH: "both::." }],
])("none: %s", (_title, variables) => {
  expect(daemonCommand(daemon, { variables })).toBeUndefined();
});

test("libvirtd's place needs no name", () => {
  const variables = { VIRTD_PATH: ours };
  expect(daemonCommand("libvirtd", { variables })?.args).toEqual(["--timeout=120"]);
});
