// Events as async iterables. Consumers of the same event share one registration with the server.

import {
  type Body,
  type DomainRef,
  type EventProcedure,
  type Header,
  type NetworkRef,
  type NodeDeviceRef,
  payloadOffset,
  Reader,
  remote,
  type SecretRef,
  type StoragePoolRef,
} from "@virtgate/protocol";
import type { Connection } from "./connection.js";
import {
  domainEvents,
  networkEvents,
  nodeDeviceEvents,
  secretEvents,
  storagePoolEvents,
} from "./event-names.js";
import { type EventOptions, EventQueue } from "./event-queue.js";
import { deregister, type EventObject, register } from "./event-registration.js";

/** An event as its consumers see it: the body without the registration's number. */
export type EventValue<E> =
  Body<E> extends infer B
    ? B extends { msg: infer Message }
      ? Message & Omit<B, "msg" | "callbackID">
      : Omit<B, "callbackID">
    : never;

/** An EventQueue, whatever its values. */
interface Consumer {
  push(value: unknown): void;
  end(error?: Error): void;
}

interface Registration {
  readonly procedure: EventProcedure;
  readonly object: EventObject | null;
  readonly queues: Set<Consumer>;
  /** The server's number for it; undefined until it has answered. */
  callbackId: number | undefined;
  /** Settles when the server has answered. */
  ready: Promise<void>;
}

export class Events {
  readonly #connection: Connection;
  readonly #registrations = new Map<string, Registration>();
  /** Callback ids count from zero in each class of events. */
  readonly #byCallback = new Map<string, Registration>();
  #procedures: Map<number, EventProcedure> | undefined;
  readonly #reader = new Reader(new Uint8Array(0));

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** `for await (const { dom, event } of connection.events.domain("lifecycle"))`; of one domain when given. */
  domain<Name extends keyof typeof domainEvents>(
    name: Name,
    of: { readonly ref: DomainRef } | null = null,
    options?: EventOptions,
  ): EventQueue<EventValue<(typeof domainEvents)[Name]>> {
    return this.#consume(domainEvents[name], of?.ref ?? null, options);
  }

  network<Name extends keyof typeof networkEvents>(
    name: Name,
    of: { readonly ref: NetworkRef } | null = null,
    options?: EventOptions,
  ): EventQueue<EventValue<(typeof networkEvents)[Name]>> {
    return this.#consume(networkEvents[name], of?.ref ?? null, options);
  }

  storagePool<Name extends keyof typeof storagePoolEvents>(
    name: Name,
    of: { readonly ref: StoragePoolRef } | null = null,
    options?: EventOptions,
  ): EventQueue<EventValue<(typeof storagePoolEvents)[Name]>> {
    return this.#consume(storagePoolEvents[name], of?.ref ?? null, options);
  }

  nodeDevice<Name extends keyof typeof nodeDeviceEvents>(
    name: Name,
    of: { readonly ref: NodeDeviceRef } | null = null,
    options?: EventOptions,
  ): EventQueue<EventValue<(typeof nodeDeviceEvents)[Name]>> {
    return this.#consume(nodeDeviceEvents[name], of?.ref ?? null, options);
  }

  secret<Name extends keyof typeof secretEvents>(
    name: Name,
    of: { readonly ref: SecretRef } | null = null,
    options?: EventOptions,
  ): EventQueue<EventValue<(typeof secretEvents)[Name]>> {
    return this.#consume(secretEvents[name], of?.ref ?? null, options);
  }

  #consume<T>(
    procedure: EventProcedure,
    object: EventObject | null,
    options: EventOptions | undefined,
  ): EventQueue<T> {
    const key = `${procedure.number} ${object === null ? "" : JSON.stringify(object, plain)}`;
    let registration = this.#registrations.get(key);
    if (registration === undefined) {
      registration = {
        procedure,
        object,
        queues: new Set(),
        callbackId: undefined,
        ready: Promise.resolve(),
      };
      this.#registrations.set(key, registration);
      registration.ready = this.#register(registration);
    }
    const shared = registration;
    const queue = new EventQueue<T>(shared.ready, options, () => this.#leave(key, shared, queue));
    shared.queues.add(queue);
    this.#connection.eventsWanted(true);
    // A registration that failed is no use to anybody.
    shared.ready.catch((error: Error) => this.#giveUp(key, shared, error));
    return queue;
  }

  async #register(registration: Registration): Promise<void> {
    const { procedure, object } = registration;
    registration.callbackId = await register(this.#connection, procedure, object);
    this.#byCallback.set(callbackKey(procedure, registration.callbackId), registration);
  }

  #leave(key: string, registration: Registration, queue: Consumer): void {
    const { procedure, queues, callbackId } = registration;
    queues.delete(queue);
    if (queues.size > 0 || this.#registrations.get(key) !== registration) return;
    this.#registrations.delete(key);
    if (this.#registrations.size === 0) this.#connection.eventsWanted(false);
    if (callbackId !== undefined) this.#byCallback.delete(callbackKey(procedure, callbackId));
    // The server forgets it with the connection, at the latest.
    registration.ready
      .then(() => deregister(this.#connection, procedure, registration.callbackId!))
      .catch(() => {});
  }

  /** A packet that no call asked for. What nobody here knows or wants is dropped, as libvirt's clients do. */
  received(header: Header, packet: Uint8Array): void {
    if (header.program !== remote.number || this.#byCallback.size === 0) return;
    this.#procedures ??= new Map(Object.values(remote.events).map((event) => [event.number, event]));
    const procedure = this.#procedures.get(header.procedure);
    if (procedure?.event === undefined || !procedure.callback) return;
    let body: { callbackID: number; msg?: object };
    try {
      body = procedure.body.read(this.#reader.reset(packet, payloadOffset)) as typeof body;
    } catch {
      return; // libvirt drops an event that it cannot read, too
    }
    const { callbackID, msg, ...rest } = body;
    const registration = this.#byCallback.get(callbackKey(procedure, callbackID));
    const value = msg === undefined ? rest : { ...msg, ...rest };
    for (const queue of registration?.queues ?? []) queue.push(value);
  }

  /** After a reconnect the server knows of no registration. Consumers notice nothing but a gap. */
  async registerAgain(): Promise<void> {
    this.#byCallback.clear();
    if (this.#registrations.size === 0) return;
    this.#connection.eventsWanted(true);
    await Promise.all(
      [...this.#registrations].map(async ([key, registration]) => {
        registration.ready = this.#register(registration);
        try {
          await registration.ready;
        } catch (thrown) {
          // Refused; but when the connection was lost once more, the next reconnect tries again.
          if (this.#connection.isAlive) this.#giveUp(key, registration, thrown as Error);
        }
      }),
    );
  }

  #giveUp(key: string, registration: Registration, error: Error): void {
    if (this.#registrations.get(key) === registration) this.#registrations.delete(key);
    for (const queue of [...registration.queues]) queue.end(error);
  }

  /** Ends all consumers: with an error when the connection was lost. */
  close(error: Error | undefined): void {
    const registrations = [...this.#registrations.values()];
    this.#registrations.clear();
    this.#byCallback.clear();
    for (const { queues } of registrations) for (const queue of [...queues]) queue.end(error);
  }
}

const callbackKey = (procedure: EventProcedure, callbackId: number): string =>
  `${procedure.event?.class} ${procedure.number} ${callbackId}`;

const plain = (_: string, value: unknown): unknown => (value instanceof Uint8Array ? [...value] : value);
