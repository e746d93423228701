// A daemon's admin socket for tests: it answers what the test tells it to.

import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Args,
  admin,
  encodePacket,
  errorLayout,
  FrameReader,
  type Layout,
  LibvirtError,
  MessageStatus,
  MessageType,
  type Procedure,
  payloadOffset,
  Reader,
  type Ret,
  readHeader,
} from "@virtgate/protocol";

type Calls = typeof admin.calls;
export type Answers = {
  [Name in keyof Calls]?: (args: Args<Calls[Name]>) => Ret<Calls[Name]> | LibvirtError;
};

const procedures = new Map<number, [string, Procedure]>(
  Object.entries(admin.calls as unknown as Record<string, Procedure>).map((entry) => [
    entry[1].number,
    entry,
  ]),
);

export class FakeDaemon {
  readonly #folder = mkdtempSync(join(tmpdir(), "virtgate-admin-"));
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((socket) => this.#serve(socket));
  /** What was called, with what. */
  readonly calls: (readonly [name: string, args: unknown])[] = [];
  readonly #answers: Answers;

  private constructor(answers: Answers) {
    this.#answers = { connectOpen: () => ({}), connectClose: () => ({}), ...answers };
  }

  static async start(answers: Answers): Promise<FakeDaemon> {
    const daemon = new FakeDaemon(answers);
    await new Promise<void>((resolve) => daemon.#server.listen(`${daemon.#folder}/sock`, resolve));
    return daemon;
  }

  get uri(): string {
    return `libvirtd:///system?socket=${this.#folder}/sock`;
  }

  stop(): void {
    this.hangUp();
    this.#server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {}).on("close", () => this.#sockets.delete(socket));
    const frames = new FrameReader();
    socket.on("data", (chunk) => {
      frames.push(chunk);
      for (let packet = frames.next(); packet !== undefined; packet = frames.next())
        this.#answer(socket, packet);
    });
  }

  #answer(socket: Socket, packet: Uint8Array): void {
    const header = readHeader(packet);
    const [name, procedure] = procedures.get(header.procedure)!;
    const args = procedure.args.read(new Reader(packet, payloadOffset));
    this.calls.push([name, args]);
    const answer = (this.#answers as Record<string, (args: unknown) => unknown>)[name]!(args);
    const isError = answer instanceof LibvirtError;
    const reply = {
      ...header,
      type: MessageType.reply,
      status: isError ? MessageStatus.error : MessageStatus.ok,
    };
    const layout = (isError ? errorLayout : procedure.ret) as Layout<unknown>;
    socket.write(encodePacket(reply, layout, isError ? answer.toWire() : answer));
  }
}
