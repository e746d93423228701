// Which values count was watched with libvirtd 9.0.0, started by hand with each of them.

import { expect, test } from "vitest";
import { activationVariables, descriptorsOf, Handover, takeActivation } from "./activation.js";

const pid = 4711;
const variables = (LISTEN_PID?: string, LISTEN_FDS?: string, LISTEN_FDNAMES?: string) => ({
  LISTEN_PID,
  LISTEN_FDS,
  LISTEN_FDNAMES,
});

test.each([
  [variables("4711", "1", "libvirtd.socket"), ["libvirtd.socket"]],
  [variables("4711", "2", "a:b"), ["a", "b"]],
  [variables("4711", "2", "a:"), ["a", ""]],
  [variables(" 4711", " 1", "a"), ["a"]],
  [variables("+4711", "+1", "a"), ["a"]],
  [variables("4712", "1", "a"), null],
  [variables("1", "1", "a"), null],
  [variables("", "1", "a"), null],
  [variables("x", "1", "a"), null],
  [variables("4711x", "1", "a"), null],
  [variables("-1", "1", "a"), null],
  [variables("99999999999999999999", "1", "a"), null],
  [variables(undefined, "1", "a"), null],
  [variables("4711", undefined, "a"), null],
  [variables("4711", "0", "a"), null],
  [variables("4711", "", "a"), null],
  [variables("4711", "x", "a"), null],
  [variables("4711", "1x", "a"), null],
  [variables("4711", "-1", "a"), null],
  [variables("4711", "0"), null],
  [{}, null],
])("%j", (env, names) => {
  const given: Record<string, string | undefined> = { ...env, OTHER: "stays" };
  expect(takeActivation(given, pid)).toEqual(names === null ? null : { names });
  expect(given).toEqual({ OTHER: "stays" });
});

test.each([
  [variables("4711", "1"), "internal error: Missing LISTEN_FDNAMES env from systemd socket activation"],
  [variables("4711", "1", "a:b"), "internal error: Expecting 1 FD names but got 2"],
  [variables("4711", "4", "a"), "internal error: Expecting 4 FD names but got 1"],
  [variables("4711", "1", ""), "internal error: Expecting 1 FD names but got 0"],
  [variables("4711", "4000000000", "a"), "internal error: Expecting 4000000000 FD names but got 1"],
])("%j is refused", (env, problem) => {
  expect(() => takeActivation({ ...env }, pid)).toThrow(problem);
});

test("descriptors go by their names, each once", () => {
  const handover = new Handover({ names: ["a", "b", "a", "c"] });
  expect(handover.claim(["x"])).toEqual([]);
  expect(handover.claim(["a", "x"])).toEqual([3, 5]);
  expect(handover.claim(["a", "b"])).toEqual([4]);
  expect(handover.unclaimed).toEqual(["c"]);
});

test("a child is told what its parent was told", () => {
  const activation = { names: ["a", "b"] };
  expect(takeActivation(activationVariables(activation, 1), 1)).toEqual(activation);
  expect(descriptorsOf(activation)).toEqual([3, 4]);
});
