// libvirt's Python binding about networks and interfaces, once with libvirtd and once with virtgated.
import { beforeAll, describe, expect, test } from "vitest";
import type { Uris } from "./harness.js";
import { missing, title } from "./peers.js";
import { runPython } from "./python-cases.js";
import { networkPython } from "./rows/network-python.js";
import { startPair } from "./subjects.js";

const why = missing("root", "namespaces", "libvirtd", "python", "virtgated");
const roads: [keyof Uris, string[]][] = [
  ["unix", []],
  ["unixReadonly", ["--readonly"]],
];

describe.skipIf(why)(title("the Python binding finds no difference in networks", why), () => {
  const pair = startPair();
  describe.each(roads)("over %s", (road, options) => {
    let expected: unknown[] = [];
    let got: unknown[] = [];
    beforeAll(async () => {
      const { peer, subject } = pair();
      [expected, got] = await Promise.all([
        runPython(peer, peer.uris[road], networkPython, options),
        runPython(subject, subject.uris[road], networkPython, options),
      ]);
    });
    test.each(networkPython.map(([name], index) => [name, index] as const))("%s", (_name, index) => {
      expect(JSON.stringify(expected[index])).not.toContain('"mistake"');
      expect(got[index]).toEqual(expected[index]);
    });
  });
});
