// One client's way in through SASL: INIT, START, STEP, as libvirtd takes them (watched with 9.0.0), over the mechanisms
// of @virtgate/sasl.

import type { LibvirtError } from "@virtgate/protocol";
import {
  type Exchange,
  type Mechanism,
  offerText,
  SaslCode,
  SaslError,
  type ServerResult,
  type Step,
} from "@virtgate/sasl";
import type { MaybePromise } from "../drivers/driver.js";
import type { Certified, Session } from "../session.js";
import type { Who } from "./sasl-log.js";
import { refusals, type SaslRefusal } from "./sasl-refusal.js";
import type { SaslService } from "./sasl-service.js";
import type { NamedUsers } from "./sasl-users.js";
import {
  authFailed,
  maxRefusals,
  type SaslAnswer,
  type SaslMessage,
  type SaslWay,
  signInDeadlineMs,
} from "./sign-in.js";

/** A mechanism that has been started. */
export interface Attempt {
  readonly mechanism: string;
  readonly exchange: Exchange<ServerResult>;
  readonly users: NamedUsers;
}

type Done = Extract<Step<ServerResult>, { done: true }>;

export class SaslSignIn implements SaslWay {
  readonly kind = "sasl";
  readonly #session: Session;
  readonly #service: SaslService;
  readonly #deadline: NodeJS.Timeout;
  /** From INIT to a refusal or the end. */
  #offer: readonly Mechanism[] | undefined;
  /** Who the client is for EXTERNAL. */
  #external: Certified | undefined;
  /** From START on. */
  #attempt: Attempt | undefined;
  #refusals = 0;
  #isGone = false;
  #wake = () => {};

  constructor(session: Session, service: SaslService, deadlineMs = signInDeadlineMs) {
    this.#session = session;
    this.#service = service;
    this.#deadline = setTimeout(() => {
      session.cutOff(`the client did not sign in within ${deadlineMs / 1000} s`);
    }, deadlineMs).unref();
    session.onClose(() => {
      this.#isGone = true;
      clearTimeout(this.#deadline);
      this.#wake();
      this.#giveUp();
    });
  }

  init(): MaybePromise<{ mechlist: string }> {
    // Out of order it changes nothing: the client may go on with START.
    if (this.#session.signedIn || this.#offer !== undefined) throw this.#refuse(refusals.outOfOrder("init"));
    const known = this.#service.external(this.#session);
    return known instanceof Promise
      ? known.then((external) => this.#offerTo(external))
      : this.#offerTo(known);
  }

  #offerTo(external: Certified | undefined): { mechlist: string } {
    this.#external = external;
    const offer = this.#service.offer(this.#session, external);
    if (offer.length === 0) throw this.#refuse(refusals.noMechanism(this.#service.hasMechanisms));
    this.#offer = offer;
    return { mechlist: offerText(offer) };
  }

  /** A second START begins anew. */
  start(name: string, message: SaslMessage): Promise<SaslAnswer> {
    const offer = this.#offer;
    if (this.#session.signedIn || offer === undefined) throw this.#refuse(refusals.outOfOrder("start"));
    this.#giveUp();
    try {
      this.#attempt = this.#service.begin(this.#session, this.#external, offer, name);
    } catch (thrown) {
      this.#offer = undefined;
      throw this.#refuse(refusals.thrown(thrown));
    }
    // At the start Cyrus tells no bytes from nothing.
    const first = message.data.length === 0 ? { ...message, nil: 1 } : message;
    return this.#advance(this.#attempt, first);
  }

  step(message: SaslMessage): Promise<SaslAnswer> {
    const attempt = this.#attempt;
    // libvirtd 9.0.0 dies of a STEP between INIT and START.
    if (this.#session.signedIn || attempt === undefined) throw this.#refuse(refusals.outOfOrder("start"));
    return this.#advance(attempt, message);
  }

  async #advance(attempt: Attempt, message: SaslMessage): Promise<SaslAnswer> {
    let refusal: SaslRefusal | undefined;
    let done: Done | undefined;
    let claimed: string | undefined;
    try {
      const step = await attempt.exchange.step(bytesOf(message));
      if (!step.done) return answer(0, step.send);
      done = step;
      refusal = this.#service.objection(this.#session, step.result);
    } catch (thrown) {
      refusal = refusals.thrown(thrown);
      if (thrown instanceof SaslError) claimed = thrown.user;
    }
    const { user = claimed, realm } = done?.result.identity ?? attempt.users;
    if (!(await this.#mayTell(attempt.users.fullName ?? user, refusal === undefined))) {
      refusal = refusals.tooManyFailures("too many sign-ins from this address wait already");
      this.#session.closeAfterReply();
    }
    if (done === undefined || refusal !== undefined || this.#isGone) {
      done?.result.layer?.close?.();
      this.#giveUp();
      this.#offer = undefined;
      const who: Who = { mechanism: attempt.mechanism, user, realm };
      throw this.#refuse(refusal ?? refusals.gone(), who);
    }
    const { send, result } = done;
    this.#session.afterReply(() => this.#welcome(result));
    return answer(1, send);
  }

  #welcome({ identity, layer }: ServerResult): void {
    const session = this.#session;
    clearTimeout(this.#deadline);
    // Not closed: the layer goes on with what the exchange held.
    this.#attempt = undefined;
    this.#offer = undefined;
    session.identity = identity;
    this.#service.log.signedIn(session);
    session.signedIn = true;
    if (layer !== undefined) session.protect(layer);
  }

  /** Waits as long as earlier failures demand, whatever the verdict. False: it must not be told at all. */
  async #mayTell(user: string | undefined, succeeds: boolean): Promise<boolean> {
    const { waitMs, end } = this.#service.penalty(this.#session, user);
    if (waitMs !== undefined && waitMs > 0) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, waitMs);
      });
      clearTimeout(timer);
    }
    end(succeeds);
    return waitMs !== undefined;
  }

  #giveUp(): void {
    this.#attempt?.exchange.close?.();
    this.#attempt = undefined;
  }

  #refuse(refusal: SaslRefusal, who: Who = {}): LibvirtError {
    const code = this.#service.log.refused(this.#session, refusal, who);
    if (++this.#refusals === maxRefusals) {
      this.#session.closeAfterReply();
      this.#service.log.closing(this.#session, maxRefusals);
    }
    return authFailed(code);
  }
}

/** Throws SaslError, in Cyrus' words, for data beside the word that there is none. */
function bytesOf({ nil, data }: SaslMessage): Uint8Array | null {
  if (nil === 0) return Uint8Array.from(data);
  if (data.length === 0) return null;
  throw new SaslError("malformed message", "data that is said to be none", SaslCode.badParam);
}

const answer = (complete: number, send: Uint8Array | null): SaslAnswer => ({
  complete,
  nil: send === null ? 1 : 0,
  data: send === null ? [] : Array.from(send, (byte) => (byte << 24) >> 24),
});
