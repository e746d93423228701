import { beforeAll, describe, expect, test } from "vitest";
import { SaslError } from "./problem.js";
import {
  formatUserFile,
  isUserFile,
  newUserFile,
  parseUserFile,
  requireStorable,
  type UserFile,
} from "./store-format.js";
import { bytes, countedRandom } from "./testing/ends.js";
import { mutate, randomNumbers, seed } from "./testing/random.js";
import { verifiersOf } from "./verifier.js";

let file: UserFile;
let text: string;
beforeAll(async () => {
  const random = countedRandom();
  const of = async (user: string, realm: string, password: string, digestMd5: boolean) => ({
    user,
    realm,
    record: await verifiersOf(user, realm, password, { iterations: 4096, digestMd5, random }),
  });
  const users = [
    await of("fred", "hv1", "secret1", false),
    await of("anna", "hv1", "a\u00adb", true),
    await of("zoe", "a b", "x", false),
  ];
  file = { ...newUserFile(random, 4096), users };
  text = formatUserFile(file);
});

test("what is written is read again", () => {
  const read = parseUserFile(bytes(text));
  expect(formatUserFile(read)).toBe(text);
  expect(read.users.map(({ user, realm }) => `${user}@${realm}`)).toEqual([
    "zoe@a b",
    "anna@hv1",
    "fred@hv1",
  ]);
  expect(read.users[1]!.record).toEqual(file.users[1]!.record);
  expect(read.users[1]!.record.scram!.sha256!.prepared).toBeDefined();
  expect(read.decoyKey).toEqual(file.decoyKey);
});

test("no password stands in it, and DIGEST-MD5's secret only where it was asked for", () => {
  expect(text).not.toContain("secret1");
  expect(text.split("\n").map((line) => line.includes("digestMd5"))).toEqual([
    false,
    false,
    true,
    false,
    false,
  ]);
});

test("it is known by its first bytes", () => {
  expect(isUserFile(bytes(text))).toBe(true);
  expect(isUserFile(bytes("{}"))).toBe(false);
  expect(isUserFile(new Uint8Array())).toBe(false);
});

describe("what is refused", () => {
  test.each<[string, (text: string) => string, string]>([
    ["nothing", () => "", "not a file of users"],
    [
      "another version",
      (t) => t.replace('"virtgateUsers":1', '"virtgateUsers":2'),
      "line 1: of a version that is not known",
    ],
    ["a cut end", (t) => t.slice(0, -1), "the last line is cut off"],
    ["a half line", (t) => `${t.slice(0, -50)}\n`, "line 4: not a JSON object"],
    ["an empty line", (t) => `${t}\n`, "line 5: not a JSON object"],
    ["a space", (t) => t.replace('"fred",', '"fred", '), "line 4: has more or other fields"],
    [
      "another field",
      (t) => t.replace('"fred",', '"fred","admin":true,'),
      "line 4: has more or other fields",
    ],
    [
      "a field twice",
      (t) => t.replace('"fred",', '"fred","user":"fred",'),
      "line 4: has more or other fields",
    ],
    [
      "another field in the head",
      (t) => t.replace('"iterations":4096}', '"iterations":4096,"x":1}'),
      "line 1: has more or other fields",
    ],
    ["a user twice", (t) => `${t + t.split("\n")[3]}\n`, "line 5: the user stands in the file twice"],
    [
      "a short key",
      (t) => t.replace(/"storedKey":"..../, '"storedKey":"'),
      "line 2: expected 64 bytes in base64",
    ],
    ["no base64", (t) => t.replace(/"salt":"./, '"salt":"!'), "line 2: expected up to 256 bytes in base64"],
    ["few iterations", (t) => t.replaceAll("4096", "1"), "line 1: expected 4096 to 1000000 iterations"],
    ["no user name", (t) => t.replace('"fred"', '""'), "line 4: the user name or realm is not valid"],
    ["a name that is none", (t) => t.replace('"fred"', "5"), "line 4: names nobody"],
    ["an array", (t) => t.replace(/\n.*fred.*\n/, "\n[]\n"), "line 4: not a JSON object"],
  ])("%s", (_title, change, message) => {
    const changed = change(text);
    expect(changed).not.toBe(text);
    expect(() => parseUserFile(bytes(changed))).toThrow(message);
  });

  test.each([
    ["", "hv1"],
    ["fred", ""],
    [" fred", "hv1"],
    ["fred@x", "hv1"],
    ["fr\ned", "hv1"],
    ["fred", "h\0v"],
    ["\ud800", "hv1"],
    ["x".repeat(1000), "y".repeat(100)],
  ])("%j in %j", (user, realm) => {
    expect(() => requireStorable(user, realm)).toThrow(SaslError);
  });
});

test(`whatever the bytes, an answer or a SaslError without secrets (VIRTGATE_SEED=${seed})`, () => {
  const random = randomNumbers(seed);
  const secret = Buffer.from(file.users[0]!.record.scram!.sha256!.storedKey).toString("base64").slice(4, 20);
  for (let round = 0; round < 3000; round++)
    try {
      parseUserFile(mutate(random, bytes(text)));
    } catch (problem) {
      if (!(problem instanceof SaslError)) throw new Error(`round ${round}`, { cause: problem });
      expect(problem.message).not.toContain(secret);
    }
});
