// Who wants to hear of which events, and the queue in front of them. As in libvirt, the numbers of registrations
// belong to the hypervisor's state, not to one connection or one kind of object: everything that shares a state has
// one row of numbers and one order of events.

/** The numbers and the queue that all kinds of events of one hypervisor share. */
export class EventState {
  #next = 0;
  #queue: (() => void)[] = [];

  newNumber(): number {
    return this.#next++;
  }

  /**
   * Runs `deliver` in a later turn of the event loop: the client whose call caused an event gets its reply first. The
   * queue needs no limit of its own, because it is emptied before the next calls are read.
   */
  later(deliver: () => void): void {
    if (this.#queue.length === 0) setImmediate(() => this.#deliver());
    this.#queue.push(deliver);
  }

  #deliver(): void {
    const queue = this.#queue;
    this.#queue = [];
    for (const deliver of queue) deliver();
  }
}

/** Gets an event together with the number of the registration that asked for it. */
export type Listener<Event> = (event: Event, registration: number) => void;

interface Registration<Event, Key> {
  readonly number: number;
  /** Undefined: events of all objects. */
  readonly key: Key | undefined;
  readonly listener: Listener<Event>;
}

/** What the events of one kind of object are about. `Key` names one object: its uuid, or its name. */
export interface EventKind<Event, Key> {
  /** libvirt's event id. */
  idOf(event: Event): number;
  isAbout(event: Event, key: Key): boolean;
}

/** What listeners see of a source. */
export interface Events<Event, Key> {
  /** Any event id may be asked for; a driver raises those it knows. Returns the registration's number. */
  register(eventId: number, key: Key | undefined, listener: Listener<Event>): number;
  unregister(number: number): void;
}

/** The events of one kind of object, and who listens. */
export class EventSource<Event, Key> implements Events<Event, Key> {
  readonly #state: EventState;
  readonly #kind: EventKind<Event, Key>;
  /** Event id -> number -> registration. */
  readonly #registrations = new Map<number, Map<number, Registration<Event, Key>>>();

  constructor(state: EventState, kind: EventKind<Event, Key>) {
    this.#state = state;
    this.#kind = kind;
  }

  register(eventId: number, key: Key | undefined, listener: Listener<Event>): number {
    const number = this.#state.newNumber();
    const ofId = this.#registrations.get(eventId) ?? new Map<number, Registration<Event, Key>>();
    ofId.set(number, { number, key, listener });
    this.#registrations.set(eventId, ofId);
    return number;
  }

  unregister(number: number): void {
    for (const ofId of this.#registrations.values()) if (ofId.delete(number)) return;
  }

  /** Tells those who listen when its turn has come. */
  raise(event: Event): void {
    this.#state.later(() => this.#deliver(event));
  }

  #deliver(event: Event): void {
    const registrations = this.#registrations.get(this.#kind.idOf(event));
    if (registrations === undefined) return;
    for (const { key, listener, number } of registrations.values()) {
      if (key === undefined || this.#kind.isAbout(event, key)) listener(event, number);
    }
  }
}
