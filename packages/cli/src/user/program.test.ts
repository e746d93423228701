// The commands of `virtgate user`: what they say, and how they end.

import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { isPassword, parseUserFile } from "@virtgate/sasl";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Bench, few } from "./testing/bench.js";

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.remove());

const users = (path = "users") => parseUserFile(readFileSync(bench.path(path))).users;
const verifies = (user: string, password: string) => {
  const found = users().find((one) => one.user === user)!;
  return isPassword(found.record, found.user, found.realm, password);
};

test("add, passwd, del", async () => {
  expect(await bench.run(`add fred -f @users ${few}`)).toEqual({
    status: 0,
    stdout: "Added fred@hv1 (SCRAM-SHA-512, SCRAM-SHA-256, SCRAM-SHA-1) in @/users\n",
    stderr: "",
  });
  expect(statSync(bench.path("users")).mode & 0o7777).toBe(0o600);
  expect(readFileSync(bench.path("users"), "utf8")).not.toMatch(/horse/);
  expect(await verifies("fred", "horse battery")).toBe(true);
  bench.piped = undefined;
  bench.typed = "another one";
  expect(await bench.ok("passwd fred -f @users")).toBe(
    "Changed fred@hv1 (SCRAM-SHA-512, SCRAM-SHA-256, SCRAM-SHA-1) in @/users\n",
  );
  expect(await verifies("fred", "horse battery")).toBe(false);
  expect(await verifies("fred", "another one")).toBe(true);
  expect(users()[0]!.record.scram!.sha256!.iterations).toBe(4096);
  expect(await bench.ok("del fred -f @users")).toBe("Deleted fred@hv1 from @/users\n");
  expect(users()).toEqual([]);
});

test("the usual number of iterations", async () => {
  await bench.ok("add fred -f @users");
  expect(users()[0]!.record.scram!.sha512!.iterations).toBe(65_536);
});

test("what DIGEST-MD5 needs is kept up, until it is not", async () => {
  await bench.ok(`add fred -f @users --digest-md5 ${few}`);
  const first = users()[0]!.record.digestMd5!.a1Hash;
  bench.piped = "another one";
  await bench.ok("passwd fred -f @users");
  const second = users()[0]!.record.digestMd5!.a1Hash;
  expect(second).not.toEqual(first);
  await bench.ok("passwd fred -f @users --no-digest-md5");
  expect(users()[0]!.record.digestMd5).toBe(undefined);
});

test("saslpasswd2's command line", async () => {
  await bench.ok(`passwd -p -c -a libvirt -f @users -u other -n joe ${few}`);
  await bench.ok("passwd -p -c -f @users joe@other");
  expect(await bench.ok("list @users")).toBe("joe@other: SCRAM-SHA-512 SCRAM-SHA-256 SCRAM-SHA-1\n");
  expect(await bench.ok("passwd -d -f @users joe@other")).toBe("Deleted joe@other from @/users\n");
});

describe("refused", () => {
  beforeEach(() => bench.ok(`add fred -f @users ${few}`));

  // command, status, what it says
  const rows: [string, number, RegExp][] = [
    [
      "add fred -f @users",
      1,
      /^error: there is a user fred@hv1 in @\/users already: 'virtgate user passwd' changes/,
    ],
    ["passwd joe -f @users", 1, /^error: there is no user 'joe' in the realm 'hv1' in @\/users\n$/],
    [
      "passwd fred -u other -f @users",
      1,
      /^error: there is no user 'fred' in the realm 'other' in @\/users; there is one in 'hv1': give it with -u\n$/,
    ],
    ["del fred@other -f @users", 1, /there is one in 'hv1'/],
    ["del fred -f @none", 1, /there is no user 'fred' in the realm 'hv1' in @\/none/],
    ["add fred@ -f @users", 2, /'fred@' has no realm/],
    ["add joe -u x -u y -f @none/users", 1, /cannot write @\/none\/users: No such file or directory/],
    ["passwd -c -d fred -f @users", 2, /-c and -d exclude each other/],
    ["add", 2, /missing required argument 'name'/],
    ["add a b", 2, /too many arguments/],
    ["add a -p secret", 2, /too many arguments/],
    ["add a --iterations 4095 -f @users", 2, /It must be a number from 4096 to 1000000/],
    ["add a --iterations 1000001 -f @users", 2, /It must be a number from 4096 to 1000000/],
    ["add a -a ../x", 2, /'..\/x' is no name of an application/],
    ["list -f @none", 1, /cannot read @\/none: No such file or directory/],
    ["list @a -f @b", 2, /one too many/],
    ["list @", 1, /^error: @\/ is no file\n$/],
    ["list /dev/zero", 1, /^error: \/dev\/zero is no file\n$/],
    ["import -f @none --to @users", 1, /cannot read @\/none: No such file or directory/],
    ["import -f @users --to @users", 2, /@\/users is a file of virtgate user already/],
    ["nonsense", 2, /unknown command 'nonsense'/],
    ["lists", 2, /Did you mean list/],
  ];
  test.each(rows)("%s", async (line, status, message) => {
    const before = readFileSync(bench.path("users"));
    const said = await bench.run(line);
    expect([said.status, said.stderr]).toEqual([status, expect.stringMatching(message)]);
    expect(readFileSync(bench.path("users"))).toEqual(before);
    expect(said.stderr).not.toMatch(/horse|secret/);
  });

  test.each([
    ["", "the password is empty"],
    ["x\ny", "the password has a line break"],
    ["secret\r\n", "the password ends with a carriage return"],
  ])("the password %j", async (piped, message) => {
    bench.piped = piped;
    const { status, stderr } = await bench.run("add joe -f @users");
    expect([status, stderr]).toEqual([1, expect.stringContaining(message)]);
    expect(users()).toHaveLength(1);
  });
});

