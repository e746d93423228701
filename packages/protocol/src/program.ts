// How a procedure or an event is declared: once, with everything both ends need to know about it.

import { type Fields, type Struct, struct } from "./composite.js";
import type { Layout } from "./layout.js";
import type { Permission } from "./permissions.js";

/** A test on one of the call's arguments, as libvirt's `@acl` lines and read-only checks use it. */
export interface When {
  readonly argument: string;
  /** `all`: every bit of the mask is set; `any`: some bit is; `none`: no bit is; `equal`: the value itself. */
  readonly test: "all" | "any" | "none" | "equal";
  readonly value: number;
}

/** A permission that the caller needs, always or only for calls that pass the test. */
export type Access = Permission | { readonly permission: Permission; readonly when: When };

/** Who sends the stream's data: the server ("down"), the client ("up"), or both. */
export type StreamDirection = "down" | "up" | "both";

interface CallDeclaration<A extends Fields, R extends Fields> {
  /** libvirt's public function, for error messages: "virDomainGetInfo". Null where there is none. */
  readonly api: string | null;
  readonly args?: A;
  readonly ret?: R;
  /** The argument whose object the permissions are about. */
  readonly on?: keyof A & string;
  /** All of them must be granted. Absent: no check, as for closing a connection. */
  readonly access?: readonly Access[];
  /** A permission that every object of the returned list must pass; others are left out. */
  readonly filter?: readonly Permission[];
  /** "high": may overtake calls that can block. */
  readonly priority?: "high" | "low";
  readonly stream?: StreamDirection;
  /** The value of `flags` that turns on holes in the stream. */
  readonly sparseFlag?: number;
  /** Refused on a read-only connection: always, or when the test holds. */
  readonly write?: true | When;
  /** May be called before sign-in. */
  readonly open?: true;
  /** Who attaches file descriptors to the packet. */
  readonly fds?: "client" | "server" | "both";
}

/** What the two ends know of one procedure. */
export interface Procedure<A = unknown, R = unknown> {
  readonly number: number;
  readonly args: Layout<A>;
  readonly ret: Layout<R>;
  readonly api: string | null;
  readonly on: string | undefined;
  readonly access: readonly Access[];
  readonly filter: readonly Permission[];
  readonly priority: "high" | "low";
  readonly stream: StreamDirection | undefined;
  readonly sparseFlag: number | undefined;
  readonly write: boolean | When;
  readonly open: boolean;
  readonly fds: "client" | "server" | "both" | undefined;
}

type NoFields = Record<never, never>;

class DeclaredCall<A extends Fields, R extends Fields> implements Procedure<Struct<A>, Struct<R>> {
  readonly number: number;
  readonly #declare: () => CallDeclaration<A, R>;
  #declaration: CallDeclaration<A, R> | undefined;
  #args: Layout<Struct<A>> | undefined;
  #ret: Layout<Struct<R>> | undefined;

  constructor(number: number, declare: () => CallDeclaration<A, R>) {
    this.number = number;
    this.#declare = declare;
  }

  get #declared(): CallDeclaration<A, R> {
    this.#declaration ??= this.#declare();
    return this.#declaration;
  }

  get args(): Layout<Struct<A>> {
    this.#args ??= struct(this.#declared.args ?? {}) as unknown as Layout<Struct<A>>;
    return this.#args;
  }

  get ret(): Layout<Struct<R>> {
    this.#ret ??= struct(this.#declared.ret ?? {}) as unknown as Layout<Struct<R>>;
    return this.#ret;
  }

  get api(): string | null {
    return this.#declared.api;
  }

  get on(): string | undefined {
    return this.#declared.on;
  }

  get access(): readonly Access[] {
    return this.#declared.access ?? [];
  }

  get filter(): readonly Permission[] {
    return this.#declared.filter ?? [];
  }

  get priority(): "high" | "low" {
    return this.#declared.priority ?? "low";
  }

  get stream(): StreamDirection | undefined {
    return this.#declared.stream;
  }

  get sparseFlag(): number | undefined {
    return this.#declared.sparseFlag;
  }

  get write(): boolean | When {
    return this.#declared.write ?? false;
  }

  get open(): boolean {
    return this.#declared.open ?? false;
  }

  get fds(): "client" | "server" | "both" | undefined {
    return this.#declared.fds;
  }
}

/**
 * Declares a procedure that clients call. The declaration is a function because there are 400 of them and a
 * client needs a dozen: what is never looked at is never built, which is most of the time it takes to load this
 * package.
 */
export function call<const A extends Fields = NoFields, const R extends Fields = NoFields>(
  number: number,
  declare: () => CallDeclaration<A, R>,
): Procedure<Struct<A>, Struct<R>> {
  return new DeclaredCall(number, declare);
}

/** An event id as clients register for it, in its class ("domain", "network", ...). */
export interface EventId {
  readonly class: string;
  readonly id: number;
}

/** A message that the server sends on its own. */
export interface EventProcedure<B = unknown> {
  readonly number: number;
  readonly body: Layout<B>;
  /** Undefined for messages that no registration asks for. */
  readonly event: EventId | undefined;
  /** True when the body begins with the id of the registration ("callbackID"). */
  readonly callback: boolean;
}

interface EventDeclaration<B extends Fields> {
  readonly body: B;
  readonly event?: EventId;
  readonly callback?: boolean;
}

class DeclaredEvent<B extends Fields> implements EventProcedure<Struct<B>> {
  readonly number: number;
  readonly #declare: () => EventDeclaration<B>;
  #declaration: EventDeclaration<B> | undefined;
  #body: Layout<Struct<B>> | undefined;

  constructor(number: number, declare: () => EventDeclaration<B>) {
    this.number = number;
    this.#declare = declare;
  }

  get #declared(): EventDeclaration<B> {
    this.#declaration ??= this.#declare();
    return this.#declaration;
  }

  get body(): Layout<Struct<B>> {
    this.#body ??= struct(this.#declared.body);
    return this.#body;
  }

  get event(): EventId | undefined {
    return this.#declared.event;
  }

  get callback(): boolean {
    return this.#declared.callback ?? false;
  }
}

/** Declares a message that the server sends on its own; see `call` for why it takes a function. */
export function event<const B extends Fields>(
  number: number,
  declare: () => EventDeclaration<B>,
): EventProcedure<Struct<B>> {
  return new DeclaredEvent(number, declare);
}

type Calls = { readonly [name: string]: Procedure };
type Events = { readonly [name: string]: EventProcedure };
// Like Calls and Events, but an interface fits too.
type CallsOf<C> = { readonly [Name in keyof C]: Procedure };
type EventsOf<E> = { readonly [Name in keyof E]: EventProcedure };

/** A set of procedures under one program number and version. */
export interface Program<C = Calls, E = Events> {
  readonly name: string;
  readonly number: number;
  readonly version: number;
  readonly calls: C;
  readonly events: E;
}

export function program<const C extends CallsOf<C>, const E extends EventsOf<E>>(
  declared: Program<C, E>,
): Program<C, E> {
  return declared;
}

/** The arguments, the result and the event body that a declaration describes. */
export type Args<P> = P extends Procedure<infer A, infer _R> ? A : never;
export type Ret<P> = P extends Procedure<infer _A, infer R> ? R : never;
export type Body<P> = P extends EventProcedure<infer B> ? B : never;
