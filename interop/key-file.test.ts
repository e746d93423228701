// auth.conf's grammar beside GLib itself, on thousands of files made of its pieces.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { KeyFile } from "../packages/client/src/sign-in/key-file.js";
import { seeded } from "./malformed.js";
import { root } from "./peers.js";

const oracle = join(root, "interop/key-file.py");
const isThere =
  spawnSync("/usr/bin/python3", [oracle], { input: '{"text":"","group":"a","key":"k"}\n' }).status === 0;

const pieces = [
  ..."[]=# \t\r\v\f\\;ak",
  ...Array<string>(6).fill("\n"),
  ...["[a]", "[a", "a]", "[b]\n", "[]", "k=v", " k = v \n", "k[de]=", "k [x]=", "k[", "k= a b ", "k=\\"],
  ...["\\s", "\\n", "\\x", "\xc3\xa4", "\xff", "\x01", "\xef\xbb\xbf", "Encoding=UTF-8", "Encoding=x"],
];

test.skipIf(!isThere)(
  `files as GLib reads them${isThere ? "" : " [skipped: needs python3 and GLib]"}`,
  () => {
    const seed = Number(process.env.VIRTGATE_SEED ?? Math.floor(Math.random() * 2 ** 31));
    const random = seeded(seed);
    const pick = (count: number) => Math.floor(random() * count);
    const rows = Array.from({ length: 10_000 }, () => {
      let text = pick(3) > 0 ? "[a]\n" : "";
      for (let left = pick(8); left > 0; left--) text += pieces[pick(pieces.length)];
      return { text, group: "a", key: "k" };
    });
    const input = rows.map((row) => JSON.stringify(row)).join("\n");
    const { stdout } = spawnSync("/usr/bin/python3", [oracle], { input, maxBuffer: 2 ** 26 });
    const expected = stdout.toString().trim().split("\n");
    for (const [index, { text, group, key }] of rows.entries()) {
      const file = KeyFile.parse(Buffer.from(text, "latin1"));
      const value = file?.string(group, key);
      const got = file && {
        group: file.hasGroup(group),
        key: file.has(group, key),
        value: value === undefined ? null : Buffer.from(value).toString("latin1"),
      };
      expect(got ?? null, `${JSON.stringify(text)}, seed ${seed}`).toEqual(JSON.parse(expected[index]!));
    }
  },
);
