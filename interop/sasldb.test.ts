// Cyrus' user database as saslpasswd2 writes it and sasldblistusers2 lists it, read without Berkeley DB.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { readSasldb } from "@virtgate/sasl";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missing, title } from "./peers.js";
import { type CyrusUser, SaslPlace } from "./sasl-sample.js";

const why = missing("saslSample");
const count = 60;

describe.skipIf(why !== undefined)(title("a user database of Cyrus", why), () => {
  let place: SaslPlace;
  beforeAll(() => {
    place = new SaslPlace("plain", []);
  });
  afterAll(() => place?.remove());

  const user = (index: number, change = ""): CyrusUser => ({
    name: `${["user", "jürgen ", "we,ird=", "x".repeat(index)][index % 4]}${index}`,
    realm: ["hv1", "other.realm", "r".repeat(60)][index % 3]!,
    password: `${change}pässword ${"y".repeat((index * 7) % 300)}${index}`,
  });
  const read = () => {
    const { entries, skipped } = readSasldb(readFileSync(place.database));
    expect(skipped).toEqual([]);
    return entries.map(({ user: name, realm, password }) => ({ name, realm, password }));
  };
  const sorted = (users: readonly CyrusUser[]) =>
    [...users].sort((a, b) => (a.name + a.realm < b.name + b.realm ? -1 : 1));

  test(`${count} users, some changed, some deleted`, () => {
    let users = Array.from({ length: count }, (_, index) => user(index));
    for (const one of users) place.add(one);
    expect(sorted(read())).toEqual(sorted(users));

    users = users.map((one, index) => (index % 5 === 0 ? user(index, "new ") : one));
    for (const [index, one] of users.entries()) if (index % 5 === 0) place.add(one);
    for (const { name, realm } of users.filter((_, index) => index % 3 === 0))
      spawnSync("/usr/sbin/saslpasswd2", ["-d", "-f", place.database, "-a", "libvirt", "-u", realm!, name]);
    users = users.filter((_, index) => index % 3 !== 0);
    expect(sorted(read())).toEqual(sorted(users));

    const listed = spawnSync("/usr/sbin/sasldblistusers2", ["-f", place.database], {
      encoding: "utf8",
    }).stdout;
    const names = users.map(({ name, realm }) => `${name}@${realm}: userPassword`);
    expect(listed.trim().split("\n").sort()).toEqual(names.sort());
  });
});
