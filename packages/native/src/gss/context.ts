// A security context: what both sides share once tokens have been exchanged.
import { NativeError } from "../problem.js";
import { emptyDescriptor, given, release, take } from "./buffers.js";
import { type Gate, gate } from "./gate.js";
import type { Descriptor, GssLibrary, Handle, Out } from "./library.js";
import { displayName, shortName } from "./names.js";
import { saslSsf } from "./oids.js";
import { isError, isOutOfOrder, isToBeContinued, type Refusal, refusal } from "./status.js";

/** Flags of RFC 2744, section 5.19. */
export const Flag = { mutual: 2, replay: 4, sequence: 8, confidentiality: 16, integrity: 32 } as const;

/** What a library without the answer is taken for, as in Cyrus SASL: single DES. */
const leastSsf = 56;

/** Kerberos servers that do not answer, and a keytab on a share that is away: a step ends after that time. */
const stepDeadlineMs = 60_000;

/** Only a failure that came faster than this is asked for again, for its words (see `words`). */
const quickMs = 250;

const calls: Gate = gate(2, 64);

/** Everything the library has given for one context. It outlives the JavaScript object until it is released. */
export interface Handles {
  context: Handle;
  credential: Handle;
  /** The target of an initiator, the client of an acceptor. */
  name: Handle;
}

/** What one step of one side came to. */
export interface Answer extends Refusal {
  readonly reply: Descriptor;
  readonly flags: number;
}

/** The two sides differ in this. */
export interface Side {
  /** Before the first step: names and credentials. */
  prepare(handles: Handles): Promise<void>;
  /** One token in, one out, in a thread of its own. */
  call(handles: Handles, token: Uint8Array | null): Promise<Answer>;
  /** The same, at once. */
  callSync(handles: Handles, token: Uint8Array | null): Answer;
}

export interface GssToken {
  readonly token: Uint8Array | null;
  readonly complete: boolean;
}

export class Context {
  readonly #library: GssLibrary;
  readonly #side: Side;
  readonly #handles: Handles = { context: null, credential: null, name: null };
  #state: "new" | "running" | "waiting" | "complete" | "closed" = "new";
  #isClosing = false;
  #flags = 0;
  #ssf: number | undefined;

