// One client as handlers see it: who it is, what it opened, and what it may be told. Its connection does the rest.

import {
  type EventProcedure,
  type Header,
  type LibvirtError,
  MessageStatus,
  MessageType,
  type Program,
  type Writer,
  writePacket,
} from "@virtgate/protocol";
import type { Identity, SecurityLayer } from "@virtgate/sasl";
import { Guard } from "./access/guard.js";
import type { SignIn } from "./auth/sign-in.js";
import type { ConnectionLog, ConnectionOptions } from "./connection-options.js";
import type { Driver } from "./drivers/driver.js";
import type { PeerCredentials } from "./listen/peer.js";
import type { Certified, Session, TransportName } from "./session.js";

/** What a session has its connection do. */
export interface SessionActions {
  sendEvent(write: (out: Writer) => void): void;
  enableKeepAlive(): void;
  closeAfterReply(): void;
  protect(layer: SecurityLayer): void;
  passFds(): Promise<boolean>;
  cutOff(reason: string): void;
}

export class ClientSession implements Session {
  readonly id: number;
  readonly transport: TransportName;
  readonly distinguishedName: string | null;
  readonly certified: Certified | undefined;
  readonly address: string | null;
  readonly peer: PeerCredentials | undefined;
  readonly signIn: SignIn | undefined;
  readonly guard: Guard | undefined;
  readonly: boolean;
  identity: Identity | undefined;
  driver: Driver | undefined;

  readonly #actions: SessionActions;
  readonly #log: ConnectionLog;
  readonly #onSignIn: (() => void) | undefined;
  #signedIn: boolean;
  #afterReply: (() => void) | undefined;
  /** Undefined when the connection is gone. */
  #closeCallbacks: (() => void)[] | undefined = [];

  constructor(options: ConnectionOptions, actions: SessionActions) {
    this.id = options.id;
    this.transport = options.transport;
    this.distinguishedName = options.distinguishedName ?? null;
    this.certified = options.certified;
    this.address = options.address ?? null;
    this.peer = options.peer;
    this.readonly = options.readonly;
    this.#signedIn = options.signedIn;
    this.#onSignIn = options.onSignIn;
    this.#log = options.log;
    this.#actions = actions;
    const { accessDrivers = [] } = options;
    this.guard = accessDrivers.length > 0 ? new Guard(accessDrivers, this) : undefined;
    this.signIn = options.beginSignIn?.(this);
  }

  get signedIn(): boolean {
    return this.#signedIn;
  }

  set signedIn(signedIn: boolean) {
    this.#signedIn = signedIn;
    if (signedIn) this.#onSignIn?.();
  }

  sendEvent<B>(program: Program<object, object>, event: EventProcedure<B>, body: B): void {
    const header: Header = {
      program: program.number,
      version: program.version,
      procedure: event.number,
      type: MessageType.event,
      // libvirtd numbers its events 1, all of them (watched with 9.0.0).
      serial: 1,
      status: MessageStatus.ok,
    };
    this.#actions.sendEvent((out) => writePacket(out, header, event.body, body));
  }

  enableKeepAlive(): void {
    this.#actions.enableKeepAlive();
  }

  closeAfterReply(): void {
    this.#actions.closeAfterReply();
  }

  afterReply(callback: () => void): void {
    this.#afterReply = callback;
  }

  /** For the connection: what is to be done now that the reply is on its way. */
  takeAfterReply(): (() => void) | undefined {
    const callback = this.#afterReply;
    this.#afterReply = undefined;
    return callback;
  }

  protect(layer: SecurityLayer): void {
    this.#actions.protect(layer);
  }

  passFds(): Promise<boolean> {
    return this.#actions.passFds();
  }

  cutOff(reason: string): void {
    this.#actions.cutOff(reason);
  }

  onClose(callback: () => void): void {
    if (this.#closeCallbacks === undefined) callback();
    else this.#closeCallbacks.push(callback);
  }

  /** For the connection: it is gone. */
  closed(): void {
    const callbacks = this.#closeCallbacks ?? [];
    this.#closeCallbacks = undefined;
    for (const callback of callbacks) callback();
    this.driver = undefined;
  }

  refuse(rule: string, error: LibvirtError): LibvirtError {
    this.#log.refusal(this, rule, error);
    return error;
  }
}
