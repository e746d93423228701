// Our client beside virsh on the same libvirtd over ssh and over helpers of a user's own: the same output, errors and exit
// status, and the same arguments for ssh.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { converse } from "./converse.js";
import { type Daemon, startDaemon } from "./harness.js";
import { comparesWithItself, missing, title } from "./peers.js";
import { argumentUris, extRows, noPrograms, type SshRow, sshRows, withoutDaemon } from "./rows/tunnels.js";
import { SshHost } from "./ssh-host.js";
import { type ClientName, programs as programsOf } from "./tls-client.js";
import { runThrough, type TunnelRun } from "./tunnel.js";

const why = missing(
  "root",
  "namespaces",
  "libvirtd",
  "virsh",
  "sshd",
  "ssh",
  "sshHelper",
  "netcat",
  "virtgate",
);
const ours: ClientName = comparesWithItself ? "virsh" : "virtgate";
const nobody = 65534;
const connectFailed = "error: failed to connect to the hypervisor\n";

const titled = <Row extends { readonly title: string }>(rows: readonly Row[]) =>
  rows.map((row) => [row.title, row] as const);

async function same(words: readonly string[], run: TunnelRun = {}) {
  // Two connections at once would see each other's changes.
  if (words.some((word) => word.includes("suspend"))) {
    const expected = await runThrough("virsh", words, run);
    expect(await runThrough(ours, words, run)).toEqual(expected);
    return expected;
  }
  const [expected, got] = await Promise.all([runThrough("virsh", words, run), runThrough(ours, words, run)]);
  expect(got).toEqual(expected);
  return expected;
}

