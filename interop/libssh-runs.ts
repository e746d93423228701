// virsh and our client through the libssh transports, with what they say made comparable.
import { join } from "node:path";
import { cleanEnvironment, type Outcome, runToEnd } from "./harness-process.js";
import { root } from "./peers.js";
import { type ClientName, plain, programs } from "./tls-client.js";

export type DialectName = "libssh" | "libssh2";
export const dialectNames: readonly DialectName[] = ["libssh", "libssh2"];

export interface LibsshRun {
  readonly env?: NodeJS.ProcessEnv;
  readonly options?: readonly string[];
  readonly command?: string;
  /** What virsh says the first time counts. */
  readonly once?: boolean;
}

/** libvirt's libraries sometimes look for the exit status before it has come, and have none then. */
const statusless = /cause is unknown|non-zero code: -1$/m;

export async function runOnce(
  client: ClientName,
  uri: string,
  { env = {}, options = [], command = "domstate test", once = false }: LibsshRun = {},
): Promise<Outcome> {
  const [program, ...args] = [...programs[client](), ...options, "-c", uri, command];
  const settings = { env: environment(env), timeoutMs: 20_000, cwd: "/" };
  for (let attempt = 1; ; attempt++) {
    const outcome = plain(await runToEnd(program!, args, settings));
    if (client === "virtgate" || once || attempt === 5 || !statusless.test(outcome.stderr)) return outcome;
  }
}

/** Without an agent and a home of the machine's. */
const environment = (env: NodeJS.ProcessEnv) =>
  cleanEnvironment({ SSH_AUTH_SOCK: undefined, HOME: "/tmp", XDG_CONFIG_HOME: undefined, ...env });

/** At a terminal: what was shown, and the exit status. */
export async function typed(
  client: ClientName,
  uri: string,
  answers: readonly (readonly [string, string])[],
  command = "domstate test",
): Promise<{ shown: string; status: number | string }> {
  const words = [...programs[client](), "-c", uri, command];
  const args = [join(root, "interop/terminal.py"), JSON.stringify(answers), ...words];
  const { stdout, status } = await runToEnd("python3", args, { env: environment({}), cwd: "/" });
  // virsh starts an agent for polkit, which finds none.
  const shown = stdout.replaceAll("\r", "").replace(/^Authorization not available.*\n/m, "");
  return { shown, status };
}
