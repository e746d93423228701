// A connection that costs as little as possible: thousands of them stand for idle clients and listeners, and what
// is measured is the daemon.
import { connect, type Socket } from "node:net";
import {
  type Args,
  type DomainRef,
  decode,
  encodePacket,
  FrameReader,
  MessageStatus,
  MessageType,
  type Procedure,
  payloadOffset,
  type Ret,
  readHeader,
  remote,
} from "@virtgate/protocol";

export interface RawConnection {
  readonly socket: Socket;
  /** One call after another: the next may be sent when this has been answered. */
  call<P extends Procedure>(procedure: P, args: Args<P>): Promise<Ret<P>>;
  /** From now on bytes are only counted. */
  count(received: (bytes: number) => void): void;
}

export async function rawConnection(path: string): Promise<RawConnection> {
  let serial = 0;
  let onBytes: ((bytes: number) => void) | undefined;
  let onReply: (packet: Uint8Array) => void = () => {};
  let onEnd: (error: Error) => void = () => {};
  const frames = new FrameReader();
  // Node reads into this buffer again and again, instead of making one for every read.
  const buffer = Buffer.alloc(4096);
  const received = (length: number) => {
    if (onBytes !== undefined) {
      onBytes(length);
      return true;
    }
    frames.push(Uint8Array.prototype.slice.call(buffer, 0, length));
    for (let packet = frames.next(); packet !== undefined; packet = frames.next()) onReply(packet);
    return true;
  };
  const socket = connect({ path, onread: { buffer, callback: received } });
  socket.on("error", (error) => onEnd(error));
  socket.on("close", () => onEnd(new Error("the daemon closed the connection")));
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    onEnd = reject;
  });
  const connection: RawConnection = {
    socket,
    call: (procedure, args) =>
      new Promise((resolve, reject) => {
        onEnd = reject;
        onReply = (packet) => {
          const header = readHeader(packet);
          if (header.type !== MessageType.reply) return;
          if (header.status !== MessageStatus.ok)
            reject(new Error(`procedure ${header.procedure} was refused`));
          else resolve(decode(procedure.ret, packet, payloadOffset) as Ret<typeof procedure>);
        };
        const header = {
          program: remote.number,
          version: remote.version,
          procedure: procedure.number,
          type: MessageType.call,
          serial: ++serial,
          status: MessageStatus.ok,
        };
        socket.write(encodePacket(header, procedure.args, args));
      }),
    count: (counter) => {
      onBytes = counter;
    },
  };
  await connection.call(remote.calls.authList, {});
  await connection.call(remote.calls.connectOpen, { name: "test:///default", flags: 0 });
  return connection;
}

/** So many connections, a few dozen at a time: the daemon's backlog is short. */
export async function rawConnections(path: string, count: number): Promise<RawConnection[]> {
  const atOnce = 32;
  const made: RawConnection[] = [];
  while (made.length < count) {
    const next = Math.min(atOnce, count - made.length);
    made.push(...(await Promise.all(Array.from({ length: next }, () => rawConnection(path)))));
  }
  return made;
}

export const runningDomain = async (connection: RawConnection): Promise<DomainRef> =>
  (await connection.call(remote.calls.domainLookupByName, { name: "test" })).dom;
