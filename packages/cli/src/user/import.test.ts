// Cyrus' database beside ours: listed, taken over, and never changed.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { isPassword, parseUserFile } from "@virtgate/sasl";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Bench, few } from "./testing/bench.js";

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.remove());

const verifies = (user: string, password: string) => {
  const { users } = parseUserFile(readFileSync(bench.path("users")));
  const found = users.find((one) => one.user === user)!;
  return isPassword(found.record, found.user, found.realm, password);
};

describe("Cyrus' database", () => {
  const vector = (name: string) => new URL(`../../../sasl/vectors/sasldb/${name}`, import.meta.url);
  beforeEach(() => copyFileSync(vector("saslpasswd2.db"), bench.path("passwd.db")));

  test("is listed as sasldblistusers2 does", async () => {
    expect(await bench.ok("list -f @passwd.db")).toBe("fred@hv1: userPassword\nanna@hv1: userPassword\n");
    expect(JSON.parse(await bench.ok("list -f @passwd.db --output json"))[0]).toEqual({
      user: "fred",
      realm: "hv1",
      kind: "cyrus",
      file: "@/passwd.db",
      problem: null,
    });
  });

  test("is taken over, and stays", async () => {
    const before = readFileSync(bench.path("passwd.db"));
    const line = `import -f @passwd.db --to @users`;
    expect(
      await bench.ok(`${line} ${few}`),
    ).toBe(`Imported fred@hv1 (SCRAM-SHA-512, SCRAM-SHA-256, SCRAM-SHA-1)
Imported anna@hv1 (SCRAM-SHA-512, SCRAM-SHA-256, SCRAM-SHA-1)
2 of 2 users of @/passwd.db written to @/users
@/passwd.db still holds the passwords: once nobody else needs it, take sasldb_path out and delete it
`);
    expect(await verifies("anna", "pw-anna")).toBe(true);
    expect(await bench.ok(line)).toMatch(/^Unchanged fred@hv1: has that password already\n/);
    await bench.ok("passwd anna -f @users");
    expect(await bench.run(line)).toMatchObject({
      status: 1,
      stderr: "not imported: anna@hv1: there with another password (--replace takes this one)\n",
    });
    expect(await verifies("anna", "pw-anna")).toBe(false);
    await bench.ok(`${line} --replace anna`);
    expect(await verifies("anna", "pw-anna")).toBe(true);
    expect(await bench.run(`${line} --digest-md5 fred`)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("what DIGEST-MD5 needs is not kept"),
    });
    await bench.ok(`${line} --digest-md5 --replace fred`);
    expect(await bench.ok("list @users")).toBe(
      "anna@hv1: SCRAM-SHA-512 SCRAM-SHA-256 SCRAM-SHA-1\nfred@hv1: SCRAM-SHA-512 SCRAM-SHA-256 SCRAM-SHA-1 DIGEST-MD5\n",
    );
    expect(readFileSync(bench.path("passwd.db"))).toEqual(before);
  });

  test("users by name, and of one realm", async () => {
    expect(await bench.ok(`import -f @passwd.db --to @users fred ${few}`)).toMatch(/^1 of 1 user of/m);
    expect(await bench.run("import -f @passwd.db --to @users fred nobody")).toMatchObject({
      status: 1,
      stderr: "error: there is no user 'nobody' in the realm 'hv1' in @/passwd.db\n",
    });
    expect(await bench.ok("import -f @passwd.db --to @users -u other")).toBe(
      "0 of 0 users of @/passwd.db written to @/users\n",
    );
  });

  test("is not changed", async () => {
    for (const line of ["add joe", "passwd fred", "del fred"]) {
      expect(await bench.run(`${line} -f @passwd.db`)).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(
          /^error: @\/passwd.db is a database of Cyrus SASL: saslpasswd2 changes it/,
        ),
      });
    }
  });

  test("of another kind has its name said", async () => {
    copyFileSync(vector("btree.db"), bench.path("btree.db"));
    expect((await bench.run("list @btree.db")).stderr).toBe(
      "error: @/btree.db: sasldb: a Berkeley DB B-tree; expected a hash\n",
    );
  });

  test("who is deleted here can still come in there", async () => {
    mkdirSync(bench.path("sasl2"));
    writeFileSync(
      bench.path("sasl2/libvirt.conf"),
      `virtgate_users: ${bench.path("users")}\nsasldb_path: ${bench.path("passwd.db")}\n`,
    );
    await bench.ok(`import fred ${few}`);
    expect(await bench.ok("list")).toBe(
      "fred@hv1: SCRAM-SHA-512 SCRAM-SHA-256 SCRAM-SHA-1\nfred@hv1: userPassword\nanna@hv1: userPassword\n",
    );
    expect((await bench.run("passwd anna")).stderr).toBe(
      "error: there is no user 'anna' in the realm 'hv1' in @/users; there is one in @/passwd.db: 'virtgate user import anna@hv1' takes it over\n",
    );
    expect((await bench.run("del anna")).stderr).toBe(
      "error: there is no user 'anna' in the realm 'hv1' in @/users; anna@hv1 can still sign in, by @/passwd.db: saslpasswd2 -d -f @/passwd.db -u hv1 anna\n",
    );
    expect((await bench.run("del fred")).stderr).toBe(
      "warning: fred@hv1 can still sign in, by @/passwd.db: saslpasswd2 -d -f @/passwd.db -u hv1 fred\n",
    );
  });
});

test("what cannot be taken over is told", async () => {
  copyFileSync(
    new URL("../../../sasl/vectors/sasldb/little-endian.db", import.meta.url),
    bench.path("passwd.db"),
  );
  const { status, stderr } = await bench.run(`import -f @passwd.db --to @users ${few}`);
  expect([status, stderr]).toEqual([
    1,
    expect.stringContaining("not imported: latin@vm: the password is not UTF-8\n"),
  ]);
});
