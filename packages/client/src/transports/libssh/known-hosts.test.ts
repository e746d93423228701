// What a known_hosts file says of a host. interop/libssh.test.ts has virsh's verdicts beside ours.

import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { maxKnownHostsBytes } from "../../limits.js";
import { dialects } from "./dialect.js";
import { matchesPatterns } from "./host-patterns.js";
import { KnownHosts } from "./known-hosts.js";
import { appendKnownHost, readKnownHosts } from "./known-hosts-file.js";

const wire = (type: string, rest: string) => {
  const name = Buffer.from(type);
  return Buffer.concat([Buffer.from([0, 0, 0, name.length]), name, Buffer.from(rest)]);
};
const type = "ssh-ed25519";
const right = wire(type, "right");
const written = (key: Buffer, of = type) => `${of} ${key.toString("base64")}`;
const other = written(wire(type, "other"));
const rsa = written(wire("ssh-rsa", "other"), "ssh-rsa");

function hashed(name: string): string {
  const salt = Buffer.from("12345678901234567890");
  const hash = createHmac("sha1", salt).update(name).digest("base64");
  return `|1|${salt.toString("base64")}|${hash}`;
}

const on = (port: number, byNameAlone = false) => ({ host: "Hv1.example", port, byNameAlone });
const judge = (text: string, host = on(22)) => KnownHosts.parse(text, host).judge(type, right).kind;

test.each<[title: string, text: string, verdict: string, host?: ReturnType<typeof on>]>([
  ["nothing", "", "unknown"],
  ["the host", `hv1.example ${written(right)}\n`, "known"],
  ["with a port that need not be said", `[hv1.example]:22 ${written(right)}\n`, "known"],
  ["on another port", `hv1.example ${written(right)}\n`, "unknown", on(222)],
  ["on another port, by its name alone", `hv1.example ${written(right)}\n`, "known", on(222, true)],
  ["on that port", `[hv1.example]:222 ${written(right)}\n`, "known", on(222)],
  ["on a third port", `[hv1.example]:223 ${written(right)}\n`, "unknown", on(222)],
  ["in upper case", `HV1.EXAMPLE ${written(right)}\n`, "known"],
  ["without an end of line, with a comment", `hv1.example ${written(right)} some comment`, "known"],
  ["with tabs, blanks and a CR", ` \thv1.example\t ${written(right)} \r\n`, "known"],
  ["changed", `hv1.example ${other}\n`, "changed"],
  ["known by a key of another kind", `hv1.example ${rsa}\n`, "changed"],
  ["one of several", `hv1.example ${other}\nhv1.example ${rsa}\nhv1.example ${written(right)}\n`, "known"],
  ["hashed", `${hashed("hv1.example")} ${written(right)}\n`, "known"],
  ["hashed with a port", `${hashed("[hv1.example]:222")} ${written(right)}\n`, "known", on(222)],
  ["hashed, another", `${hashed("hv2.example")} ${other}\n`, "unknown"],
  ["hashed, changed", `${hashed("hv1.example")} ${other}\n`, "changed"],
  ["an unknown kind of hash", `${hashed("hv1.example").replace("|1|", "|2|")} ${other}\n`, "unknown"],
  ["a hash that is none", `|1|x ${other}\n|1 ${other}\n| ${other}\n`, "unknown"],
  ["a pattern", `*.example ${written(right)}\n`, "known"],
  ["a list", `a,hv?.example,b ${written(right)}\n`, "known"],
  ["refused by a pattern", `*,!hv1* ${written(right)}\n`, "unknown"],
  ["a pattern for another port", `[*.example]:* ${written(right)}\n`, "known", on(222)],
  ["a comment", `#hv1.example ${other}\n`, "unknown"],
  ["revoked", `@revoked * ${written(right)}\n`, "revoked"],
  ["revoked and known", `hv1.example ${written(right)}\n@revoked * ${written(right)}\n`, "revoked"],
  ["revoked elsewhere", `@revoked hv2.example ${written(right)}\nhv1.example ${written(right)}\n`, "known"],
  ["another key revoked", `@revoked * ${other}\nhv1.example ${written(right)}\n`, "known"],
  ["an authority is no key of the host", `@cert-authority * ${written(right)}\n`, "unknown"],
  ["an unknown marker", `@whatever * ${other}\n`, "unknown"],
  ["lines that are none", `x\nhv1.example\nhv1.example ssh-ed25519\nhv1.example {} AAAA\n`, "unknown"],
  ["a key of the old protocol", "hv1.example 1024 35 1234567\n", "changed"],
  ["zero bytes", `\0\0\nhv1.example ${written(right)}\n\0`, "known"],
  ["a key that is no base64", `hv1.example ${type} !!!!\n`, "changed"],
  // It says that it is something else than it is.
  ["a line whose type is not the key's", `hv1.example ssh-rsa ${right.toString("base64")}\n`, "changed"],
])("%s", (_title, text, verdict, host) => {
  expect(judge(text, host)).toBe(verdict);
});

