// Telling the service manager how it goes, sd_notify(3): a line of variables for each turn, to the socket that it named.

import { spawn } from "node:child_process";

/** No manager takes longer to read a line; one that does is not waited for. */
const GIVE_UP_AFTER_MS = 5000;
const RETRY_AFTER_MS = 100;

/** sun_path of Linux. Unlike a listener's, this one needs no closing NUL. */
const MAX_ADDRESS_BYTES = 108;

const EAGAIN = 11;
const ENOBUFS = 105;

/** The errno; 0 when it was sent. */
export type Send = (address: string, text: string) => number;

/** How to reach the socket: by native code, or a program. Either may be missing. */
export interface Ways {
  native(): Promise<Send>;
  /** Runs systemd-notify(1) with these assignments and rejects with the reason why it did not work. */
  program(address: string, assignments: readonly string[]): Promise<void>;
}

/** What a service says about itself. Nothing here waits, and nothing that goes wrong is more than a line of the log. */
export class ServiceManager {
  readonly #address: string;
  readonly #pid: number | undefined;
  readonly #ways: Ways;
  readonly #warn: (text: string) => void;
  #send: Promise<Send | undefined> | undefined;
  /** One after the other, for they must arrive in their order. */
  #last: Promise<void> = Promise.resolve();
  #broken = false;

  /** `pid`: the daemon's, when the manager started another process, which ended. */
  constructor(
    address: string,
    pid: number | undefined,
    warn: (text: string) => void,
    ways: Ways = { native, program },
  ) {
    this.#address = address;
    this.#pid = pid;
    this.#warn = warn;
    this.#ways = ways;
  }

  ready(status: string): void {
    const main = this.#pid === undefined ? [] : [`MAINPID=${this.#pid}`];
    this.#say(["READY=1", `STATUS=${status}`, ...main]);
  }

  /** Before the configuration is read again; `ready` follows. */
  reloading(): void {
    const monotonicUs = process.hrtime.bigint() / 1000n;
    this.#say(["RELOADING=1", `MONOTONIC_USEC=${monotonicUs}`, "STATUS=Reading the configuration again"]);
  }

  stopping(status: string): void {
    this.#say(["STOPPING=1", `STATUS=${status}`]);
  }

  /** Resolves when everything said so far has arrived, or will not. */
  flushed(): Promise<void> {
    return this.#last;
  }

  #say(assignments: readonly string[]): void {
    // A line end would begin another assignment.
    const clean = assignments.map((each) => each.replaceAll("\n", " "));
    this.#last = this.#last.then(() => this.#deliver(clean)).catch((thrown) => this.#fail(thrown));
  }

  async #deliver(assignments: readonly string[]): Promise<void> {
    if (this.#broken) return;
    this.#send ??= this.#ways.native().catch(() => undefined);
    const send = await this.#send;
    if (send === undefined) return this.#ways.program(this.#address, assignments);
    const text = assignments.join("\n");
    for (let waitedMs = 0; ; waitedMs += RETRY_AFTER_MS) {
      const errno = send(this.#address, text);
      if (errno === 0) return;
      if ((errno !== EAGAIN && errno !== ENOBUFS) || waitedMs >= GIVE_UP_AFTER_MS) {
        throw new Error(`error ${errno}`);
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS));
    }
  }

  #fail(thrown: unknown): void {
    this.#broken = true;
    this.#warn(`Failed to notify systemd: ${(thrown as Error).message}`);
  }
}

/** The service manager behind the address of NOTIFY_SOCKET, or undefined when none waits for word. */
export function serviceManager(
  address: string | undefined,
  pid: number | undefined,
  warn: (text: string) => void,
  ways?: Ways,
): ServiceManager | undefined {
  if (!address) return undefined;
  if (Buffer.byteLength(address) > MAX_ADDRESS_BYTES) {
    warn(`Systemd notify socket path '${address}' too long`);
    return undefined;
  }
  if (!address.startsWith("/") && !address.startsWith("@")) {
    warn(`Systemd notify socket '${address}' is neither a path nor an abstract name`);
    return undefined;
  }
  return new ServiceManager(address, pid, warn, ways);
}

async function native(): Promise<Send> {
  const { datagramSender } = await import("@virtgate/native");
  return datagramSender();
}

function program(address: string, assignments: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("systemd-notify", assignments, {
      env: { PATH: process.env.PATH, NOTIFY_SOCKET: address },
      stdio: "ignore",
      timeout: GIVE_UP_AFTER_MS,
    });
    child.on("error", () =>
      reject(new Error("neither @virtgate/native nor the program systemd-notify can be used")),
    );
    child.on("exit", (status, signal) => {
      if (status === 0) resolve();
      else reject(new Error(`systemd-notify ended with ${status === null ? signal : `status ${status}`}`));
    });
  });
}
