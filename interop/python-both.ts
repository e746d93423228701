// The same calls of libvirt's Python binding once with libvirtd and once with virtgated: equal values, equal errors field
// by field.
import { beforeAll, describe, expect, test } from "vitest";
import type { Uris } from "./harness.js";
import { missing, title } from "./peers.js";
import { type PythonCase, runPython } from "./python-cases.js";
import { startPair } from "./subjects.js";

const why = missing("root", "namespaces", "libvirtd", "python", "virtgated");

/** A road to the daemons, what the script is told about it, and what is asked there. */
export type PythonRoad = readonly [road: keyof Uris, options: string[], cases: readonly PythonCase[]];

/** On both unix sockets. */
export const overUnix = (cases: readonly PythonCase[]): PythonRoad[] => [
  ["unix", [], cases],
  ["unixReadonly", ["--readonly"], cases],
];

export function describePython(name: string, roads: readonly PythonRoad[]): void {
  describe.skipIf(why)(title(name, why), () => {
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
      test.each(cases.map(([title], index) => [title, index] as const))("%s", (_title, index) => {
        expect(JSON.stringify(expected[index])).not.toContain('"mistake"');
        expect(got[index]).toEqual(expected[index]);
      });
    });
  });
}
