// A SASL configuration with users in a folder of its own, and clients in memory that sign in by it.

import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import {
  decode,
  encodePacket,
  errorLayout,
  FrameReader,
  LibvirtError,
  MessageStatus,
  MessageType,
  type Procedure,
  payloadOffset,
  readHeader,
  remote,
} from "@virtgate/protocol";
import {
  type ClientOptions,
  type Credentials,
  formatUserFile,
  mechanismNamed,
  minIterations,
  newUserFile,
  type SecurityLayer,
  verifiersOf,
} from "@virtgate/sasl";
import { SaslService } from "../auth/sasl-service.js";
import type { SaslSettings } from "../auth/sasl-settings.js";
import { Connection } from "../connection.js";
import type { ConnectionOptions } from "../connection-options.js";
import { hypervisorPrograms } from "../hypervisor-programs.js";
import type { Fields } from "../log/line.js";
import type { Logger, Refusal } from "../log/logger.js";

/** The realm of users that have none. */
export const realm = hostname().toLowerCase();
export const fred = { authname: "fred", password: "secret1" };

/** Everything as lines: refusals with their reason. */
export class LinesLogger implements Logger {
  readonly lines: string[] = [];
  readonly refusals: Refusal[] = [];
  #codes = 0;

  debug(): void {}
  info = (_category: string, text: unknown, fields?: Fields): void => {
    this.lines.push(`info: ${text}${fields?.user === undefined ? "" : ` ${fields.user}`}`);
  };
  warn = (_category: string, text: unknown): void => void this.lines.push(`warning: ${text}`);
  error = (_category: string, text: unknown): void => void this.lines.push(`error: ${text}`);
  wants(): boolean {
    return true;
  }
  refusal(refusal: Refusal): string {
    this.refusals.push(refusal);
    this.lines.push(`refused: ${refusal.cause}`);
    return `VG-${String(++this.#codes).padStart(5, "0")}`;
  }
}

export class SaslPlace {
  readonly folder = mkdtempSync(join(tmpdir(), "virtgate-sasl-"));
  readonly users = join(this.folder, "users");
  readonly file = join(this.folder, "libvirt.conf");
  readonly logger = new LinesLogger();

  /** "SASL.conf" with these lines, and fred with the password secret1, joe without what DIGEST-MD5 needs. */
  static async make(lines: string): Promise<SaslPlace> {
    const place = new SaslPlace();
    place.configure(lines);
    await place.setUsers({ fred: ["secret1", true], joe: ["secret2", false] });
    return place;
  }

  configure(lines: string): void {
    writeFileSync(
      this.file,
      `virtgate_users: ${this.users}\nsasldb_path: ${this.folder}/passwd.db\n${lines}\n`,
    );
  }

  async setUsers(users: { readonly [name: string]: readonly [password: string, digestMd5: boolean] }) {
    const options = { iterations: minIterations, random: (bytes: number) => randomBytes(bytes) };
    const stored = Object.entries(users).map(async ([user, [password, digestMd5]]) => {
      const record = await verifiersOf(user, realm, password, { ...options, digestMd5 });
      return { user, realm, record };
    });
    const file = { ...newUserFile(options.random, minIterations), users: await Promise.all(stored) };
    writeFileSync(this.users, formatUserFile(file), { mode: 0o600 });
    chmodSync(this.users, 0o600);
  }

  settings(more: Partial<SaslSettings> = {}): SaslSettings {
    const { file, folder } = this;
    return { files: [file], isRoot: false, configHome: folder, allowedUsers: null, tcpMinSsf: 56, ...more };
  }

