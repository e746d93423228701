import { expect, test } from "vitest";
import { enctypeOf } from "./enctype.js";
import { KeytabError, readKeytab } from "./keytab.js";

const hex = (text: string) => Buffer.from(text.replace(/\s+/g, ""), "hex");

// libvirt/h@R, 2021-01-14T08:25:36Z, version 2, aes256 (0x12), a key of four bytes
const body = "0002 0001 52 0007 6c696276697274 0001 68 00000001 60000000 02 0012 0004 11111111";
const entry = (more = "", head = body) => {
  const bytes = hex(head + more);
  return bytes.length.toString(16).padStart(8, "0") + bytes.toString("hex");
};
const shown = (bytes: Uint8Array) =>
  readKeytab(bytes)
    .map(({ kvno, principal, enctype }) => `${kvno} ${principal} ${enctypeOf(enctype).name}`)
    .join("; ");

// what it is, bytes, what klist -k -e of MIT 1.20 shows
const good = [
  ["without entries", "0502", ""],
  ["one", `0502${entry()}`, "2 libvirt/h@R aes256-cts-hmac-sha1-96"],
  ["a long version", `0502${entry("00000101")}`, "257 libvirt/h@R aes256-cts-hmac-sha1-96"],
  ["a long version of 0", `0502${entry("00000000")}`, "2 libvirt/h@R aes256-cts-hmac-sha1-96"],
  ["more behind it", `0502${entry("00000003 00000000 0000")}`, "3 libvirt/h@R aes256-cts-hmac-sha1-96"],
  ["less behind it", `0502${entry("0102")}`, "2 libvirt/h@R aes256-cts-hmac-sha1-96"],
  ["a hole", `0502 fffffffc 00000000 ${entry()}`, "2 libvirt/h@R aes256-cts-hmac-sha1-96"],
  ["zeros at the end", `0502${entry()} 00000000 0000`, "2 libvirt/h@R aes256-cts-hmac-sha1-96"],
  [
    "a name with special characters",
    `0502${entry("", "0002 0003 522f78 0003 612f62 0008 5c0a09084040 0061 00000001 60000000 02 0063 0000")}`,
    "2 a\\/b/\\\\\\n\\t\\b\\@\\@\\0a@R\\/x etype 99",
  ],
] as const;

test.each(good)("%s", (_what, bytes, expected) => {
  expect(shown(hex(bytes))).toBe(expected);
});

test("the time and the parts of the name", () => {
  expect(readKeytab(hex(`0502${entry()}`))[0]).toMatchObject({
    components: ["libvirt", "h"],
    realm: "R",
    added: new Date("2021-01-14T08:25:36Z"),
  });
});

const refused = [
  ["nothing", "", /not a keytab/],
  ["text", "726f6f74", /not a keytab/],
  ["the old version", "0501 00000000", /old version 0501/],
  ["a length that is cut off", `0502${entry()}0000`, /the file is cut off at offset \d+: 4 bytes expected/],
  ["an entry that is cut off", `0502${entry().slice(0, -2)}`, /the file is cut off/],
  ["a hole that is cut off", `0502${entry()}ffffff00 0000`, /the file is cut off/],
  ["the smallest number as a hole", `0502 80000000 0000`, /the file is cut off/],
  ["an entry longer than the file", "0502 7fffffff 0000", /the file is cut off/],
  ["an entry shorter than its parts", `0502 00000004 ${body}`, /entry 1 is cut off/],
  ["no components", `0502${entry("", "0000 0001 52 00000001 60000000 02 0012 0000")}`, /0 components/],
  ["an end in the middle", `0502${entry()}00000000${entry()}`, /an end in the middle/],
] as const;

test.each(refused)("%s", (_what, bytes, message) => {
  const read = () => readKeytab(hex(bytes));
  expect(read).toThrow(KeytabError);
  expect(read).toThrow(message);
});

test("whatever the bytes, a list or that error", () => {
  const seed = Number(process.env["VIRTGATE_SEED"] ?? Date.now() % 1_000_000);
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state;
  };
  const whole = hex(`0502${entry()} fffffffc 00000000 ${entry("00000101")}`);
  for (let i = 0; i < 20_000; i++) {
    const bytes = Buffer.from(whole.subarray(0, random() % (whole.length + 1)));
    for (let flips = random() % 4; flips > 0 && bytes.length > 2; flips--)
      bytes[2 + (random() % (bytes.length - 2))] = random() & 0xff;
    try {
      readKeytab(bytes);
    } catch (thrown) {
      if (!(thrown instanceof KeytabError)) throw new Error(`seed ${seed}`, { cause: thrown });
    }
  }
});
