// A fake server that asks for SASL: with real mechanisms, or with whatever a test wants it to say.

import { randomBytes } from "node:crypto";
import { ErrorCode, ErrorDomain, type Header, LibvirtError } from "@virtgate/protocol";
import {
  type Exchange,
  mechanismNamed,
  type ServerOptions,
  type ServerResult,
  usersOfSasldb,
} from "@virtgate/sasl";
import { LayeredTransport } from "../transports/layered.js";
import { memoryPair } from "../transports/memory.js";
import type { Transport } from "../transports/transport.js";
import { type Answers, FakeServer } from "./fake-server.js";

export const realm = "vm";
export const password = "secret1";

export const saslUsers = usersOfSasldb([{ user: "fred", realm, password }], new Uint8Array(32));

export const serverOptions: ServerOptions = {
  service: "libvirt",
  host: realm,
  minSsf: 0,
  maxSsf: 0,
  maxBuffer: 65_536,
  random: (bytes) => randomBytes(bytes),
  users: saslUsers,
};

/** On plain TCP. */
export const layered: Partial<ServerOptions> = { minSsf: 56, maxSsf: 100_000 };

/** The server's end: it can go under a layer in the middle, and join what it sends into one piece. */
class ServerEnd implements Transport {
  readonly #below: Transport;
  #over: Transport | undefined;
  #held: Uint8Array[] | undefined;
  #data: (chunk: Uint8Array) => void = () => {};

  constructor(below: Transport) {
    this.#below = below;
    below.onData((chunk) => this.#data(chunk));
  }

  goUnder(layer: NonNullable<ServerResult["layer"]>): void {
    const below: Transport = Object.assign(Object.create(this.#below), {
      send: (bytes: Uint8Array) => this.#sendBelow(bytes),
      onData: (listener: (chunk: Uint8Array) => void) => this.#below.onData(listener),
    });
    this.#over = new LayeredTransport(below, layer, [], () => this.close());
    this.#over.onData((chunk) => this.#data(chunk));
  }

  #sendBelow(bytes: Uint8Array): boolean {
    if (this.#held === undefined) return this.#below.send(bytes);
    this.#held.push(bytes);
    return true;
  }

  /** What `work` sends goes in one piece. */
  joined(work: () => void): void {
    this.#held = [];
    work();
    const bytes = Buffer.concat(this.#held);
    this.#held = undefined;
    this.#below.send(bytes);
  }

  send(bytes: Uint8Array): boolean {
    return this.#over === undefined ? this.#sendBelow(bytes) : this.#over.send(bytes);
  }
  onData(listener: (chunk: Uint8Array) => void): void {
    this.#data = listener;
  }
  onDrain(listener: () => void): void {
    this.#below.onDrain(listener);
  }
  onClose(listener: (error?: Error) => void): void {
    this.#below.onClose(listener);
  }
  pause(): void {
    this.#below.pause();
  }
  resume(): void {
    this.#below.resume();
  }
  close(): void {
    this.#below.close();
  }
}

export interface SaslServer {
  readonly server: FakeServer;
  readonly transport: Transport;
  /** How the sign-in ended on this side. */
  readonly ended: Promise<ServerResult>;
  /** Sends bytes as they are, whatever layer there is. */
  sendRaw(bytes: Uint8Array): void;
}

export interface SaslServerOptions {
  readonly mechlist?: string;
  readonly options?: Partial<ServerOptions>;
  readonly answers?: Answers;
  /** Sent right behind the reply that ends the sign-in, in the same piece; under the layer where there is one. */
  readonly behind?: (server: FakeServer) => void;
}

/** Real mechanisms of @virtgate/sasl. A refusal is libvirtd's. */
export function saslServer({
  mechlist = "SCRAM-SHA-256",
  options,
  answers,
  behind,
}: SaslServerOptions = {}): SaslServer {
  const [transport, theirs] = memoryPair();
  const end = new ServerEnd(theirs);
  let tell: (result: ServerResult) => void = () => {};
  const ended = new Promise<ServerResult>((resolve) => {
    tell = resolve;
  });
  let step: Exchange<ServerResult>["step"];

  const answer = async (header: Header, { nil, data }: { nil: number; data: readonly number[] }) => {
    const said = await step(nil !== 0 ? null : Uint8Array.from(data));
    end.joined(() => {
      server.reply(header, { complete: said.done ? 1 : 0, ...wireData(said.send) });
      if (!said.done) return;
      if (said.result.layer !== undefined) end.goUnder(said.result.layer);
      behind?.(server);
      tell(said.result);
    });
  };

  const server = new FakeServer(end, {
    authList: () => ({ types: [1] }),
    authSaslInit: () => ({ mechlist }),
    authSaslStart: (args, header) => {
      const exchange = mechanismNamed(args.mech)!.server!({ ...serverOptions, ...options });
      step = (received) => exchange.step(received);
      answer(header, args).catch(() => server.fail(header, refusal()));
      return undefined;
    },
    authSaslStep: (args, header) => {
      answer(header, args).catch(() => server.fail(header, refusal()));
      return undefined;
    },
    ...answers,
  });
  return { server, transport, ended, sendRaw: (bytes) => void theirs.send(bytes) };
}

/** libvirtd's answer, whatever was wrong. */
export const refusal = (str3: string | null = null): LibvirtError =>
  new LibvirtError(ErrorCode.authFailed, ErrorDomain.rpc, "authentication failed: authentication failed", {
    str1: "authentication failed: %s",
    str2: "authentication failed",
    str3,
  });

/** SASL data as it stands in calls and replies. */
export const wireData = (bytes: Uint8Array | null): { nil: number; data: number[] } =>
  bytes === null ? { nil: 1, data: [] } : { nil: 0, data: [...new Int8Array(bytes)] };
