// The polkit of this machine: over the bus, or through pkcheck where that cannot be. Checks end in time, can be
// called off, and are never more at once than the bus allows.

import { LibvirtError } from "@virtgate/protocol";
import type { PolkitAuthority, PolkitCheck, PolkitQuestion, PolkitVerdict } from "./polkit-authority.js";
import { PolkitBus } from "./polkit-bus.js";
import { cancelled, noAnswerInTime, noBus } from "./polkit-errors.js";
import { Lane } from "./polkit-lane.js";
import { askPkcheck, NoPkcheck } from "./polkit-pkcheck.js";

/** What D-Bus' libraries wait for an answer. */
const deadlineMs = 25_000;
/** People look up their passwords. */
const interactiveDeadlineMs = 120_000;

// A dbus-daemon lets one connection wait for 128 answers (max_replies_per_connection). Whom people keep waiting with
// their passwords does not keep the others out.
const interactiveLimits = { atOnce: 60, waiting: 200 };
const limits = { atOnce: 60, waiting: 10_000 };

export interface PolkitPaths {
  /** Connects to the bus; another one in tests. */
  readonly connect?: typeof PolkitBus.connect;
  readonly pkcheck?: string;
  readonly deadlineMs?: number;
  readonly interactiveDeadlineMs?: number;
}

export class SystemPolkit implements PolkitAuthority {
  readonly #paths: PolkitPaths;
  readonly #interactive = new Lane(interactiveLimits);
  readonly #others = new Lane(limits);
  readonly #underWay = new Map<PolkitCheck, AbortController>();
  /** Undefined until it is needed, and again when it has been lost: the next check connects. */
  #bus: Promise<PolkitBus> | undefined;
  #isClosed = false;

  constructor(paths: PolkitPaths = {}) {
    this.#paths = paths;
  }

  check(question: PolkitQuestion): PolkitCheck {
    const aborter = new AbortController();
    const check = { verdict: this.#inTime(question, aborter) };
    this.#underWay.set(check, aborter);
    const over = () => this.#underWay.delete(check);
    check.verdict.then(over, over);
    return check;
  }

  cancel(check: PolkitCheck): void {
    this.#underWay.get(check)?.abort(cancelled());
  }

  /** Calls everything off. */
  close(): void {
    this.#isClosed = true;
    for (const aborter of this.#underWay.values()) aborter.abort(cancelled());
    this.#bus?.then(
      (bus) => bus.close(),
      () => {},
    );
  }

  async #inTime(question: PolkitQuestion, aborter: AbortController): Promise<PolkitVerdict> {
    const ms = question.interactive
      ? (this.#paths.interactiveDeadlineMs ?? interactiveDeadlineMs)
      : (this.#paths.deadlineMs ?? deadlineMs);
    const timer = setTimeout(() => aborter.abort(noAnswerInTime(ms / 1000)), ms);
    try {
      return await this.#ask(question, aborter.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  async #ask(question: PolkitQuestion, signal: AbortSignal): Promise<PolkitVerdict> {
    const lane = question.interactive ? this.#interactive : this.#others;
    const leave = await lane.enter(signal);
    let bus: PolkitBus;
    try {
      signal.throwIfAborted();
      bus = await this.#connected();
      signal.throwIfAborted();
    } catch (thrown) {
      try {
        signal.throwIfAborted();
        return await this.#askPkcheck(question, signal, thrown);
      } finally {
        leave();
      }
    }
    return bus.ask(question, signal, leave);
  }

  #connected(): Promise<PolkitBus> {
    if (this.#isClosed) return Promise.reject(cancelled());
    const connect = this.#paths.connect ?? PolkitBus.connect;
    const forget = () => {
      if (this.#bus === connecting) this.#bus = undefined;
    };
    if (this.#bus !== undefined) return this.#bus;
    const connecting = connect(forget);
    this.#bus = connecting;
    connecting.catch(forget);
    return connecting;
  }

  /** `problem` is why the bus cannot be asked. Where there is no pkcheck either, it is what counts. */
  async #askPkcheck(question: PolkitQuestion, signal: AbortSignal, problem: unknown): Promise<PolkitVerdict> {
    try {
      return await askPkcheck(question, signal, this.#paths.pkcheck);
    } catch (thrown) {
      if (signal.aborted) throw signal.reason;
      if (problem instanceof LibvirtError) throw problem;
      throw thrown instanceof NoPkcheck ? noBus(problem) : thrown;
    }
  }
}
