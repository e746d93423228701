// libvirt's Python binding, once with libvirtd and once with virtgated: equal values, equal errors field by field.
import { beforeAll, describe, expect, test } from "vitest";
import type { Uris } from "./harness.js";
import { missing, title } from "./peers.js";
import { type PythonCase, runPython } from "./python-cases.js";
import { python } from "./rows/python.js";
import { pythonAfterFds, pythonFds } from "./rows/python-fds.js";
import { startPair } from "./subjects.js";

const why = missing("root", "namespaces", "libvirtd", "python", "virtgated");
// Over TCP libvirtd says that it passes descriptors, and clients who believe it are disconnected.
const roads: [keyof Uris, string[], PythonCase[]][] = [
  ["unix", [], [...python, ...pythonFds, ...pythonAfterFds]],
  ["unixReadonly", ["--readonly"], [...python, ...pythonFds]],
  ["tcp", [], [...python]],
];

describe.skipIf(why)(title("the Python binding finds no difference", why), () => {
  const pair = startPair();
  describe.each(roads)("over %s", (road, options, cases) => {
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
