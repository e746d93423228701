// Why the daemon did not start: what to print and with which status to leave.

/** libvirtd's exit statuses, as watched: scripts and `--daemon` parents tell the cases apart by them. */
export const ExitStatus = { ok: 0, config: 1, pidFile: 1, runDirectory: 2, init: 3, network: 6 } as const;
export type ExitStatus = (typeof ExitStatus)[keyof typeof ExitStatus];

/** Thrown only while starting; nothing of it ever reaches a client. */
export class StartError extends Error {
  override readonly name = "StartError";
  readonly exitStatus: ExitStatus;
  /** One log line each, the first being the message. libvirtd follows some errors by a second line. */
  readonly lines: readonly string[];

  constructor(exitStatus: ExitStatus, message: string, ...more: string[]) {
    super(message);
    this.exitStatus = exitStatus;
    this.lines = [message, ...more];
  }
}
