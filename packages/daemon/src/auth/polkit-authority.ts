// Asking polkit whether somebody may do something: what the daemon needs of it, whoever answers.

/** A process, and whose it is. */
export interface PolkitSubject {
  readonly pid: number;
  /** In clock ticks since the machine started: what tells it from a later process with that number. */
  readonly startTime: bigint;
  readonly uid: number;
}

export interface PolkitQuestion {
  readonly subject: PolkitSubject;
  /** "org.libvirt.unix.manage" */
  readonly action: string;
  /** What rules may look up. */
  readonly details?: Readonly<Record<string, string>>;
  /** Whether the user may be asked for a password, which takes as long as people take. */
  readonly interactive: boolean;
}

/**
 * "challenge": somebody would have to give a password, and nobody can be asked. "dismissed": somebody was asked, and did
 * not want to.
 */
export type PolkitVerdict = "authorized" | "not authorized" | "challenge" | "dismissed";

/** A question that has been asked. */
export interface PolkitCheck {
  /** Rejects with LibvirtError, in libvirt's words, when there is no answer; its `cause` is for the log. */
  readonly verdict: Promise<PolkitVerdict>;
}

/** Any number of checks may be under way at once; they are answered in any order. */
export interface PolkitAuthority {
  check(question: PolkitQuestion): PolkitCheck;
  /** Nobody wants to know any more: polkit stops asking, and the verdict rejects. Too late, it does nothing. */
  cancel(check: PolkitCheck): void;
}
