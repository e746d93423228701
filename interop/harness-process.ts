// Starts and ends the processes of a test. Each dies with the test process (the kernel sees to that), so a failing
// or killed run leaves nothing behind.
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  /** The exit status, or the name of the signal that ended it. */
  readonly status: number | string;
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string | undefined;
  readonly timeoutMs?: number;
  readonly cwd?: string;
}

/** The environment of every peer: English texts, and nothing that would change what a client connects to. */
export function cleanEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, LC_ALL: "C", TZ: "UTC", ...extra };
  for (const name of Object.keys(env)) {
    if (
      /^(LIBVIRT|VIRSH|VIRTGATE|VITEST)/.test(name) ||
      name === "NODE_EXTRA_CA_CERTS" ||
      name === "NODE_OPTIONS"
    ) {
      if (!(name in extra)) delete env[name];
    }
  }
  return env;
}

/** A process that lives no longer than this one. `setpriv` sets the parent-death signal and becomes the program. */
export function spawnTied(program: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  return spawn("setpriv", ["--pdeathsig", "KILL", "--", program, ...args], options);
}

/** Runs a program to its end and gives what it printed. A program that hangs is killed and says so. */
export function runToEnd(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Outcome> {
  const { timeoutMs = 30_000, input, cwd } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: options.env ?? cleanEnvironment(),
      cwd,
      stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => err.push(chunk));
    child.stdin?.on("error", () => {}); // it may end before it has read everything
    child.stdin?.end(input);
    const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      resolve({
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
        status: code ?? signal ?? "?",
      });
    });
  });
}

/** Asks a process to end, and insists after a while. */
export async function endProcess(child: ChildProcess, patienceMs = 5_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), patienceMs);
  await gone;
  clearTimeout(timer);
}
