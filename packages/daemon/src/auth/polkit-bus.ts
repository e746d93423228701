// polkit over one connection to the system bus, on which many checks may be under way.

import type { EventEmitter } from "node:events";
import type { DBusError, Message, MessageBus } from "@jellybrick/dbus-next";
import type { PolkitQuestion, PolkitVerdict } from "./polkit-authority.js";
import { busClosed, noBus, serviceError } from "./polkit-errors.js";

type DBus = typeof import("@jellybrick/dbus-next");

/** The package that speaks D-Bus is not installed. */
export class NoDBusLibrary extends Error {
  override readonly name = "NoDBusLibrary";
}

/** A bus that accepts and then says nothing is none. */
const connectMs = 10_000;

const authority = {
  destination: "org.freedesktop.PolicyKit1",
  path: "/org/freedesktop/PolicyKit1/Authority",
  interface: "org.freedesktop.PolicyKit1.Authority",
} as const;

const allowUserInteraction = 1;

export class PolkitBus {
  readonly #dbus: DBus;
  readonly #bus: MessageBus;
  /** The library's types leave out the one event that matters. */
  readonly #events: EventEmitter;
  #ids = 0;
  #isClosed = false;
  /** Rejects every check that is under way. */
  readonly #ends = new Set<(cause: unknown) => void>();

  private constructor(dbus: DBus, bus: MessageBus) {
    this.#dbus = dbus;
    this.#bus = bus;
    this.#events = bus as unknown as EventEmitter;
  }

  /**
   * Connects to the bus that DBUS_SYSTEM_BUS_ADDRESS names, else to the system's. `onEnd` is called once, when the
   * connection has ended by itself. Rejects with LibvirtError, or NoDBusLibrary.
   */
  static async connect(onEnd: () => void): Promise<PolkitBus> {
    let dbus: DBus;
    try {
      dbus = await import("@jellybrick/dbus-next");
    } catch (cause) {
      throw new NoDBusLibrary("the package @jellybrick/dbus-next cannot be loaded", { cause });
    }
    const bus = dbus.systemBus();
    const connection = new PolkitBus(dbus, bus);
    await connection.#opened();
    const ended = (cause: unknown) => {
      if (!connection.#end(cause)) return;
      streamOf(bus)?.destroy();
      onEnd();
    };
    connection.#events.on("error", ended);
    whenEnded(bus, () => ended(new Error("the bus has closed the connection")));
    return connection;
  }

  #opened(): Promise<void> {
    return new Promise((resolve, reject) => {
      let isOpen = false;
      const fail = (cause: unknown) => {
        if (isOpen) return;
        clearTimeout(timer);
        this.close();
        reject(noBus(cause));
      };
      const timer = setTimeout(() => fail(new Error("Timeout was reached")), connectMs);
      this.#events.on("error", fail);
      this.#bus.once("connect", () => {
        isOpen = true;
        clearTimeout(timer);
        resolve();
      });
      // The library has its stream in the next turn.
      setImmediate(() => {
        const stream = streamOf(this.#bus);
        if (stream === undefined) return;
        endOnNonsense(stream);
        stream.once("close", () => fail(new Error("Connection reset by peer")));
      });
    });
  }

  /**
   * Rejects with LibvirtError, and with the reason of `signal` when it aborts. `answered` is called when the bus has
   * forgotten the call, which may be later: until then it counts as one of those that it allows to be open.
   */
  ask(question: PolkitQuestion, signal: AbortSignal, answered: () => void): Promise<PolkitVerdict> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) {
        answered();
        reject(busClosed());
        return;
      }
      // Only a user who is being asked need be told that it is over.
      const id = question.interactive ? `virtgated-${process.pid}-${++this.#ids}` : "";
      let call: Message;
      try {
        call = this.#check(question, id);
      } catch (thrown) {
        answered();
        throw thrown;
      }
      const over = () => {
        this.#ends.delete(fail);
        signal.removeEventListener("abort", cancel);
      };
      const fail = (cause: unknown) => {
        over();
        answered();
        reject(busClosed(cause));
      };
      const cancel = () => {
        if (id !== "") this.#cancel(id);
        reject(signal.reason);
      };
      this.#ends.add(fail);
      signal.addEventListener("abort", cancel, { once: true });
      this.#bus.call(call).then(
        (reply) => {
          over();
          answered();
          resolve(verdictOf(reply));
        },
        (thrown: unknown) => {
          over();
          answered();
          reject(asLibvirtError(thrown));
        },
      );
    });
  }

  close(): void {
    this.#end(new Error("the daemon ends"));
    streamOf(this.#bus)?.destroy();
  }

  #end(cause: unknown): boolean {
    if (this.#isClosed) return false;
    this.#isClosed = true;
    for (const fail of [...this.#ends]) fail(cause);
    // What comes late is nobody's; but an error that nobody hears would end the process.
    this.#events.on("error", () => {});
    return true;
  }

  #cancel(id: string): void {
    if (this.#isClosed) return;
    // It is answered with an error when the check is over already.
    this.#bus.call(this.#message("CancelCheckAuthorization", "s", [id])).catch(() => {});
  }

  #check({ subject: { pid, startTime, uid }, action, details, interactive }: PolkitQuestion, id: string) {
    const { Variant } = this.#dbus;
    // The bus would end the connection for it, and with it everybody's checks.
    if ([action, ...Object.entries(details ?? {}).flat()].some((text) => text.includes("\0"))) {
      throw new Error("a text for polkit has a NUL in it");
    }
    const process = {
      pid: new Variant("u", pid),
      "start-time": new Variant("t", startTime),
      uid: new Variant("i", uid | 0),
    };
    const flags = interactive ? allowUserInteraction : 0;
    const body = [["unix-process", process], action, details ?? {}, flags, id];
    return this.#message("CheckAuthorization", "(sa{sv})sa{ss}us", body);
  }

  #message(member: string, signature: string, body: unknown[]): Message {
    return new this.#dbus.Message({ ...authority, member, signature, body });
  }
}

