// Cyrus' files, made by saslpasswd2 and by Berkeley DB's db_load, and what somebody could make of them.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SaslError } from "./problem.js";
import { isSasldb, readSasldb, type Sasldb } from "./sasldb.js";
import { mutate, randomNumbers, seed } from "./testing/random.js";

const file = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../vectors/sasldb/${name}`, import.meta.url)));
const rows = ({ entries }: Sasldb) =>
  entries.map(({ user, realm, password }) => [user, realm, password]).sort();
const users: string[][] = JSON.parse(Buffer.from(file("users.json")).toString());

// Pages of 512 bytes: several buckets, passwords and names on overflow pages, an empty password, another property.
test.each(["little-endian.db", "big-endian.db"])("%s", (name) => {
  expect(isSasldb(file(name))).toBe(true);
  const read = readSasldb(file(name));
  expect(rows(read)).toEqual([...users].sort());
  expect(read.skipped).toEqual([{ user: "latin", realm: "vm", why: "the password is not UTF-8" }]);
});

test("saslpasswd2's file, in which a user was deleted", () => {
  expect(rows(readSasldb(file("saslpasswd2.db")))).toEqual([
    ["anna", "hv1", "pw-anna"],
    ["fred", "hv1", "pw-fred"],
  ]);
});

test("in the middle of a larger buffer", () => {
  const bytes = file("saslpasswd2.db");
  const larger = new Uint8Array(bytes.length + 7);
  larger.set(bytes, 3);
  expect(readSasldb(larger.subarray(3, 3 + bytes.length)).entries.length).toBe(2);
});

/** The little-endian file with words changed. */
function changed(...words: [offset: number, value: number, size: 1 | 2 | 4][]): Uint8Array {
  const bytes = file("little-endian.db");
  const view = new DataView(bytes.buffer);
  for (const [offset, value, size] of words)
    if (size === 4) view.setUint32(offset, value, true);
    else if (size === 2) view.setUint16(offset, value, true);
    else view.setUint8(offset, value);
  return bytes;
}
const head = (text: string) => new Uint8Array(Buffer.from(text.padEnd(600, "\0"), "latin1"));
const hashPage =
  512 *
  [...Array(15).keys()].find(
    (page) => page > 0 && [2, 13].includes(file("little-endian.db")[512 * page + 25]!),
  )!;
const overflowPage =
  512 * [...Array(15).keys()].find((page) => file("little-endian.db")[512 * page + 25] === 7)!;

test.each<[string, Uint8Array, string]>([
  ["an empty file", new Uint8Array(), "the file is empty"],
  ["a text", head("fred:secret1\n"), "not a Berkeley DB hash"],
  ["a B-tree", file("btree.db"), "a Berkeley DB B-tree; expected a hash"],
  ["GDBM", head("\xce\x9a\x57\x13"), "a GDBM file; only Berkeley DB is read"],
  ["LMDB", head(`${"\0".repeat(16)}\xde\xc0\xef\xbe`), "an LMDB file; only Berkeley DB is read"],
  ["another version", changed([16, 5, 4]), "Berkeley DB hash of version 5, expected 7 to 10"],
  ["odd pages", changed([20, 513, 4]), "a page size of 513 bytes"],
  ["huge pages", changed([20, 1 << 20, 4]), "a page size of 1048576 bytes"],
  ["no pages", changed([20, 0, 4]), "a page size of 0 bytes"],
  ["encryption", changed([24, 1, 1]), "the database is encrypted"],
  ["checksums", changed([26, 1, 1]), "a database with checksums, which is not supported"],
  ["another first page", changed([25, 9, 1]), "the first page does not describe a hash"],
  ["a file cut off", file("little-endian.db").subarray(0, 2048), "is missing: the file is cut off"],
  ["too many items", changed([hashPage + 20, 5000, 2]), "has 5000 items"],
  ["an item outside its page", changed([hashPage + 26, 600, 2]), "item 0 is outside the page"],
  ["an item in the header", changed([hashPage + 26, 3, 2]), "item 0 is outside the page"],
  [
    "an overflow that ends early",
    changed([overflowPage + 16, 0, 4], [overflowPage + 22, 5, 2]),
    "page 0 does not continue an item",
  ],
  ["an overflow page that is empty", changed([overflowPage + 22, 0, 2]), "holds 0 bytes of an item"],
  ["an overflow page that is too full", changed([overflowPage + 22, 500, 2]), "holds 500 bytes of an item"],
])("%s", (_title, bytes, message) => {
  expect(() => readSasldb(bytes)).toThrow(message);
});

test(`whatever the bytes, an answer or a SaslError (VIRTGATE_SEED=${seed})`, () => {
  const random = randomNumbers(seed);
  const originals = ["little-endian.db", "big-endian.db", "saslpasswd2.db"].map(file);
  for (let round = 0; round < 3000; round++) {
    const original = originals[random(3)]!;
    const bytes = round % 2 === 0 ? mutate(random, original) : original.slice();
    if (round % 2 === 1)
      for (let lies = random(9); lies >= 0; lies--) bytes[random(bytes.length)] = random(256);
    try {
      expect(readSasldb(bytes).entries.length).toBeLessThan(400);
    } catch (problem) {
      if (!(problem instanceof SaslError)) throw new Error(`round ${round}`, { cause: problem });
    }
  }
});
