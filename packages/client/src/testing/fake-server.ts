// A server of a few lines for tests: it answers what the test tells it to, over a pair in memory.

import {
  type Args,
  type EventProcedure,
  encodePacket,
  errorLayout,
  FrameReader,
  type Header,
  keepalive,
  type LibvirtError,
  MessageStatus,
  MessageType,
  type Procedure,
  payloadOffset,
  Reader,
  type RemoteCalls,
  type Ret,
  readHeader,
  remote,
} from "@virtgate/protocol";
import { memoryPair } from "../transports/memory.js";
import type { LocalDriver, Transport } from "../transports/transport.js";

export type Answers = {
  [Name in keyof RemoteCalls]?: (
    args: Args<RemoteCalls[Name]>,
    header: Header,
  ) => Ret<RemoteCalls[Name]> | LibvirtError | undefined;
};

const handshake: Answers = {
  authList: () => ({ types: [0] }),
  connectSupportsFeature: () => ({ supported: 1 }),
  connectOpen: () => ({}),
  connectRegisterCloseCallback: () => ({}),
  connectUnregisterCloseCallback: () => ({}),
  connectClose: () => ({}),
};

const names = new Map(Object.entries(remote.calls).map(([name, { number }]) => [number, name]));

/** An answer of undefined means that no reply is sent, or that the test sends it later. */
export class FakeServer {
  readonly answers: Answers;
  /** Everything that came in. */
  readonly received: Header[] = [];
  /** Names of the calls that came in. */
  readonly calls: string[] = [];
  /** Stream and keepalive packets that came in, as they were. */
  readonly packets: Uint8Array[] = [];
  /** Cuts what it sends into pieces of one byte. */
  oneByteAtATime = false;
  closed = false;
  readonly #transport: Transport;
  readonly #frames = new FrameReader();

  constructor(transport: Transport, answers: Answers = {}) {
    this.answers = { ...handshake, ...answers };
    this.#transport = transport;
    transport.onData((chunk) => {
      this.#frames.push(chunk);
      for (let packet = this.#frames.next(); packet; packet = this.#frames.next()) this.#receive(packet);
    });
    transport.onClose(() => {
      this.closed = true;
    });
  }

  #receive(packet: Uint8Array): void {
    const header = readHeader(packet);
    this.received.push(header);
    if (header.type !== MessageType.call || header.program !== remote.number) {
      this.packets.push(packet);
      return;
    }
    const name = names.get(header.procedure) as keyof RemoteCalls;
    this.calls.push(name);
    const args = remote.calls[name].args.read(new Reader(packet, payloadOffset));
    const answer = this.answers[name] as ((args: unknown, header: Header) => unknown) | undefined;
    const result = answer?.(args, header);
    if (result instanceof Error) this.fail(header, result as LibvirtError);
    else if (result !== undefined) this.reply(header, result);
  }

  send(packet: Uint8Array): void {
    if (!this.oneByteAtATime) this.#transport.send(packet);
    else for (const byte of packet) this.#transport.send(Uint8Array.of(byte));
  }

  reply(header: Header, result: unknown): void {
    const procedure = remote.calls[names.get(header.procedure) as keyof RemoteCalls] as Procedure;
    const reply = { ...header, type: MessageType.reply, status: MessageStatus.ok };
    this.send(encodePacket(reply, procedure.ret, result));
  }

  fail(header: Header, error: LibvirtError): void {
    const reply = { ...header, type: MessageType.reply, status: MessageStatus.error };
    this.send(encodePacket(reply, errorLayout, error.toWire()));
  }

  /** An event of the remote program. */
  event<Name extends keyof typeof remote.events>(name: Name, body: unknown): void {
    const event = remote.events[name] as EventProcedure;
    const header = {
      program: remote.number,
      version: remote.version,
      procedure: event.number,
      type: MessageType.event,
      serial: 1,
      status: MessageStatus.ok,
    };
    this.send(encodePacket(header, event.body, body));
  }

  /** A packet of the stream that `header`'s call has opened. */
  stream(header: Header, status: number, payload: Uint8Array = new Uint8Array(0)): void {
    const packet = new Uint8Array(payloadOffset + payload.length);
    packet.set(encodePacket({ ...header, type: MessageType.stream, status }));
    packet.set(payload, payloadOffset);
    new DataView(packet.buffer).setUint32(0, packet.length);
    this.send(packet);
  }

  /** How many PINGs came in. */
  get pings(): number {
    const isPing = ({ program, procedure }: Header) =>
      program === keepalive.number && procedure === keepalive.events.ping.number;
    return this.received.filter(isPing).length;
  }

  close(): void {
    this.#transport.close();
  }
}

/** A driver whose every connection gets a fake server, for `connect("fake:///x", { local: [driver] })`. */
export function fakeDriver(answers: Answers = {}): LocalDriver & { readonly servers: FakeServer[] } {
  const servers: FakeServer[] = [];
  return {
    scheme: "fake",
    servers,
    serve: (transport) => {
      servers.push(new FakeServer(transport, answers));
    },
  };
}

/** A fake server and the other end of its connection. */
export function fakePair(answers: Answers = {}): { server: FakeServer; transport: Transport } {
  const [transport, theirs] = memoryPair();
  return { server: new FakeServer(theirs, answers), transport };
}

/** Lets everything that is under way arrive. */
export async function settle(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
