// A client that says exactly what a test wants, when it wants, and reads only when it is told to: what no library
// should let its users do.
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import {
  encodePacket,
  FrameReader,
  type Header,
  MessageStatus,
  MessageType,
  type Procedure,
  type Program,
  readHeader,
  remote,
} from "@virtgate/protocol";

export interface Heard {
  readonly header: Header;
  readonly packet: Uint8Array;
  readonly atMs: number;
}

export const keepaliveProgram = 0x6b656570;
/** VIR_DRV_FEATURE_PROGRAM_KEEPALIVE: asking for it is how a client says that it answers PINGs. */
export const keepaliveFeature = 10;

/** The domain of every new test:///default. */
export const testDomain = {
  name: "test",
  uuid: Buffer.from("6695eb01f6a4830479aa97f2502e193f", "hex"),
  id: 1,
};

/** A call that no daemon knows. */
export const unknownCall = { ...remote.calls.authList, number: 9999 };

const program = { number: remote.number, version: remote.version };

export class WireClient {
  readonly socket: Socket;
  readonly heard: Heard[] = [];
  /** Resolves with what ended the connection. */
  readonly closed: Promise<string>;
  isClosed = false;
  readonly #frames = new FrameReader();
  #wake: (() => void)[] = [];
  #serial = 1;

  private constructor(socket: Socket) {
    this.socket = socket;
    let reason = "end";
    this.closed = new Promise((resolve) => {
      socket.on("error", (error: NodeJS.ErrnoException) => {
        reason = error.code ?? error.message;
      });
      socket.on("close", () => {
        this.isClosed = true;
        this.#awaken();
        resolve(reason);
      });
    });
    socket.on("data", (chunk: Buffer) => {
      this.#frames.push(chunk);
      for (let packet = this.#frames.next(); packet !== undefined; packet = this.#frames.next()) {
        this.heard.push({ header: readHeader(packet), packet, atMs: performance.now() });
      }
      this.#awaken();
    });
  }

  /** Resolves when the kernel has connected; the daemon may still leave the client waiting. */
  static connect(place: string | number, host = "127.0.0.1"): Promise<WireClient> {
    return new Promise((resolve, reject) => {
      const socket = typeof place === "string" ? connect(place) : connect(place, host);
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        resolve(new WireClient(socket));
      });
    });
  }

  /** Over a connection that is there already. */
  static over(socket: Socket): WireClient {
    return new WireClient(socket);
  }

  /** Connected, and test:///default opened. */
  static async open(place: string | number): Promise<WireClient> {
    const client = await WireClient.connect(place);
    await client.ask(remote.calls.authList, {});
    await client.ask(remote.calls.connectOpen, { name: "test:///default", flags: 0 });
    return client;
  }

  /** Sends a call and answers its serial. */
  call<A>(
    procedure: Procedure<A>,
    args: A,
    of: Pick<Program<object, object>, "number" | "version"> = program,
  ): number {
    const serial = this.#serial++;
    this.send(frame(procedure, args, serial, of));
    return serial;
  }

  send(bytes: Uint8Array): void {
    if (!this.socket.destroyed) this.socket.write(bytes);
  }

  /** Sends a call and waits for its reply; undefined when there is none. */
  ask<A>(procedure: Procedure<A>, args: A, withinMs = 10_000): Promise<Heard | undefined> {
    return this.reply(this.call(procedure, args), withinMs);
  }

  async reply(serial: number, withinMs = 10_000): Promise<Heard | undefined> {
    const isIt = ({ header }: Heard) => header.type === MessageType.reply && header.serial === serial;
    await this.until(() => this.heard.some(isIt), withinMs);
    return this.heard.find(isIt);
  }

  /** Waits until the condition holds, the connection ends or the time is over; answers whether it holds. */
  async until(condition: () => boolean, withinMs = 10_000): Promise<boolean> {
    const deadline = performance.now() + withinMs;
    while (!condition() && !this.isClosed && performance.now() < deadline) {
      const timer = sleep(Math.max(1, deadline - performance.now()), undefined, { ref: false });
      await Promise.race([timer, new Promise<void>((resolve) => this.#wake.push(resolve))]);
    }
    return condition();
  }

  close(): void {
    this.socket.destroy();
  }

  #awaken(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const each of wake) each();
  }
}

export function frame<A>(
  procedure: Procedure<A>,
  args: A,
  serial: number,
  { number, version }: Pick<Program<object, object>, "number" | "version"> = program,
): Uint8Array {
  const { call } = MessageType;
  const status = MessageStatus.ok;
  const header = { program: number, version, procedure: procedure.number, type: call, serial, status };
  return encodePacket(header, procedure.args, args);
}

/** `reply 3`, `error 4`, `ping`, `event 316`, `stream`: enough to compare two conversations. */
export function describeHeard({ header }: Heard): string {
  if (header.program === keepaliveProgram) return header.procedure === 1 ? "ping" : "pong";
  if (header.type === MessageType.reply)
    return `${header.status === MessageStatus.ok ? "reply" : "error"} ${header.serial}`;
  if (header.type === MessageType.stream) return `stream ${header.serial}`;
  return `event ${header.procedure}`;
}

/** `promise`'s value, or "silence" when it takes longer. */
export function orSilence<T>(promise: Promise<T>, ms: number): Promise<T | "silence"> {
  return Promise.race([promise, sleep(ms, "silence" as const, { ref: false })]);
}
