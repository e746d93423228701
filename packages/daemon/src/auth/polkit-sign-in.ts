// One client's way in through polkit: who is behind its socket, and whether that user may (watched with libvirtd 9.0.0).

import { ErrorCode, ErrorDomain, LibvirtError, libvirtError } from "@virtgate/protocol";
import type { Session } from "../session.js";
import type { PolkitCheck, PolkitSubject, PolkitVerdict } from "./polkit-authority.js";
import { noUid } from "./polkit-errors.js";
import type { PolkitRefusal } from "./polkit-log.js";
import type { PolkitService } from "./polkit-service.js";
import { authFailed, maxRefusals, type PolkitWay, signInDeadlineMs } from "./sign-in.js";

export class PolkitSignIn implements PolkitWay {
  readonly kind = "polkit";
  readonly #session: Session;
  readonly #service: PolkitService;
  readonly #deadline: NodeJS.Timeout;
  #check: PolkitCheck | undefined;
  #refusals = 0;

  constructor(session: Session, service: PolkitService, deadlineMs = signInDeadlineMs) {
    this.#session = session;
    this.#service = service;
    this.#deadline = setTimeout(() => {
      // A check that is under way has a deadline of its own.
      if (this.#check !== undefined) session.closeAfterReply();
      else session.cutOff(`the client did not sign in within ${deadlineMs / 1000} s`);
    }, deadlineMs).unref();
    session.onClose(() => {
      clearTimeout(this.#deadline);
      if (this.#check !== undefined) service.authority.cancel(this.#check);
    });
  }

  /** So that root is let in also where polkit is missing or broken. */
  list(): void {
    if (this.#isRoot) this.#welcome("root is not asked");
  }

  check(): Promise<{ complete: number }> | { complete: number } {
    if (!this.#isRoot) return this.#ask();
    this.#welcome("root is not asked");
    return { complete: 1 };
  }

  get #isRoot(): boolean {
    return this.#session.peer?.uid === 0;
  }

  async #ask(): Promise<{ complete: number }> {
    const action = this.#session.readonly ? "org.libvirt.unix.monitor" : "org.libvirt.unix.manage";
    const subject = this.#subject(action);
    this.#check = this.#service.authority.check({ subject, action, interactive: true });
    let verdict: PolkitVerdict;
    try {
      verdict = await this.#check.verdict;
    } catch (thrown) {
      throw this.#refuse(action, thrown instanceof LibvirtError ? thrown : authFailed(), {
        rule: "polkit",
        cause: causeOf(thrown),
        change: "polkit and the system bus must run where libvirt's sockets ask for them",
      });
    } finally {
      this.#check = undefined;
    }
    if (verdict !== "authorized") throw this.#refuse(action, ...answers[verdict](action));
    // While somebody typed a password, the process may have ended, and another have its number.
    this.#subject(action);
    this.#welcome(`Policy allowed action ${action}`);
    return { complete: 1 };
  }

  /** Throws LibvirtError for a client of whom it is not known who it is, or not any more. */
  #subject(action: string): PolkitSubject {
    const { peer } = this.#session;
    if (peer === undefined) {
      throw this.#refuse(action, noUid(), {
        rule: "polkit",
        cause: "it is not known who is on the other side",
        change: "polkit is for unix sockets, and needs the packages @virtgate/native and koffi",
      });
    }
    const { pid, uid, startTime } = peer;
    if (startTime !== undefined && this.#service.isStill(peer)) return { pid, uid, startTime };
    throw this.#refuse(action, authFailed(), {
      rule: "polkit",
      cause: pid === 0 ? "its process is of another pid namespace" : "the process that connected has ended",
    });
  }

  #welcome(why: string): void {
    clearTimeout(this.#deadline);
    this.#session.signedIn = true;
    this.#service.log.signedIn(this.#session, why);
  }

  #refuse(action: string, error: LibvirtError, refusal: PolkitRefusal): LibvirtError {
    const code = this.#service.log.refused(this.#session, action, error.message, refusal);
    if (++this.#refusals === maxRefusals) this.#session.closeAfterReply();
    const { message, str1, str2 } = error;
    return new LibvirtError(error.code, error.domain, message, { str1, str2, str3: code ?? null });
  }
}

type Answer = (action: string) => [LibvirtError, PolkitRefusal];

const refused = (code: number, detail: string) => libvirtError(ErrorDomain.polkit, code, detail);

const answers: { readonly [Verdict in Exclude<PolkitVerdict, "authorized">]: Answer } = {
  "not authorized": () => [
    refused(ErrorCode.authFailed, "access denied by policy"),
    { rule: "polkit", change: "polkit's rules for this action, if the user may" },
  ],
  challenge: (action) => [
    refused(ErrorCode.authUnavailable, `no polkit agent available to authenticate action '${action}'`),
    {
      rule: "polkit",
      change: "add the user to the group libvirt, or start an agent (pkttyagent) for its process",
    },
  ],
  dismissed: () => [
    refused(ErrorCode.authCancelled, "user cancelled authentication process"),
    { rule: "polkit" },
  ],
};

/** What led to an error, down to its beginning. */
function causeOf(thrown: unknown): string {
  const words: string[] = [];
  for (
    let each = thrown instanceof LibvirtError ? thrown.cause : thrown;
    each !== undefined && words.length < 5;
  ) {
    words.push(each instanceof Error ? each.message : String(each));
    each = each instanceof Error ? each.cause : undefined;
  }
  return words.join(": ");
}
