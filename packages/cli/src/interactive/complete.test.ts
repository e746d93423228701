import { describe, expect, test } from "vitest";
import { Shell } from "../shell.js";
import { Terminal } from "../terminal.js";
import { complete, placeOf } from "./complete.js";

const globals = {
  uri: "test:///default",
  connectFirst: false,
  readonly: false,
  pkttyagent: true,
  timing: false,
  keepaliveIntervalSeconds: undefined,
  keepaliveCount: undefined,
  escape: "^]",
};

const places: readonly (readonly [line: string, before: readonly string[], word: string])[] = [
  ["", [], ""],
  ["do", [], "do"],
  ["dominfo ", ["dominfo"], ""],
  ["list --a", ["list"], "--a"],
  ["list;do", [], "do"],
  ["list; dominfo te", ["dominfo"], "te"],
  ["dominfo 'a b' c", ["dominfo", "a b"], "c"],
];

test.each(places)("the place in %j", (line, before, word) => {
  expect(placeOf(line)).toEqual({ before, word });
});

test("there is no place in an open quote", () => {
  expect(placeOf('dominfo "te')).toBeUndefined();
});

const offers: readonly (readonly [line: string, offered: readonly string[]])[] = [
  ["ech", ["echo "]],
  [
    "domi",
    [
      "domid",
      "domif-setlink",
      "domiftune",
      "domif-getlink",
      "domifaddr",
      "domiflist",
      "domifstat",
      "dominfo",
    ],
  ],
  ["list --with-", ["--with-snapshot", "--with-checkpoint", "--with-managed-save"]],
  ["list --all --al", []],
  ["dominfo te", ["test "]],
  ["dominfo --domain te", ["test "]],
  ["dominfo test --d", []],
  ["dominfo nosuch", []],
  ["event --event pm-", ["pm-wakeup", "pm-suspend", "pm-suspend-disk"]],
  ["shutdown test ag", ["agent "]],
  ["help ev", ["event "]],
  ["nosuch --a", []],
  ["send-key test --codeset os", ["os_x "]],
  ["pool-info def", ["default-pool "]],
  ["pool-define-as x isc", ["iscsi", "iscsi-direct"]],
  ["pool-event --event ref", ["refresh "]],
  ["vol-list --pool d", ["default-pool "]],
  ["vol-info x", []],
  ["vol-wipe x --algorithm pf", ["pfitzner7", "pfitzner33"]],
  ["secret-dumpxml c", []],
];

describe("what Tab offers", () => {
  test.each(offers)("%j", async (line, offered) => {
    const shell = new Shell(new Terminal(() => {}), globals, {}, true);
    await shell.link.ensure();
    try {
      expect((await complete(shell, line))[0]).toEqual(offered);
    } finally {
      await shell.link.close();
    }
  });

  test("nothing connects for it", async () => {
    const shell = new Shell(new Terminal(() => {}), globals, {}, true);
    expect((await complete(shell, "dominfo te"))[0]).toEqual([]);
    expect(shell.link.isOpen).toBe(false);
  });
});
