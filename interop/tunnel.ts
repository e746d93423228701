// What virsh and our client say over a tunnel, without what hangs on who was faster.
import { cleanEnvironment, type Outcome, runToEnd } from "./harness-process.js";
import { type ClientName, plain, programs } from "./tls-client.js";

/** A helper's end comes with its words in one of two phrases: whether it had read everything is up to the scheduler. */
const ended =
  /(Cannot recv data|End of file while reading data): ([\s\S]*?): (Connection reset by peer|Input\/output error)$/gm;

/** libvirt may notice the end before it looks at the reason, and then has none. */
const wordless = /client socket is closed|Cannot write data: Broken pipe|Cannot recv data: Connection reset/;

/** libvirt closes a descriptor twice when it cannot find a program. */
const closedTwice = /^warning : Tried to close invalid fd \d+\n/gm;

export interface TunnelRun {
  readonly env?: NodeJS.ProcessEnv;
  /** Runs as this user instead of root. */
  readonly uid?: number;
  readonly cwd?: string;
}

const attempts = 20;

/** Runs `words` on the host. Of virsh, a run that was told no reason is done again. */
export async function runThrough(
  client: ClientName,
  words: readonly string[],
  { env = {}, uid, cwd = "/" }: TunnelRun = {},
): Promise<Outcome> {
  const user =
    uid === undefined ? [] : ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups", "--"];
  const [program, ...args] = [...user, ...programs[client](), ...words];
  for (let attempt = 1; ; attempt++) {
    const outcome = plain(
      await runToEnd(program!, args, { env: cleanEnvironment(env), timeoutMs: 20_000, cwd }),
    );
    // virsh may also die of writing to a helper that has gone.
    const reasonless = outcome.status === "SIGPIPE" || wordless.test(outcome.stderr);
    if (client === "virsh" && reasonless && attempt < attempts) continue;
    return { ...outcome, stderr: outcome.stderr.replace(closedTwice, "").replace(ended, "<ended>: $2") };
  }
}
