// The real virsh on virtgated over ssh, by our helper and by netcat; and our helper beside virt-ssh-helper, word by word.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isolation, mounts } from "./harness.js";
import { cleanEnvironment, type Outcome, runToEnd } from "./harness-process.js";
import { comparesWithItself, missing, programOf, title } from "./peers.js";
import { helperWords, virshOverSsh } from "./rows/tunnels.js";
import { SshHost } from "./ssh-host.js";
import { startPair } from "./subjects.js";
import { runThrough } from "./tunnel.js";

const why = missing(
  ...(["root", "namespaces", "libvirtd", "virsh", "sshd", "ssh", "sshHelper", "netcat"] as const),
  ...(["virtgated", "virtgate"] as const),
);
const theirs = "/usr/bin/virt-ssh-helper";
const ours = comparesWithItself ? "libvirt" : "virtgate";
const nobody = 65534;

describe.skipIf(why)(title("virsh reaches virtgated over ssh", why), () => {
  const pair = startPair();
  let hosts: [peer: SshHost, subject: SshHost];
  beforeAll(async () => {
    const { peer, subject } = pair();
    hosts = await Promise.all([SshHost.start(peer, "libvirt"), SshHost.start(subject, ours)]);
  });
  afterAll(async () => {
    await Promise.all((hosts ?? []).map((host) => host.stop()));
  });

  test.each(virshOverSsh.map((row) => [row.title, row] as const))("%s", async (_title, row) => {
    const { options = [], command: words = "list --all", title: _, ...uri } = row;
    const run = async (host: SshHost): Promise<Outcome> => {
      const outcome = await runThrough("virsh", [...options, "-c", host.uri(uri), words]);
      return {
        ...outcome,
        stdout: outcome.stdout.replaceAll(String(host.port), "<port>").replaceAll(host.folder, "<host>"),
      };
    };
    const [expected, got] = await Promise.all([run(hosts[0]), run(hosts[1])]);
    expect(got).toEqual(expected);
    expect(got.stdout).not.toBe("");
  });
});

describe.skipIf(why)(title("our helper says what virt-ssh-helper says", why), () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "virtgate-helper-"));
    chmodSync(folder, 0o755);
    for (const inside of [...Object.values(mounts), "bin", "user"]) mkdirSync(join(folder, inside));
    // The name is libvirt's; it is a link, as our documentation has it.
    symlinkSync(
      comparesWithItself ? theirs : programOf("cli", "virtgate"),
      join(folder, "bin/virt-ssh-helper"),
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function run(path: string, words: readonly string[], uid: number, more = {}): Promise<Outcome> {
    const user = uid === 0 ? [] : ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups", "--"];
    const [program, ...args] = [...isolation(folder), ...user, "virt-ssh-helper", ...words];
    const PATH = `${path}:${process.env.PATH}`;
    const env = cleanEnvironment({
      PATH,
      XDG_RUNTIME_DIR: join(folder, "user"),
      LIBVIRT_AUTOSTART: "0",
      ...more,
    });
    return runToEnd(program!, args, { env, cwd: "/", input: "" });
  }

  test("starts a user's own daemon", async () => {
    /** The daemon's arguments, and whether it was reached. What libvirt's helper says of an end hangs on who is faster. */
    async function started(path: string) {
      const place = mkdtempSync(join(folder, "session-"));
      chmodSync(place, 0o777);
      const listen = "mkdir -p libvirt; exec nc -lU libvirt/libvirt-sock </dev/null";
      writeFileSync(join(place, "libvirtd"), `#!/bin/sh\ncd ${place}; echo "$@" >asked; ${listen}\n`);
      chmodSync(join(place, "libvirtd"), 0o755);
      const env = { XDG_RUNTIME_DIR: place, LIBVIRT_AUTOSTART: "1", LIBVIRTD_PATH: place };
      const outcome = await run(path, ["-r", "qemu:///session"], nobody, env);
      return [readFileSync(join(place, "asked"), "utf8"), /cannot/.test(outcome.stderr)];
    }
    const [expected, got] = await Promise.all([started("/usr/bin"), started(join(folder, "bin"))]);
    expect(got).toEqual(expected);
    expect(got).toEqual(["--timeout=120\n", false]);
  });

  test.each(helperWords.flatMap((words) => [[words, 0] as const, [words, nobody] as const]))(
    "%j by user %i",
    async (words, uid) => {
      const [expected, got] = await Promise.all([
        run("/usr/bin", words, uid),
        run(join(folder, "bin"), words, uid),
      ]);
      expect(got).toEqual(expected);
    },
  );
});