  service(more: Partial<SaslSettings> = {}): Promise<SaslService> {
    return SaslService.open(this.settings(more), this.logger);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A client at the other end of a connection in memory. */
export class SaslClient {
  readonly connection: Connection;
  closed: string | undefined;
  layer: SecurityLayer | undefined;
  /** Every byte that came, as it came. */
  readonly heard: Buffer[] = [];
  /** What happened around the connection. */
  readonly events: string[] = [];
  readonly #frames = new FrameReader();
  readonly #waiting = new Map<number, (packet: Uint8Array) => void>();
  readonly #gone: (() => void)[] = [];
  #serial = 0;

  constructor(service: Pick<SaslService, "signIn">, options: Partial<ConnectionOptions> = {}) {
    const gone = (reason: string) => {
      this.closed ??= reason;
      for (const each of this.#gone.splice(0)) each();
    };
    const link = {
      write: (bytes: Uint8Array) => this.#receive(Buffer.from(bytes)),
      queuedBytes: 0,
      pause() {},
      resume() {},
      end: () => {
        gone("ended");
        this.connection.linkClosed("ended");
      },
      destroy: () => gone("destroyed"),
      reset: () => gone("reset"),
    };
    this.connection = new Connection(link, {
      id: 1,
      transport: "unix",
      readonly: false,
      signedIn: false,
      beginSignIn: service.signIn,
      programs: hypervisorPrograms(),
      maxRequests: 5,
      keepAlive: { intervalSeconds: -1, count: 0 },
      log: {
        refusal: (_session, rule) => this.events.push(`refused: ${rule}`),
        closed: () => {},
        cutOff: (_session, reason) => this.events.push(`cut off: ${reason}`),
        failure: (_session, _procedure, thrown) => this.events.push(`failure: ${thrown}`),
      },
      onSignIn: () => this.events.push("signed in"),
      ...options,
    });
  }

  packet<A, R>(procedure: Procedure<A, R>, args: A, serial = ++this.#serial): Uint8Array {
    const { call } = MessageType;
    const { number, version } = remote;
    const header = { program: number, version, procedure: procedure.number, type: call, serial, status: 0 };
    return encodePacket(header, procedure.args, args);
  }

  /** Sends a call; rejects when the connection ends without an answer. */
  async ask<A, R>(procedure: Procedure<A, R>, args: A): Promise<R | LibvirtError> {
    const packet = this.packet(procedure, args);
    const answer = this.answerTo(this.#serial);
    this.send(packet);
    const reply = await answer;
    const payload = reply.slice(payloadOffset);
    return readHeader(reply).status === MessageStatus.ok
      ? decode(procedure.ret, payload)
      : LibvirtError.fromWire(decode(errorLayout, payload));
  }

  answerTo(serial: number): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(serial, resolve);
      const fail = () => setImmediate(() => reject(new Error(`closed: ${this.closed}`)));
      if (this.closed === undefined) this.#gone.push(fail);
      else fail();
    });
  }

  /** Through the layer, if there is one. */
  send(bytes: Uint8Array): void {
    this.sendRaw(this.layer === undefined ? bytes : this.layer.encode(bytes));
  }

  sendRaw(bytes: Uint8Array): void {
    this.connection.receive(Uint8Array.from(bytes));
  }

  init = () => this.ask(remote.calls.authSaslInit, {});
  start = (mech: string, data: Uint8Array | string | null) =>
    this.ask(remote.calls.authSaslStart, { mech, ...messageOf(data) });
  step = (data: Uint8Array | string | null) => this.ask(remote.calls.authSaslStep, messageOf(data));

  /** The whole way in, up to the answer that ends it. */
  async signIn(
    mechanism: string,
    credentials: Credentials,
    options: Partial<ClientOptions> = {},
  ): Promise<"complete" | LibvirtError> {
    const isTcp = this.connection.session.transport === "tcp";
    const exchange = mechanismNamed(mechanism)!.client!({
      service: "libvirt",
      host: "localhost",
      minSsf: isTcp ? 56 : 0,
      maxSsf: isTcp ? 100_000 : 0,
      externalSsf: 0,
      maxBuffer: 65_536,
      random: (bytes) => randomBytes(bytes),
      credentials: () => credentials,
      ...options,
    });
    const offer = await this.init();
    if (offer instanceof LibvirtError) return offer;
    const isClientFirst = mechanismNamed(mechanism)!.flags.clientFirst;
    let step = isClientFirst ? await exchange.step(null) : undefined;
    for (let first = true; ; first = false) {
      const send = step?.send ?? null;
      const answer = first ? await this.start(mechanism, send) : await this.step(send);
      if (answer instanceof LibvirtError) return answer;
      const data = answer.nil === 1 ? null : Uint8Array.from(answer.data);
      if (!step?.done) step = await exchange.step(data);
      if (step.done) this.layer = answer.complete === 1 ? step.result.layer : undefined;
      if (answer.complete === 1) return "complete";
    }
  }

  #receive(bytes: Buffer): void {
    this.heard.push(bytes);
    for (const piece of this.layer === undefined ? [bytes] : this.layer.decode(bytes)) {
      this.#frames.push(Uint8Array.from(piece));
      for (let packet = this.#frames.next(); packet !== undefined; packet = this.#frames.next()) {
        this.#waiting.get(readHeader(packet).serial)?.(packet);
      }
    }
  }
}

export function messageOf(data: Uint8Array | string | null): { nil: number; data: number[] } {
  if (data === null) return { nil: 1, data: [] };
  return { nil: 0, data: Array.from(Buffer.from(data as string), (byte) => (byte << 24) >> 24) };
}
