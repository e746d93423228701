// `virtgate user` beside saslpasswd2, sasldblistusers2, klist and MIT's library; and real clients as the users it made.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { readSasldb } from "@virtgate/sasl";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Daemon, isolation, startDaemon } from "./harness.js";
import { cleanEnvironment, type Outcome, runToEnd } from "./harness-process.js";
import { missing, programOf, title } from "./peers.js";
import { typing } from "./pty.js";

const why = missing("root", "namespaces", "virsh", "virtgated", "virtgate", "saslSample");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "virtgate-user-"));
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const path = (inside: string) => join(folder, inside);
const host = hostname().toLowerCase();
const user = (...words: string[]) => [process.execPath, programOf("cli", "virtgate"), "user", ...words];
/** Quick to make. */
const few = ["--iterations", "4096"];

function run(
  words: readonly string[],
  input?: string | Buffer,
  env: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  const [program, ...args] = words;
  const options = { cwd: folder, env: cleanEnvironment(env) };
  return runToEnd(program!, args, input === undefined ? options : { ...options, input: input as string });
}

async function ok(
  words: readonly string[],
  input?: string | Buffer,
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const { status, stdout, stderr } = await run(words, input, env);
  expect([words.join(" "), status, stderr]).toEqual([words.join(" "), 0, ""]);
  return stdout;
}

const saslpasswd2 = (database: string, name: string, password: string | Buffer, ...more: string[]) =>
  spawnSync("/usr/sbin/saslpasswd2", ["-p", "-c", "-a", "libvirt", "-f", database, ...more, name], {
    input: password,
    encoding: "utf8",
  });

describe.skipIf(why)(title("databases of saslpasswd2", why), () => {
  beforeAll(() => {
    for (let i = 0; i < 40; i++) {
      const realm = i % 3 === 0 ? ["-u", "other.realm"] : [];
      saslpasswd2(path("passwd.db"), `user${i}`, `password ${"x".repeat((i * 37) % 400)} ${i}`, ...realm);
    }
    for (const name of ["jürgen", "with space", "we,ird=", "joe@third.realm", "UPPER"])
      saslpasswd2(path("passwd.db"), name, "pässword 1");
    spawnSync("/usr/sbin/saslpasswd2", ["-d", "-f", path("passwd.db"), "user1"]);
  });

  test("are listed line by line as sasldblistusers2 does", async () => {
    const theirs = await ok(["sasldblistusers2", "-f", "passwd.db"]);
    expect(theirs.split("\n")).toHaveLength(45);
    expect(await ok(user("list", "-f", "passwd.db"))).toBe(theirs);
    expect(await ok(user("list", "passwd.db"))).toBe(theirs);
  });

  test("are taken over: the same users, the same passwords, and Cyrus' file as it was", async () => {
    const before = readFileSync(path("passwd.db"));
    expect(await ok(user("import", "-f", "passwd.db", "--to", "imported", "--digest-md5", ...few))).toMatch(
      /^44 of 44 users of passwd.db written to .*imported$/m,
    );
    expect(readFileSync(path("passwd.db"))).toEqual(before);
    const names = (text: string) =>
      text
        .split("\n")
        .map((line) => line.replace(/: .*/, ""))
        .sort();
    expect(names(await ok(user("list", "imported")))).toEqual(
      names(await ok(["sasldblistusers2", "-f", "passwd.db"])),
    );
    for (const { user: name, realm, password } of readSasldb(before).entries.filter((_, i) => i % 11 === 0)) {
      const words = user("check", "-f", "imported", "-u", realm, "--output", "json", name);
      expect(JSON.parse((await run(words, password)).stdout).user.password).toBe("right");
      expect(JSON.parse((await run(words, `${password}x`)).stdout).user.password).toBe("wrong");
    }
  });
});