test("which kinds of keys a host is known by, and the key that is stored", () => {
  const text = `hv1.example ${rsa}\nhv1.example ${other}\n@revoked * ssh-dss AAAA\n@cert-authority *.example ${other}\n`;
  const known = KnownHosts.parse(text, on(22));
  expect(known.types).toEqual(["ssh-rsa", "ssh-ed25519"]);
  expect(known.hasAuthority).toBe(true);
  expect(known.judge(type, right)).toEqual({ kind: "changed", stored: rsa.split(" ")[1] });
});

test.each<[patterns: string, name: string, matches: boolean]>([
  ["*", "a", true],
  ["", "", true],
  ["", "a", false],
  ["a*b*c", "axxbyyc", true],
  ["a*b*c", "axxbyy", false],
  ["**?", "a", true],
  ["?", "", false],
  ["!a", "b", false],
  ["!a,*", "a", false],
  ["a,!a", "a", false],
  ["[x]:*", "[x]:22", true],
])("pattern %s", (patterns, name, matches) => {
  expect(matchesPatterns(patterns, [name])).toBe(matches);
});

test("ten thousand hashed lines and very long ones are read in no time to speak of", () => {
  const salt = Buffer.alloc(20, 7).toString("base64");
  const hash = Buffer.alloc(20, 8).toString("base64");
  const crowd = `|1|${salt}|${hash} ${other}\n`.repeat(10_000);
  const long = `${"*a".repeat(200_000)} ${other}\n`;
  expect(matchesPatterns(`${"*a".repeat(2000)}b`, ["a".repeat(250)])).toBe(false);
  expect(judge(`${crowd}${long}hv1.example ${written(right)}\n`)).toBe("known");
}, 10_000);

describe("the file", () => {
  const { libssh, libssh2 } = dialects;
  const inFolder = async (run: (folder: string) => Promise<void>) => {
    const folder = mkdtempSync(join(tmpdir(), "known-hosts-"));
    try {
      await run(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  test("is made, with its folders, and grows by whole lines", () =>
    inFolder(async (folder) => {
      const path = join(folder, "a/b/known_hosts");
      expect(await readKnownHosts(path, libssh)).toBe("");
      await appendKnownHost(path, "one\n", libssh);
      writeFileSync(path, "one\ntwo");
      await appendKnownHost(path, "three\n", libssh);
      expect(readFileSync(path, "utf8")).toBe("one\ntwo\nthree\n");
    }));

  test("takes many writers", () =>
    inFolder(async (folder) => {
      const path = join(folder, "known_hosts");
      const lines = Array.from({ length: 100 }, (_, index) => `${"x".repeat(1000)}${index}\n`);
      await Promise.all(lines.map((line) => appendKnownHost(path, line, libssh)));
      const written = readFileSync(path, "utf8").split("\n").filter(Boolean).sort();
      expect(written).toEqual(lines.map((line) => line.trimEnd()).sort());
    }));

  test("of what cannot be, libvirt's words", () =>
    inFolder(async (folder) => {
      const loop = join(folder, "loop");
      symlinkSync(loop, loop);
      await expect(readKnownHosts(loop, libssh2)).rejects.toThrow(
        `SSH transport error: unable to load knownhosts file '${loop}': Failed to open file`,
      );
      await expect(readKnownHosts(loop, libssh)).rejects.toThrow(
        "libssh transport error: failed to validate SSH host key: Couldn't open known_hosts file",
      );
      await expect(appendKnownHost(folder, "x\n", libssh)).rejects.toThrow(
        `libssh transport error: failed to write known_host file '${folder}': Couldn't open known_hosts file ${folder} for appending: Is a directory`,
      );
      await expect(appendKnownHost(folder, "x\n", libssh2)).rejects.toThrow(
        `SSH transport error: failed to write known_host file '${folder}': Failed to open file`,
      );
    }));

  test("without an end is left", async () => {
    await expect(readKnownHosts("/dev/zero", libssh)).rejects.toThrow(
      `more than ${maxKnownHostsBytes} bytes`,
    );
  });
});

test.each<[dialect: "libssh" | "libssh2", port: number, line: string]>([
  ["libssh", 22, "h k\n"],
  ["libssh", 23, "[h]:23 k\n"],
  ["libssh2", 22, "[h]:22 k added by libvirt ssh transport\n"],
])("the line of %s for port %i", (dialect, port, line) => {
  expect(dialects[dialect].knownHostsLine("h", port, "k")).toBe(line);
});