  constructor(library: GssLibrary, side: Side) {
    this.#library = library;
    this.#side = side;
    forgotten.register(this, { library, handles: this.#handles }, this);
  }

  /** Takes the other side's token. Throws NativeError, after which the context is closed. */
  async step(token: Uint8Array | null): Promise<GssToken> {
    if (this.#state !== "new" && this.#state !== "waiting")
      throw new NativeError(`a ${this.#state} Kerberos context takes no tokens`);
    const isFirst = this.#state === "new";
    this.#state = "running";
    const running = calls.pass(async () => {
      try {
        if (this.#isClosing) throw new NativeError("the Kerberos context has been closed");
        return await this.#take(token, isFirst);
      } catch (problem) {
        this.#isClosing = true;
        throw problem;
      } finally {
        if (this.#isClosing) this.#free();
      }
    });
    const late = new NativeError(`GSSAPI Error: no answer within ${stepDeadlineMs / 1000} seconds`);
    return await withDeadline(running, stepDeadlineMs, late, () => this.close());
  }

  async #take(token: Uint8Array | null, isFirst: boolean): Promise<GssToken> {
    const library = this.#library;
    if (isFirst) await this.#side.prepare(this.#handles);
    const began = performance.now();
    const answer = await this.#side.call(this.#handles, token);
    if (isError(answer.major)) {
      release(library, answer.reply);
      const isQuick = isFirst && performance.now() - began < quickMs;
      throw isQuick ? this.#words(token, answer) : refusal(library, answer);
    }
    const reply = answer.reply.length === 0 ? null : take(library, answer.reply);
    if (reply === null) release(library, answer.reply);
    this.#flags = answer.flags;
    this.#state = isToBeContinued(answer.major) ? "waiting" : "complete";
    return { token: reply, complete: this.#state === "complete" };
  }

  /**
   * The library keeps the words of an error for the thread in which it happened ("No key table entry found matching
   * libvirt/host@"), and that thread cannot be had again. So what failed at once is done again in this one, where it
   * fails with its words.
   */
  #words(token: Uint8Array | null, first: Answer): NativeError {
    const library = this.#library;
    if (this.#handles.context !== null) return refusal(library, first);
    const again = this.#side.callSync(this.#handles, token);
    release(library, again.reply);
    const isSame = again.major === first.major && again.minor === first.minor;
    return refusal(library, isSame ? again : first);
  }

  /** The other side. An acceptor's alone is asked for. */
  peer(): { principal: string; user: string } {
    this.#requireComplete();
    const { name } = this.#handles;
    const principal = displayName(this.#library, name);
    return { principal, user: shortName(this.#library, name, principal) };
  }

  /** Bits of the session's cipher: 256 for AES-256. */
  get ssf(): number {
    this.#requireComplete();
    this.#ssf ??= (this.#flags & Flag.confidentiality) === 0 ? 0 : this.#askSsf();
    return this.#ssf;
  }

  get integrity(): boolean {
    this.#requireComplete();
    return (this.#flags & Flag.integrity) !== 0;
  }

  #askSsf(): number {
    const set: Out<Handle> = [null];
    const major = this.#library.gss.inquireByOid([0], this.#handles.context, saslSsf, set);
    if (isError(major) || set[0] === null) return leastSsf;
    const [bytes] = this.#library.bufferSet(set[0]);
    this.#library.gss.releaseBufferSet([0], set);
    return bytes?.length === 4 ? Buffer.from(bytes).readUInt32BE() : leastSsf;
  }

  /** A token for the payload, behind `room` free bytes. */
  wrap(payload: Uint8Array, confidential: boolean, room = 0): Uint8Array {
    this.#requireComplete();
    const minor: Out<number> = [0];
    const isConfidential: Out<number> = [0];
    const token = emptyDescriptor();
    const { context } = this.#handles;
    const { gss } = this.#library;
    const major = gss.wrap(minor, context, confidential ? 1 : 0, 0, given(payload), isConfidential, token);
    if (isError(major)) throw refusal(this.#library, { major, minor: minor[0] });
    if (confidential && isConfidential[0] === 0) {
      release(this.#library, token);
      throw new NativeError("GSSAPI Error: the context cannot keep a message confidential");
    }
    return take(this.#library, token, room);
  }

  /** The payload of a token. Throws NativeError for one that was changed, or is out of its order. */
  unwrap(token: Uint8Array): { payload: Uint8Array; confidential: boolean } {
    this.#requireComplete();
    const minor: Out<number> = [0];
    const isConfidential: Out<number> = [0];
    const payload = emptyDescriptor();
    const { gss } = this.#library;
    const major = gss.unwrap(minor, this.#handles.context, given(token), payload, isConfidential, null);
    if (isError(major)) throw refusal(this.#library, { major, minor: minor[0] });
    if (isOutOfOrder(major)) {
      release(this.#library, payload);
      throw new NativeError("GSSAPI Error: a message is out of its order");
    }
    return { payload: take(this.#library, payload), confidential: isConfidential[0] !== 0 };
  }

  wrapSizeLimit(bytes: number, confidential: boolean): number {
    this.#requireComplete();
    const minor: Out<number> = [0];
    const most: Out<number> = [0];
    const { gss } = this.#library;
    const major = gss.wrapSizeLimit(minor, this.#handles.context, confidential ? 1 : 0, 0, bytes, most);
    if (isError(major)) throw refusal(this.#library, { major, minor: minor[0] });
    return most[0];
  }

  /** Frees everything; while a step runs, as soon as it has ended. */
  close(): void {
    this.#isClosing = true;
    if (this.#state !== "running") this.#free();
  }

  #free(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    forgotten.unregister(this);
    freeHandles(this.#library, this.#handles);
  }

  #requireComplete(): void {
    if (this.#state !== "complete")
      throw new NativeError(`the Kerberos context is ${this.#state}, not complete`);
  }
}

/** Nobody has to remember `close`, but memory outside of JavaScript is given back late without it. */
const forgotten = new FinalizationRegistry<{ library: GssLibrary; handles: Handles }>(
  ({ library, handles }) => freeHandles(library, handles),
);

function freeHandles({ gss }: GssLibrary, handles: Handles): void {
  const { context, credential, name } = handles;
  handles.context = handles.credential = handles.name = null;
  if (context !== null) gss.deleteContext([0], [context], null);
  if (credential !== null) gss.releaseCredential([0], [credential]);
  if (name !== null) gss.releaseName([0], [name]);
}

async function withDeadline<T>(
  running: Promise<T>,
  deadlineMs: number,
  late: NativeError,
  give: () => void,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      give();
      reject(late);
    }, deadlineMs);
  });
  try {
    return await Promise.race([running, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