/** Of a struct of two booleans and a dictionary of texts. Whatever else comes is no leave. */
function verdictOf(reply: Message | null): PolkitVerdict {
  const [isAuthorized, isChallenge, details] = (reply?.body[0] ?? []) as [unknown, unknown, unknown];
  if (isAuthorized === true) return "authorized";
  if (typeof details === "object" && details !== null && Object.hasOwn(details, "polkit.dismissed"))
    return "dismissed";
  return isChallenge === true ? "challenge" : "not authorized";
}

function asLibvirtError(thrown: unknown): Error {
  const { type, text, message } = thrown as Partial<DBusError> & { message: string };
  // The library's own errors have no name on D-Bus: it could not send.
  return type === undefined ? busClosed(thrown) : serviceError(type, text ?? message, thrown);
}

interface Stream {
  emit(event: string, ...args: unknown[]): boolean;
  once(event: "close", listener: () => void): void;
  unref?(): void;
  destroy(cause?: Error): void;
}

/** Private to the library, which tells nobody that a connection has ended. */
function streamOf(bus: MessageBus): Stream | undefined {
  return (bus as unknown as { readonly _connection?: { readonly stream?: Stream } })._connection?.stream;
}

/** What the library throws over bytes that are no D-Bus, out of a listener, would end the daemon. */
function endOnNonsense(stream: Stream): void {
  const emit = stream.emit.bind(stream);
  stream.emit = (event, ...args) => {
    try {
      return emit(event, ...args);
    } catch (thrown) {
      stream.destroy(thrown as Error);
      return true;
    }
  };
}

function whenEnded(bus: MessageBus, then: () => void): void {
  const stream = streamOf(bus);
  stream?.once("close", then);
  // A daemon that ends does not wait for the bus.
  stream?.unref?.();
}