describe.skipIf(why)(title("tunnels as virsh has them", why), () => {
  let daemon: Daemon;
  let host: SshHost;
  let folder = "";
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "virtgate-tunnels-"));
    chmodSync(folder, 0o755);
    daemon = await startDaemon("libvirtd");
    host = await SshHost.start(daemon, "libvirt");
  });
  afterAll(async () => {
    await host?.stop();
    await daemon?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  let programs = 0;
  function program(script: string): string {
    const path = join(folder, `program${++programs}`);
    writeFileSync(path, `#!/bin/sh\n${script.replaceAll("SOCKETS", join(daemon.folder, "sock"))}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  function wordsOf({ title: _, options = [], command = "list --all", more = "", ...uri }: SshRow): string[] {
    const query = more.replaceAll("SOCKETS", join(daemon.folder, "sock"));
    return [...options, "-c", host.uri({ ...uri, more: query }), command];
  }

  describe("ssh", () => {
    test.each(titled(sshRows))("%s", async (_title, row) => {
      await same(wordsOf(row));
    });
  });

  describe("ext", () => {
    test.each(extRows)("%s", async (_title, script) => {
      const uri = `test+ext:///default?command=${program(script)}`;
      await same(["-c", uri, "list --all; suspend test"]);
    });
    test.each(noPrograms.map((name) => [name]))("%j", async (name) => {
      const { stderr } = await same(["-c", `test+ext:///default?command=${name}`, "list"]);
      expect(stderr).toContain(connectFailed);
    });
    // virsh asks its helper to end, and leaves it when it does not.
    test.skipIf(comparesWithItself).each([
      ["that ends with its input", "nc -U SOCKETS/libvirt-sock"],
      [
        "that does not end by itself",
        "trap '' TERM; nc -U SOCKETS/libvirt-sock; while :; do sleep 0.1; done",
      ],
    ])("no helper is left behind: one %s", async (_title, script) => {
      const pidFile = join(folder, `pid${++programs}`);
      const uri = `test+ext:///default?command=${program(`echo $$ >${pidFile}; ${script}`)}`;
      const { status } = await runThrough(ours, ["-c", uri, "list"]);
      expect(status).toBe(0);
      const pid = readFileSync(pidFile, "utf8").trim();
      const isRunning = () =>
        existsSync(`/proc/${pid}`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
      await expect.poll(isRunning, { timeout: 10_000 }).toBe(false);
    });
    test("no command", async () => {
      await same(["-c", "test+ext:///default", "list"]);
    });
  });

  describe("what ssh is told", () => {
    const environment = {
      ...{
        LANG: "de_DE",
        TERM: "xterm",
        DISPLAY: ":0",
        XAUTHORITY: "/x",
        SSH_AUTH_SOCK: "/a",
        SSH_ASKPASS: "/b",
      },
      ...{
        GPG_TTY: "/t",
        KRB5CCNAME: "k",
        OPENSSL_CONF: "/dev/null",
        SECRET: "s",
        SHELL: "/bin/sh",
        TMPDIR: "/tmp",
      },
      ...{
        USER: "u",
        LOGNAME: "l",
        LD_LIBRARY_PATH: "/l",
        SSH_ASKPASS_REQUIRE: "force",
        XDG_CACHE_HOME: "/c",
      },
    };

    /** What a program in ssh's place was started with, by line. */
    async function told(client: ClientName, words: (command: string) => string[], uid?: number, conf = "") {
      const place = mkdtempSync(join(folder, "told-"));
      chmodSync(place, 0o777);
      mkdirSync(join(place, "libvirt"));
      writeFileSync(join(place, "libvirt/libvirt.conf"), conf);
      writeFileSync(join(place, "log"), "");
      chmodSync(join(place, "log"), 0o666);
      const print = `{ printf '<%s>\\n' "$@"; env | grep -v -e ^PWD= -e ^_= -e ^SHLVL= | sort; } >${place}/log`;
      writeFileSync(join(place, "ssh"), `#!/bin/sh\n${print}\nhead -c 28 >/dev/null; echo told >&2\n`);
      chmodSync(join(place, "ssh"), 0o755);
      const env = { ...environment, HOME: folder, XDG_CONFIG_HOME: place, XDG_RUNTIME_DIR: "/run/user" };
      const { stderr } = await runThrough(client, words(join(place, "ssh")), {
        env,
        ...(uid === undefined ? {} : { uid }),
      });
      return {
        told: readFileSync(join(place, "log"), "latin1"),
        stderr: stderr.replaceAll(place, "<place>"),
      };
    }

    const withCommand = (uri: string, command: string) =>
      `${uri}${uri.includes("?") ? "&" : "?"}command=${command}`;

    /** Whether a user's own daemon is meant hangs on these. */
    const ofUsers = argumentUris.filter((uri) => /session|remote|default$|default\?proxy/.test(uri));
    const runs: [uri: string, uid: number, options: string[]][] = [
      ...argumentUris.map((uri): [string, number, string[]] => [uri, 0, []]),
      ...[...argumentUris.slice(0, 3), ...ofUsers].map((uri): [string, number, string[]] => [uri, 0, ["-r"]]),
      ...ofUsers.flatMap((uri): [string, number, string[]][] => [
        [uri, nobody, []],
        [uri, nobody, ["-r"]],
      ]),
    ];
    test.each(runs)("%s by user %i %j", async (uri, uid, options) => {
      const words = (command: string) => [...options, "-c", withCommand(uri, command), "uri"];
      const by = uid === 0 ? undefined : uid;
      const [expected, got] = await Promise.all([told("virsh", words, by), told(ours, words, by)]);
      expect(got).toEqual(expected);
    });

    test.each(["auto", "native", "netcat", "bogus"])(
      "with libvirt.conf: remote_proxy = %s",
      async (proxy) => {
        for (const more of ["", "?socket=/s", "?netcat=n", "?proxy=auto"]) {
          const words = (command: string) => [
            "-c",
            withCommand(`qemu+ssh://h/session${more}`, command),
            "uri",
          ];
          const conf = `remote_proxy = "${proxy}"\n`;
          const [expected, got] = await Promise.all([
            told("virsh", words, nobody, conf),
            told(ours, words, nobody, conf),
          ]);
          expect(got).toEqual(expected);
        }
      },
    );

    test("a helper of one's own is told less", async () => {
      const words = (command: string) => ["-c", withCommand("test+ext:///default", command), "uri"];
      const [expected, got] = await Promise.all([told("virsh", words), told(ours, words)]);
      expect(got).toEqual(expected);
      expect(got.told).toContain("TMPDIR=/tmp");
    });
  });

  describe("step by step", () => {
    const both = async (run: (client: ClientName) => Promise<unknown>) => {
      const [expected, got] = await Promise.all([run("virsh"), run(ours)]);
      expect(got).toEqual(expected);
      return expected;
    };
    const underOneName = (text: string) =>
      text.replaceAll("virtgate", "virsh").replaceAll(/to virsh, the .*$/gm, "to virsh");

    test("a helper that dies in the middle", async () => {
      await both(async (client) => {
        const pidFile = join(folder, `middle-${client}-pid`);
        const helper = join(folder, `middle-${client}`);
        const script = `echo $$ >${pidFile}; echo words >&2; exec nc -U ${daemon.socket}`;
        writeFileSync(helper, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
        const uri = `test+ext:///default?command=${helper}`;
        const { printed, status } = await converse(
          [...programsOf[client](), "-c", uri],
          [
            ["# ", (type) => type("list\n")],
            ["running", () => void process.kill(Number(readFileSync(pidFile, "utf8")), "SIGKILL")],
            ["Disconnected", (type) => type("domstate test\n")],
            ["running", (type) => type("quit\n")],
          ],
        );
        return {
          printed: underOneName(printed).replaceAll(helper, "<helper>").replaceAll("virsh # ", ""),
          status,
        };
      });
    });

    test.each([
      ["yes", 0],
      ["no", 1],
    ])("ssh asks on the terminal about an unknown host: %s", async (answer, status) => {
      const uri = host.uri({ known: "unknown", more: "&proxy=netcat" });
      const outcome = await both((client) =>
        converse(
          [...programsOf[client](), "-c", uri, "domstate test"],
          [["(yes/no", (type) => type(`${answer}\r`)]],
          { terminal: true },
        ).then(({ printed, status }) => ({
          printed: printed
            // virsh starts an agent for polkit, which finds none.
            .replace(/^Authorization not available.*\n/m, "")
            .replace(/(Cannot recv data|End of file while reading data): /, "<ended>: "),
          status,
        })),
      );
      expect(outcome).toMatchObject({ status });
    });
  });

  // Last: the daemon is away from now on.
  describe("without a daemon", () => {
    beforeAll(async () => {
      rmSync(join(daemon.folder, "sock"), { recursive: true });
    });
    test.each(titled(withoutDaemon))("%s", async (_title, row) => {
      const { stderr } = await same(wordsOf(row));
      expect(stderr).toContain("No such file or directory");
    });
  });
});
