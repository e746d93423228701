// The event registrations of one session for one kind of object: given up when the session ends.

import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";
import type { Call } from "../call.js";
import type { Driver } from "../drivers/driver.js";
import type { Events } from "../drivers/events.js";
import type { Session } from "../session.js";

/** As many as a client can reasonably use: all events of 300 domains. libvirt sets no limit. */
const maxRegistrations = 8_192;

const internal = (detail: string) => libvirtError(ErrorDomain.rpc, ErrorCode.internalError, detail);
const invalid = (detail: string) => libvirtError(ErrorDomain.none, ErrorCode.invalidArg, detail);

export interface Registration<Key = Uint8Array> {
  /** The driver's number for it. */
  readonly number: number;
  readonly eventId: number;
  /** The one object it is about; undefined: all of them. */
  readonly key: Key | undefined;
  /** Asked for by event id, without a number. */
  readonly legacy: boolean;
}

/** What differs between domains, networks, pools, devices and secrets. */
export interface RegisteredKind<Event, Key> {
  /** As in "network event callback 3 not registered". */
  readonly name: string;
  /** As in "unsupported network event ID 9"; for domains libvirt says just "event ID". */
  readonly eventIdName: string;
  /** Event ids below this are known. */
  readonly eventIdCount: number;
  /** Throws VIR_ERR_NO_SUPPORT where the driver has no such objects. */
  source(driver: Driver): Events<Event, Key>;
  sameKey(one: Key, other: Key): boolean;
  /** A copy that outlives the packet. */
  keep(key: Key): Key;
  send(session: Session, registration: Registration<Key>, event: Event): void;
}

export class Registrations<Event, Key = Uint8Array> {
  readonly #kind: RegisteredKind<Event, Key>;
  readonly #session: Session;
  readonly #source: Events<Event, Key>;
  readonly #all = new Set<Registration<Key>>();

  constructor(kind: RegisteredKind<Event, Key>, session: Session, source: Events<Event, Key>) {
    this.#kind = kind;
    this.#session = session;
    this.#source = source;
    session.onClose(() => {
      for (const registration of this.#all) source.unregister(registration.number);
      this.#all.clear();
    });
  }

  /** `count`: event ids below this may be asked for in this way. */
  add(eventId: number, key: Key | null | undefined, legacy = false, count = this.#kind.eventIdCount): number {
    this.requireEventId(eventId, count);
    if (this.#all.size >= maxRegistrations)
      throw internal(`too many event registrations, at most ${maxRegistrations} are possible`);
    const own = key === null || key === undefined ? undefined : this.#kind.keep(key);
    for (const known of this.#all) {
      if (known.eventId === eventId && this.#sameTarget(known.key, own))
        throw invalid("event callback already tracked");
    }
    const number = this.#source.register(eventId, own, (event) =>
      this.#kind.send(this.#session, registration, event),
    );
    const registration: Registration<Key> = { number, eventId, key: own, legacy };
    this.#all.add(registration);
    return number;
  }

  /** Gives up the registration that the client was given this number for. */
  remove(number: number): void {
    if (!this.removeWhere((known) => !known.legacy && known.number === number))
      throw internal(`${this.#kind.name} event callback ${number} not registered`);
  }

  /** False when there is none. */
  removeWhere(matches: (registration: Registration<Key>) => boolean): boolean {
    for (const registration of this.#all) {
      if (!matches(registration)) continue;
      this.#source.unregister(registration.number);
      this.#all.delete(registration);
      return true;
    }
    return false;
  }

  requireEventId(eventId: number, count = this.#kind.eventIdCount): void {
    if (eventId < 0 || eventId >= count) throw internal(`unsupported ${this.#kind.eventIdName} ${eventId}`);
  }

  #sameTarget(one: Key | undefined, other: Key | undefined): boolean {
    return one === undefined || other === undefined ? one === other : this.#kind.sameKey(one, other);
  }
}

/** One set of registrations for each session, made when it is first asked for. */
export function registrationsOf<Event, Key>(
  kind: RegisteredKind<Event, Key>,
): (call: Call) => Registrations<Event, Key> {
  const bySession = new WeakMap<Session, Registrations<Event, Key>>();
  return ({ session, driver }) => {
    let found = bySession.get(session);
    if (found === undefined) {
      found = new Registrations(kind, session, kind.source(driver));
      bySession.set(session, found);
    }
    return found;
  };
}
