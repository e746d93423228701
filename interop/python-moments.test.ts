// libvirt's Python binding with snapshots, checkpoints and devices, once with libvirtd and once with virtgated.
import { beforeAll, describe, expect, test } from "vitest";
import type { Uris } from "./harness.js";
import { missing, title } from "./peers.js";
import { runPython } from "./python-cases.js";
import { pythonDevices } from "./rows/python-devices.js";
import { pythonMoments } from "./rows/python-moments.js";
import { startPair } from "./subjects.js";

const why = missing("root", "namespaces", "libvirtd", "python", "virtgated");
const cases = [...pythonMoments, ...pythonDevices];
const roads: [keyof Uris, string[]][] = [
  ["unix", []],
  ["unixReadonly", ["--readonly"]],
];

describe.skipIf(why)(title("the Python binding finds no difference in snapshots and devices", why), () => {
  const pair = startPair();
  describe.each(roads)("over %s", (road, options) => {
    let expected: unknown[] = [];
    let got: unknown[] = [];
    beforeAll(async () => {
      const { peer, subject } = pair();
      [expected, got] = await Promise.all([
        runPython(peer, peer.uris[road], cases, options),
        runPython(subject, subject.uris[road], cases, options),
      ]);
    });
    test.each(cases.map(([name], index) => [name, index] as const))("%s", (_name, index) => {
      expect(JSON.stringify(expected[index])).not.toContain('"mistake"');
      expect(got[index]).toEqual(expected[index]);
    });
  });
});