describe.skipIf(why)(title("a password from a pipe", why), () => {
  // what comes, and what we say that saslpasswd2 does not
  const rows: [string, string | Buffer, RegExp?][] = [
    ["a line", "correct horse\n"],
    ["without its end", "correct horse"],
    ["blanks around it", "  correct horse  \n"],
    ["UTF-8", "pässwörter\n"],
    ["nothing", ""],
    ["an empty line", "\n"],
    ["1024 bytes", `${"x1".repeat(512)}\n`],
    ["two lines", "two\nlines\n", /a line break or another control character/],
    ["two ends", "correct horse\n\n", /a line break or another control character/],
    ["an end of Windows", "correct horse\r\n", /was the file written on Windows/],
    ["Latin-1", Buffer.from("p\xe4sswort\n", "latin1"), /not UTF-8/],
    ["a NUL", "correct\0horse\n", /a line break or another control character/],
    ["1025 bytes", `${"x1".repeat(512)}y\n`, /1025 bytes, and there can be 1024/],
  ];
  test.each(rows)("%s", async (what, input, stricter) => {
    const name = `user${rows.findIndex(([each]) => each === what)}`;
    const theirs = saslpasswd2(path("pipe.db"), name, input);
    const ours = await run(user("passwd", "-p", "-c", "-a", "libvirt", "-f", "piped", ...few, name), input);
    if (stricter !== undefined) {
      expect([theirs.status, ours.status, ours.stderr]).toEqual([0, 1, expect.stringMatching(stricter)]);
      return;
    }
    expect([ours.status !== 0, ours.stderr]).toEqual([
      theirs.status !== 0,
      theirs.status === 0 ? "" : "error: the password is empty\n",
    ]);
    if (theirs.status !== 0) return;
    const { password } = readSasldb(readFileSync(path("pipe.db"))).entries.find((one) => one.user === name)!;
    const checked = await run(user("check", "-f", "piped", "--output", "json", name), password);
    expect(JSON.parse(checked.stdout).user).toMatchObject({ realm: host, password: "right" });
  });

  test("the realm of a name without one is the host's, in lower case", async () => {
    const script = `hostname "$1"; shift
printf 'correct horse' | saslpasswd2 -p -c -f realm.db fred
printf 'correct horse' | "$@" add -f realm --iterations 4096 fred >&2
sasldblistusers2 -f realm.db; "$@" list realm`;
    for (const name of ["HV1", "Hv2.Example.ORG"]) {
      for (const file of ["realm", "realm.db"]) rmSync(path(file), { force: true });
      const { stdout } = await run(["unshare", "-u", "sh", "-c", script, "sh", name, ...user()]);
      expect(stdout.replaceAll(/: .*/g, "")).toBe(`fred@${name.toLowerCase()}\n`.repeat(2));
    }
  });

  test("in pieces, of which saslpasswd2 takes the first", async () => {
    const slow = `(printf correct; sleep 0.3; printf ' horse\\n') | "$@"`;
    await ok(["sh", "-c", slow, "sh", ...user("add", "-p", "-f", "piped", ...few, "slow")]);
    const checked = await run(user("check", "-f", "piped", "--output", "json", "slow"), "correct horse");
    expect(JSON.parse(checked.stdout).user.password).toBe("right");
  });
});

describe.skipIf(why)(title("a terminal", why), () => {
  const file = ["-f", "typed", ...few];
  // the answers, the command, its status, all that is seen
  const rows: [string, string[], number, RegExp][] = [
    [
      "correct horse,correct horse",
      ["add", ...file, "fred"],
      0,
      /^Password: \r\nAgain \(for verification\): \r\nAdded fred@/,
    ],
    [
      "correct horse,mule",
      ["passwd", ...file, "fred"],
      1,
      /^Password: \r\nAgain \(for verification\): \r\nerror: the two are not the same\r\n$/,
    ],
    ["", ["passwd", ...file, "fred"], 1, /^Password: \r\nerror: the password is empty\r\n$/],
    ["\u0003", ["passwd", ...file, "fred"], 1, /^Password: \r\nerror: given up\r\n$/],
    [
      "correct horse",
      ["check", "-f", "typed", "fred"],
      0,
      /^Password: \r\n[\s\S]*\r\n {2}password: right\r\n/,
    ],
    ["mule", ["check", "-f", "typed", "fred"], 1, /^Password: \r\n[\s\S]*\r\n {2}password: wrong\r\n/],
    // Nothing is asked for what fails anyway.
    ["correct horse", ["add", ...file, "fred"], 1, /^error: there is a user fred@/],
    ["correct horse", ["passwd", ...file, "joe"], 1, /^error: there is no user 'joe'/],
  ];
  const sasl2 = "mech_list: digest-md5 scram-sha-256\nauxprop_plugin: ldapdb\n";
  test.each(rows)("answers %j to %j", async (answers, words, status, seen) => {
    mkdirSync(path("sasl2"), { recursive: true });
    writeFileSync(path("sasl2/libvirt.conf"), sasl2);
    writeFileSync(path("libvirtd.conf"), 'auth_tls = "sasl"\n');
    const more = words[0] === "check" ? ["--config", "libvirtd.conf"] : [];
    const outcome = await run(typing(folder, answers, user(...words, ...more)), undefined, {
      SASL_CONF_PATH: path("sasl2"),
    });
    expect([outcome.status, outcome.stdout]).toEqual([status, expect.stringMatching(seen)]);
    expect(outcome.stdout).not.toMatch(/horse|mule/);
  });

  test("that is not there", async () => {
    // The standard input is closed, so it is no pipe that could be read.
    const { status, stderr } = await run(["setsid", ...user("add", "-f", "typed", "joe")]);
    expect([status, stderr]).toEqual([1, "error: the password is empty\n"]);
  });
});

