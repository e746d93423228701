// A daemon's admin socket of a few lines for tests: it answers what the test tells it to.

import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  admin,
  encodePacket,
  errorLayout,
  FrameReader,
  type Layout,
  LibvirtError,
  MessageStatus,
  MessageType,
  type Procedure,
  type Ret,
  readHeader,
} from "@virtgate/protocol";

type Calls = typeof admin.calls;
/** An answer of undefined means that there is none. */
export type AdminAnswers = { [Name in keyof Calls]?: () => Ret<Calls[Name]> | LibvirtError | undefined };

const procedures = new Map<number, [string, Procedure]>(
  Object.entries(admin.calls as unknown as Record<string, Procedure>).map((entry) => [
    entry[1].number,
    entry,
  ]),
);

export class FakeAdmin {
  readonly #folder = mkdtempSync(join(tmpdir(), "virtgate-admin-"));
  readonly #answers: AdminAnswers;
  readonly #server: Server;
  readonly sockets: Socket[] = [];
  /** Names of the calls that came in. */
  readonly calls: string[] = [];

  private constructor(answers: AdminAnswers) {
    this.#answers = { connectOpen: () => ({}), connectClose: () => ({}), ...answers };
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(answers: AdminAnswers): Promise<FakeAdmin> {
    const daemon = new FakeAdmin(answers);
    await new Promise<void>((resolve) => daemon.#server.listen(join(daemon.#folder, "sock"), resolve));
    return daemon;
  }

  get uri(): string {
    return `libvirtd:///system?socket=${this.#folder}/sock`;
  }

  stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.#server.close();
    rmSync(this.#folder, { recursive: true });
  }

  #serve(socket: Socket): void {
    this.sockets.push(socket);
    const frames = new FrameReader();
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      frames.push(chunk);
      for (let packet = frames.next(); packet !== undefined; packet = frames.next())
        this.#answer(socket, packet);
    });
  }

  #answer(socket: Socket, packet: Uint8Array): void {
    const header = { ...readHeader(packet), type: MessageType.reply };
    const [name, { ret }] = procedures.get(header.procedure)!;
    this.calls.push(name);
    const answer = (this.#answers as Record<string, (() => unknown) | undefined>)[name]?.();
    if (answer instanceof LibvirtError) {
      socket.write(encodePacket({ ...header, status: MessageStatus.error }, errorLayout, answer.toWire()));
    } else if (answer !== undefined && !socket.destroyed) {
      socket.write(encodePacket(header, ret as Layout<unknown>, answer));
    }
  }
}
