// Both files of users as a running daemon sees them: changed, broken, gone.

import { appendFileSync, chmodSync, copyFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { realm, SaslPlace } from "../testing/sasl-place.js";
import { SaslUsers } from "./sasl-users.js";

const cyrusVector = join(import.meta.dirname, "../../../sasl/vectors/sasldb/saslpasswd2.db");

let place: SaslPlace;
let warnings: string[];
let users: SaslUsers;
beforeEach(async () => {
  place = await SaslPlace.make("");
  warnings = [];
  const places = { verifiers: place.users, sasldb: `${place.folder}/passwd.db` };
  users = new SaslUsers(places, (text) => warnings.push(text.replaceAll(place.folder, "FOLDER")));
});
afterEach(() => place.remove());

const has = async (user: string, of = realm): Promise<boolean | string> => {
  try {
    return (await users.named().lookup(user, of, "sha256")) !== undefined;
  } catch (thrown) {
    return (thrown as Error).message.replaceAll(place.folder, "FOLDER");
  }
};

test("a change counts from the next sign-in on", async () => {
  expect([await has("fred"), await has("anna")]).toEqual([true, false]);
  await place.setUsers({ anna: ["x", false] });
  expect([await has("fred"), await has("anna")]).toEqual([false, true]);
  rmSync(place.users);
  expect([await has("fred"), await has("anna")]).toEqual([false, false]);
  expect(warnings).toEqual([]);
});

test.each([
  ["others may read it", () => chmodSync(place.users, 0o640), /mode 0600 is needed/],
  ["a line is broken", () => appendFileSync(place.users, "{}\n"), /users: line 4/],
  ["it is something else", () => writeFileSync(place.users, "root:x:0:0\n"), /not a file of users/],
])("nobody comes in while %s", async (_title, spoil, problem) => {
  expect(await has("fred")).toBe(true);
  spoil();
  expect(await has("fred")).toMatch(problem);
  expect(await has("anna")).toMatch(problem);
  expect(warnings).toHaveLength(1);
  await place.setUsers({ fred: ["secret1", false] });
  expect(await has("fred")).toBe(true);
});

test("Cyrus' file beside ours, and who is unknown looks like a user of either", async () => {
  const [first] = (await import("@virtgate/sasl")).readSasldb(
    (await import("node:fs")).readFileSync(cyrusVector),
  ).entries;
  expect(await has(first!.user, first!.realm)).toBe(false);
  copyFileSync(cyrusVector, `${place.folder}/passwd.db`);
  expect(await has(first!.user, first!.realm)).toBe(true);
  expect(await has("fred")).toBe(true);
  const keys = new Set<string>();
  for (let i = 0; i < 20; i++) {
    const named = users.named();
    expect(await named.lookup(`nobody${i}`, realm, "sha1")).toBeUndefined();
    keys.add(Buffer.from(named.decoys.key).toString("hex"));
    const again = users.named();
    await again.lookup(`nobody${i}`, realm, "sha1");
    expect(again.decoys).toEqual(named.decoys);
  }
  expect(keys.size).toBe(2);
});