describe.skipIf(why)(title("the file of users in trouble", why), () => {
  test("a full disk leaves the old, and says so", async () => {
    mkdirSync(path("full"));
    const script = `mount -t tmpfs -o size=64k none full
printf 'correct horse' | "$@" add -f full/users --iterations 4096 fred >&2
cp full/users before
dd if=/dev/zero of=full/filler bs=1k 2>/dev/null || true
if printf 'correct horse' | "$@" add -f full/users joe; then exit 9; fi
cmp full/users before || exit 8
ls -A full >&2
rm full/filler
printf 'correct horse' | "$@" add -f full/users joe`;
    const outcome = await run([
      "unshare",
      "-m",
      "--propagation",
      "private",
      "sh",
      "-c",
      script,
      "sh",
      ...user(),
    ]);
    expect([outcome.status, outcome.stdout]).toEqual([0, expect.stringMatching(/^Added joe@/)]);
    expect(outcome.stderr).toMatch(
      /^Added fred@.*\nerror: cannot write .*full\/users: No space left on device\nfiller\nusers\nusers.lock\n$/,
    );
  });

  test("several at once, and some of them killed", async () => {
    await ok(user("add", "-f", "busy", ...few, "first"), "correct horse");
    const names = Array.from({ length: 6 }, (_, i) => `user${i}`);
    const killed = names.map((name, i) =>
      run(
        [
          "timeout",
          "-s",
          "KILL",
          `0.${String(60 + i * 30).padStart(3, "0")}`,
          ...user("add", "-f", "busy", `${name}x`),
        ],
        "correct horse",
      ),
    );
    const outcomes = await Promise.all(
      names.map((name) => run(user("add", "-f", "busy", name), "correct horse")),
    );
    await Promise.all(killed);
    expect(outcomes.map(({ status, stderr }) => [status, stderr])).toEqual(names.map(() => [0, ""]));
    const listed = (await ok(user("list", "busy"))).match(/^\w+/gm)!;
    expect(listed.filter((name) => !name.endsWith("x"))).toEqual(["first", ...names]);
  });

  test("of another user's: the owner stays; a stranger gets nowhere", async () => {
    mkdirSync(path("theirs"));
    chownSync(path("theirs"), 65_534, 65_534);
    const as = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"];
    await ok([...as, ...user("add", "-f", path("theirs/users"), ...few, "fred")], "correct horse");
    await ok(user("add", "-f", "theirs/users", ...few, "joe"), "correct horse");
    expect([statSync(path("theirs/users")).uid, statSync(path("theirs/users")).mode & 0o7777]).toEqual([
      65_534, 0o600,
    ]);
    await ok([...as, ...user("del", "-f", path("theirs/users"), "joe")]);

    await ok(user("add", "-f", "mine", ...few, "fred"), "correct horse");
    const rows: [string[], RegExp][] = [
      [["list", "-f", path("mine")], /^error: cannot read .*mine: Permission denied\n$/],
      [["passwd", "-f", path("mine"), "fred"], /^error: cannot read .*mine: Permission denied\n$/],
      [["add", "-f", path("another"), "fred"], /^error: cannot write .*another: Permission denied\n$/],
    ];
    for (const [words, says] of rows) {
      const { status, stderr } = await run([...as, ...user(...words)], "correct horse");
      expect([status, stderr]).toEqual([1, expect.stringMatching(says)]);
    }
  });
});

