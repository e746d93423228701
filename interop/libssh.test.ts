// Our client beside virsh through the libssh transports, on the same sshd: the same output, errors, exit status and prompts,
// and the same lines in known_hosts; and how often sshd had to let us in.
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { type CredentialRequest, connect } from "@virtgate/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { converse } from "./converse.js";
import { type Daemon, startDaemon } from "./harness.js";
import { LibsshHost, passwords } from "./libssh-host.js";
import { type DialectName, dialectNames, type LibsshRun, runOnce, typed } from "./libssh-runs.js";
import { comparesWithItself, missing, title } from "./peers.js";
import {
  commandQueries,
  type KnownHostsRow,
  knownHostsRows,
  type LibsshRow,
  libsshRows,
  libsshTerminalRows,
  noFiles,
} from "./rows/libssh.js";
import { type ClientName, programs } from "./tls-client.js";

const why = missing(
  "root",
  "namespaces",
  "libvirtd",
  "virsh",
  "sshd",
  "ssh",
  "sshHelper",
  "netcat",
  "openssl",
  "virtgate",
  "virtgated",
);
const ours: ClientName = comparesWithItself ? "virsh" : "virtgate";
const clients = ["virsh", ours] as const;

describe.skipIf(why)(title("the libssh transports as virsh has them", why), () => {
  let daemon: Daemon;
  let host: LibsshHost;
  let port = 0;
  let keysOnlyPort = 0;
  let recordingPort = 0;
  beforeAll(async () => {
    daemon = await startDaemon("libvirtd", { configuration: 'unix_sock_rw_perms = "0777"' });
    host = LibsshHost.make(daemon);
    port = await host.listen();
    keysOnlyPort = await host.listen("PasswordAuthentication no\nKbdInteractiveAuthentication no\nUsePAM no");
    writeFileSync(host.path("told"), "");
    const record = `ForceCommand printf '%%s\\n' "$SSH_ORIGINAL_COMMAND" >>${host.path("told")}`;
    recordingPort = await host.listen(record.replaceAll("%%", "%"));
    const ports = [port, keysOnlyPort, recordingPort, 1];
    writeFileSync(host.path("known"), ports.map((one) => host.known(one)).join(""));
    mkdirSync(host.path("home/.ssh"), { recursive: true });
    writeFileSync(host.path("home/.ssh/id_rsa"), readFileSync(host.path("ed25519")), { mode: 0o600 });
  });
  afterAll(async () => {
    await host?.stop();
    await daemon?.stop();
  });

  const place = (text: string) =>
    text.replaceAll("DIR", host.folder).replaceAll("SOCKETS", `${daemon.folder}/sock`);
  const uriOf = (dialect: DialectName, { user = "root@", host: name = "localhost", ...row }: LibsshRow) => {
    const at = row.port ?? (row.keysOnly === true ? keysOnlyPort : port);
    return `test+${dialect}://${user}${name}:${at}${row.path ?? "/default"}?${place(row.query)}`;
  };

  describe.each(dialectNames)("%s", (dialect) => {
    const mine = <Row extends { title: string; only?: DialectName }>(rows: readonly Row[]) =>
      rows
        .filter(({ only }) => only === undefined || only === dialect)
        .map((row) => [row.title, row] as const);

    test.each(mine(libsshRows))("%s", async (_title, row) => {
      const run: LibsshRun = {
        ...(row.options === undefined ? {} : { options: row.options }),
        ...(row.command === undefined ? {} : { command: row.command }),
        ...(row.home === undefined ? {} : { env: { HOME: place(row.home) } }),
      };
      const uri = uriOf(dialect, row);
      const [expected, got] = await Promise.all(clients.map((client) => runOnce(client, uri, run)));
      expect(got).toEqual(expected);
    });

    test("what the host is told to run", async () => {
      const told: string[] = [];
      for (const client of clients) {
        writeFileSync(host.path("told"), "");
        const runs = commandQueries.flatMap((query) =>
          [[] as string[], ["-r"]].map((options) => ({ query, options })),
        );
        const tell = ({ query, options }: (typeof runs)[number]) => {
          const row = {
            title: "",
            query: `keyfile=DIR/ed25519&known_hosts=DIR/known${query}`,
            port: recordingPort,
          };
          return runOnce(client, uriOf(dialect, row), { options, once: true });
        };
        // Whoever is first is no matter.
        await Promise.all(runs.map(tell));
        const lines = new Set(readFileSync(host.path("told"), "latin1").split("\n"));
        told.push([...lines].sort().join("\n"));
      }
      expect(told[1]).toBe(told[0]);
      expect(told[0]).toContain("virt-ssh-helper");
    });

    const rows = mine(knownHostsRows).map(
      ([name, row]) => [`${name}, ${row.verify ?? "normal"}`, row] as const,
    );
    test.each(rows)("known_hosts: %s", async (_title, row) => {
      const [expected, got] = await Promise.all(
        clients.map((client) => withKnownHosts(client, dialect, row)),
      );
      if (row.ours === undefined || comparesWithItself) return expect(got).toEqual(expected);
      expect(got!.outcome.status).toBe(row.ours === "accepted" ? 0 : 1);
      if (row.ours === "refused") expect(got!.file).toBe("as it was");
    });

    async function withKnownHosts(client: ClientName, name: DialectName, row: KnownHostsRow) {
      const folder = host.path(`${client}-${name}`);
      mkdirSync(folder, { recursive: true });
      const path = `${folder}/${rows.findIndex(([, one]) => one === row)}`;
      const before = row.file === null ? null : contents(row.file);
      if (before !== null) writeFileSync(path, before);
      const verify = row.verify === undefined ? "" : `&known_hosts_verify=${row.verify}`;
      const query = `keyfile=DIR/ed25519&known_hosts=${path}${verify}`;
      const outcome = await runOnce(client, uriOf(dialect, { title: "", query }));
      const after = existsSync(path) ? readFileSync(path, "latin1") : null;
      // What is hashed is so with new salt each time.
      const file = after === before ? "as it was" : after;
      const hide = (text: string) => text.replaceAll(folder, "<folder>");
      return { outcome: { ...outcome, stderr: hide(outcome.stderr) }, file };
    }

    function contents(file: string): string {
      const hashed = (name: string) => {
        const path = host.path(`hashing-${dialect}`);
        const lines = host.known(port).replaceAll(`[localhost]:${port}`, name);
        writeFileSync(path, lines);
        spawnSync("ssh-keygen", ["-q", "-H", "-f", path]);
        return readFileSync(path, "utf8");
      };
      return file
        .replaceAll("PORT", String(port))
        .replaceAll(/KEY\(([^)]*)\)/g, (_, name: string) => host.publicKey(name))
        .replaceAll(/HASHED\(([^)]*)\)/g, (_, name: string) => hashed(name));
    }

    test.each(noFiles.filter(([, only]) => only === undefined || only === dialect).map(([path]) => [path]))(
      "known_hosts that is %s",
      async (path) => {
        const outcomes = [];
        for (const client of clients) {
          const own = path.replace("made", `made-${client}`);
          const query = `keyfile=DIR/ed25519&known_hosts=${own}&known_hosts_verify=auto`;
          const outcome = await runOnce(client, uriOf(dialect, { title: "", query }));
          outcomes.push({ ...outcome, stderr: outcome.stderr.replaceAll(`made-${client}`, "made") });
        }
        expect(outcomes[1]).toEqual(outcomes[0]);
      },
    );

    test.each(mine(libsshTerminalRows))("at a terminal: %s", async (_title, row) => {
      const run = (client: ClientName) => {
        const query = row.query.replaceAll("WHO", `${client}-${dialect}`);
        const uri = uriOf(dialect, { ...row, query });
        return typed(client, uri, row.answers);
      };
      const [expected, got] = await Promise.all(clients.map(run));
      expect(got).toEqual(expected);
      expect(expected!.shown).not.toContain("it did not end");
    });

    test.each([
      ["the host's group", "[auth-ssh-localhost]\ncredentials=x\n[credentials-x]\npassword=root'pw\n"],
      [
        "the group of all",
        "[auth-ssh-default]\ncredentials=x\n[credentials-x]\nusername=u\npassword=root'pw\n",
      ],
      ["a group that is missing", "[auth-ssh-default]\ncredentials=x\n"],
      ["an item that is missing", "[auth-ssh-localhost]\n"],
    ])("auth.conf: %s", async (_title, text) => {
      const path = host.path(`auth-${dialect}.conf`);
      writeFileSync(path, text);
      const query = "known_hosts=DIR/known&sshauth=password";
      const run = { env: { LIBVIRT_AUTH_FILE: path } };
      const uri = uriOf(dialect, { title: "", query });
      const [expected, got] = await Promise.all(clients.map((client) => runOnce(client, uri, run)));
      expect(got).toEqual(expected);
    });

    test("an agent: no key, another's, ours, and none any more", async () => {
      const socket = host.path(`agent-${dialect}`);
      const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
      try {
        await expect.poll(() => existsSync(socket), { timeout: 10_000 }).toBe(true);
        const env = { SSH_AUTH_SOCK: socket };
        const uri = uriOf(dialect, { title: "", query: "known_hosts=DIR/known&sshauth=agent" });
        for (const key of [undefined, "stranger", "ecdsa"]) {
          if (key !== undefined)
            spawnSync("ssh-add", ["-q", host.path(key)], { env: { ...process.env, ...env } });
          const [expected, got] = await Promise.all(clients.map((client) => runOnce(client, uri, { env })));
          expect(got).toEqual(expected);
          expect(got!.status).toBe(key === "ecdsa" ? 0 : 1);
        }
      } finally {
        agent.kill();
      }
    });

    test("the command on the host dies in the middle", async () => {
      const run = async (client: ClientName) => {
        const pidFile = host.path(`pid-${client}-${dialect}`);
        const helper = host.path(`helper-${client}-${dialect}`);
        const script = `#!/bin/sh\ncase "$*" in *-U*) echo $$ >${pidFile}; exec nc "$@";; esac\n`;
        writeFileSync(helper, script, { mode: 0o755 });
        const query = `keyfile=DIR/ed25519&known_hosts=DIR/known&netcat=${helper}`;
        const { printed, status } = await converse(
          [...programs[client](), "-c", uriOf(dialect, { title: "", query })],
          [
            ["# ", (type) => type("list\n")],
            ["running", () => void process.kill(Number(readFileSync(pidFile, "utf8")), "SIGKILL")],
            ["Disconnected", (type) => type("domstate test\n")],
            ["running", (type) => type("quit\n")],
          ],
          { env: { HOME: "/tmp" } },
        );
        const alike = printed
          .replaceAll("virtgate", "virsh")
          .replaceAll(/to virsh, the .*$/gm, "to virsh")
          .replaceAll(helper, "<helper>")
          .replaceAll("virsh # ", "");
        return { printed: alike, status };
      };
      const [expected, got] = await Promise.all(clients.map(run));
      expect(got).toEqual(expected);
    });

    // virsh has a login for each connection, and asks each time.
    describe.skipIf(comparesWithItself)("one login", () => {
      test("five connections at once ask once", async () => {
        const uri = uriOf(dialect, { title: "", query: "known_hosts=DIR/known&sshauth=password" });
        const asked: CredentialRequest[] = [];
        const credentials = (request: CredentialRequest) => {
          asked.push(request);
          return { password: passwords.root };
        };
        const before = host.logins;
        const options = { credentials, env: { HOME: "/tmp" } };
        const connections = await Promise.all(Array.from({ length: 5 }, () => connect(uri, options)));
        expect(asked).toHaveLength(1);
        expect(asked[0]).toMatchObject({
          host: "localhost",
          mechanism: "password",
          prompts: [{ name: "password", text: "Enter root's password for localhost", echo: false }],
        });
        expect(await Promise.all(connections.map((one) => one.domains.list()))).toHaveLength(5);
        // One may go without the others noticing.
        await connections[0]!.close();
        expect(await connections[1]!.domains.list()).toHaveLength(1);
        await expect.poll(() => host.logins - before).toBe(1);
        // Somebody else's credentials are another login, and so is one that shall not be shared.
        const other = await connect(uri, { ...options, credentials: { password: passwords.root } });
        const own = await connect(uri, { ...options, shareSsh: false });
        await expect.poll(() => host.logins - before).toBe(3);
        for (const one of [...connections, other, own]) await one.close();
      });

      test("more connections than sshd takes on one login", async () => {
        const uri = uriOf(dialect, { title: "", query: "keyfile=DIR/ed25519&known_hosts=DIR/known" });
        const options = { env: { HOME: "/tmp" } };
        const before = host.logins;
        const connections = [];
        // MaxSessions is 10.
        for (let count = 0; count < 12; count++) connections.push(await connect(uri, options));
        await expect.poll(() => host.logins - before).toBe(2);
        for (const one of connections) expect(await one.domains.list()).toHaveLength(1);
        for (const one of connections) await one.close();
      });

      test("virtgate asks once for what it connects to again", async () => {
        const uri = uriOf(dialect, { title: "", query: "known_hosts=DIR/known&sshauth=password" });
        const before = host.logins;
        const commands = `domstate test; connect '${uri}'; domstate test; connect --readonly '${uri}'; uri`;
        const { shown, status } = await typed("virtgate", uri, [["localhost: ", "root'pw\n"]], commands);
        expect(status).toBe(0);
        expect(shown.match(/'s password for/g)).toHaveLength(1);
        await expect.poll(() => host.logins - before).toBe(1);
      });
    });
  });

  test.skipIf(comparesWithItself)("many add to known_hosts at once, and no line is lost", async () => {
    const path = host.path("crowd");
    writeFileSync(path, "");
    const query = `keyfile=DIR/ed25519&known_hosts=${path}&known_hosts_verify=auto`;
    const uri = (name: string) => uriOf("libssh", { title: "", query, host: name });
    const names = ["localhost", "127.0.0.1"];
    await Promise.all(names.flatMap((name) => [runOnce(ours, uri(name)), runOnce(ours, uri(name))]));
    const lines = readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => line !== "");
    const key = host.publicKey("host_ed25519");
    expect([...new Set(lines)].sort()).toEqual(names.map((name) => `[${name}]:${port} ${key}`).sort());
  });

  describe.skipIf(comparesWithItself)("our daemon", () => {
    let virtgated: Daemon;
    let place2: LibsshHost;
    beforeAll(async () => {
      virtgated = await startDaemon("virtgated");
      place2 = LibsshHost.make(virtgated);
    });
    afterAll(async () => {
      await place2?.stop();
      await virtgated?.stop();
    });

    test("is reached in the same way", async () => {
      const at = await place2.listen();
      writeFileSync(place2.path("known"), place2.known(at));
      chmodSync(place2.path("ed25519"), 0o600);
      const query = `keyfile=${place2.path("ed25519")}&known_hosts=${place2.path("known")}`;
      for (const dialect of dialectNames)
        for (const proxy of ["auto", "native", "netcat"]) {
          const uri = `test+${dialect}://root@localhost:${at}/default?${query}&proxy=${proxy}`;
          const run = { command: "list --all; domuuid test; domstate nosuch" };
          const [expected, got] = await Promise.all(clients.map((client) => runOnce(client, uri, run)));
          expect(got).toEqual(expected);
          expect(got!.stdout).toContain("running");
        }
    });
  });
});