test.each([
  ["short", "add fred", "the password has fewer than 8 characters"],
  [
    "long enough",
    "add ﬁsh",
    "clients that follow SASLprep (RFC 4013) send the name as 'fish', and others as it was typed",
  ],
  [
    "long enough",
    "add fred --iterations 65537",
    "clients of Cyrus SASL (virsh) sign in with at most 65536 iterations, and this is 65537",
  ],
])("a warning: password %j, %s", async (piped, line, warning) => {
  bench.piped = piped;
  const said = await bench.run(`${line} -f @users ${line.includes("--iterations") ? "" : few}`.trim());
  expect([said.status, said.stderr]).toEqual([0, `warning: ${warning}\n`]);
});

describe("the file", () => {
  test("is made where the daemon reads it", async () => {
    await bench.ok(`add fred ${few}`);
    expect(users("home/.config/libvirt/virtgate-users")).toHaveLength(1);
    expect(statSync(bench.path("home/.config/libvirt")).mode & 0o7777).toBe(0o700);
    bench.env = { ...bench.env, XDG_CONFIG_HOME: bench.path("xdg") };
    await bench.ok(`add fred ${few}`);
    expect(users("xdg/libvirt/virtgate-users")).toHaveLength(1);
  });

  test("is the one that the SASL configuration names", async () => {
    mkdirSync(bench.path("sasl2"));
    writeFileSync(bench.path("sasl2/libvirt.conf"), `virtgate_users: ${bench.path("named")}\n`);
    await bench.ok(`add fred ${few}`);
    expect(users("named")).toHaveLength(1);
    writeFileSync(bench.path("sasl2/other.conf"), `virtgate_users: ${bench.path("other")}\n`);
    await bench.ok(`add fred -a other ${few}`);
    expect(users("other")).toHaveLength(1);
    writeFileSync(bench.path("sasl2/libvirt.conf"), "nonsense\n");
    const { status, stderr } = await bench.run("list");
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/libvirt.conf: SASL configuration: line 1: expected/),
    ]);
  });

  test.each([0o640, 0o604, 0o620, 0o666])("of mode %i is refused", async (mode) => {
    await bench.ok(`add fred -f @users ${few}`);
    chmodSync(bench.path("users"), mode);
    for (const line of ["add joe", "passwd fred", "del fred", "list"]) {
      const { status, stderr } = await bench.run(`${line} -f @users`);
      expect([status, stderr]).toEqual([
        1,
        `error: others have access to @/users (mode 0${mode.toString(8)}): chmod 600 @/users\n`,
      ]);
    }
  });

  test("that is broken stays as it is", async () => {
    for (const text of ["", "nonsense\n", '{"virtgateUsers":2}\n', '{"virtgateUsers":1,"decoyKey":""}\n']) {
      writeFileSync(bench.path("users"), text, { mode: 0o600 });
      const { status, stderr } = await bench.run("add fred -f @users");
      expect([status, stderr]).toEqual([1, expect.stringMatching(/^error: @\/users(:| is empty)/)]);
      expect(readFileSync(bench.path("users"), "utf8")).toBe(text);
    }
  });

  test("is changed through a link, and the link stays", async () => {
    mkdirSync(bench.path("real"));
    await bench.ok(`add fred -f @real/users ${few}`);
    symlinkSync("real/users", bench.path("users"));
    await bench.ok("add joe -f @users");
    expect(users("real/users")).toHaveLength(2);
    expect(readdirSync(bench.path("real")).sort()).toEqual(["users", "users.lock"]);
  });

  test("has no leftovers beside it", async () => {
    writeFileSync(bench.path(".users.0123456789ab.tmp"), "half", { mode: 0o600 });
    writeFileSync(bench.path(".users.other.tmp"), "not ours");
    await bench.ok(`add fred -f @users ${few}`);
    expect(readdirSync(bench.folder).sort()).toEqual([".users.other.tmp", "users", "users.lock"]);
  });

  test("takes several commands at once", async () => {
    const names = Array.from({ length: 8 }, (_, i) => `user${i}`);
    await Promise.all(names.map((name) => bench.ok(`add ${name} -f @users ${few}`)));
    expect(users().map(({ user }) => user)).toEqual(names);
    const both = await Promise.all(["a", "b"].map(() => bench.run("add same -f @users")));
    expect(both.map(({ status }) => status).sort()).toEqual([0, 1]);
  });
});