describe.skipIf(why)(title("real clients as users of virtgate user", why), () => {
  let daemon: Daemon;
  beforeAll(async () => {
    daemon = await startDaemon("virtgated", {
      configuration: 'auth_unix_rw = "sasl"\nauth_tcp = "sasl"',
      prepare: (place) =>
        writeFileSync(
          join(place, "sasl2/libvirt.conf"),
          "mech_list: scram-sha-512 scram-sha-256 scram-sha-1 digest-md5 plain\nauxprop_plugin: ldapdb\nvirtgate_max_wait: 0\n",
        ),
    });
    const add = (...words: string[]) =>
      ok([...isolation(daemon.folder), ...user("add", ...words)], "correct horse");
    expect(await add("fred", "--digest-md5")).toMatch(/in \/etc\/libvirt\/virtgate-users$/m);
    await add("joe@other.realm", "--digest-md5", ...few);
    await add("jürgen", "--digest-md5", ...few);
    await add("nodigest", ...few);
  }, 60_000);
  afterAll(() => daemon?.stop());

  const virsh = (name: string, password: string, mechanism: string, transport: "unix" | "tcp") => {
    const credentials = `[credentials-x]\nauthname=${name}\npassword=${password}\n[auth-libvirt-default]\ncredentials=x\n`;
    const file = join(daemon.folder, `auth-${name}-${mechanism}-${transport}`);
    writeFileSync(file, credentials);
    const uri = daemon.uris[transport];
    return run(
      ["virsh", "-c", `${uri}${uri.includes("?") ? "&" : "?"}auth=sasl.${mechanism}`, "uri"],
      undefined,
      {
        LIBVIRT_AUTH_FILE: file,
      },
    );
  };
  const refused = "authentication failed: authentication failed";

  // who, password, mechanism, transport, whether that is let in
  const rows: [string, string, string, "unix" | "tcp", boolean][] = [
    ...["SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "DIGEST-MD5", "PLAIN"].map(
      (mechanism): [string, string, string, "unix", boolean] => [
        "fred",
        "correct horse",
        mechanism,
        "unix",
        true,
      ],
    ),
    ["fred", "correct horse", "DIGEST-MD5", "tcp", true],
    ["fred", "mule", "SCRAM-SHA-256", "unix", false],
    ["fred", "mule", "DIGEST-MD5", "tcp", false],
    ["joe@other.realm", "correct horse", "SCRAM-SHA-256", "unix", true],
    ["joe@other.realm", "correct horse", "DIGEST-MD5", "tcp", true],
    ["joe", "correct horse", "SCRAM-SHA-256", "unix", false],
    ["jürgen", "correct horse", "SCRAM-SHA-256", "unix", true],
    ["jürgen", "correct horse", "DIGEST-MD5", "tcp", true],
    ["nodigest", "correct horse", "SCRAM-SHA-512", "unix", true],
    ["nodigest", "correct horse", "DIGEST-MD5", "tcp", false],
  ];
  test.each(rows)("%s, %j, %s, %s: %s", async (name, password, mechanism, transport, isRight) => {
    const { status, stdout, stderr } = await virsh(name, password, mechanism, transport);
    if (isRight) expect([status, stdout, stderr]).toEqual([0, expect.stringContaining("test+"), ""]);
    else expect([status, stderr]).toEqual([1, expect.stringContaining(refused)]);
  });

  test("another password counts at once, and who is deleted is out", async () => {
    const inside = (...words: string[]) =>
      ok([...isolation(daemon.folder), ...user(...words)], "new correct horse");
    await inside("passwd", "jürgen");
    expect((await virsh("jürgen", "correct horse", "SCRAM-SHA-256", "unix")).status).toBe(1);
    expect((await virsh("jürgen", "new correct horse", "SCRAM-SHA-256", "unix")).status).toBe(0);
    expect((await virsh("jürgen", "new correct horse", "DIGEST-MD5", "tcp")).status).toBe(0);
    await inside("del", "jürgen");
    expect((await virsh("jürgen", "new correct horse", "SCRAM-SHA-256", "unix")).status).toBe(1);
  });

  test("check sees what virsh is offered", async () => {
    const words = user("check", "--config", join(daemon.folder, "libvirtd.conf"), "--output", "json");
    const { stdout } = await run([...isolation(daemon.folder), ...words]);
    const { transports } = JSON.parse(stdout);
    const debug = { LIBVIRT_DEBUG: "1", LIBVIRT_AUTH_FILE: join(daemon.folder, "auth-fred-PLAIN-unix") };
    for (const transport of ["unix", "tcp"] as const) {
      const { stderr } = await run(["virsh", "-c", daemon.uris[transport], "uri"], undefined, debug);
      const offer = /SASL mech list.*'([A-Z0-9,-]+)'|mechlist[ =:]+'?([A-Z0-9,-]+)/.exec(stderr);
      const { offered } = transports.find((one: { transport: string }) => one.transport === transport);
      expect(offered.join()).toBe(
        offer?.[1] ??
          offer?.[2] ??
          stderr
            .match(/.*mech.*/gi)
            ?.slice(0, 5)
            .join("\n"),
      );
    }
  });
});
