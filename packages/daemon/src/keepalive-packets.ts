// The two messages of the keepalive program: always the same 28 bytes (facts: rpc.json "keepalive").

import { encodePacket, type Header, MessageStatus, MessageType } from "@virtgate/protocol";

const program = 0x6b65_6570;
const version = 1;

export const keepAliveProcedure = { ping: 1, pong: 2 } as const;

const packetOf = (procedure: number) =>
  encodePacket({ program, version, procedure, type: MessageType.event, serial: 0, status: MessageStatus.ok });

export const pingPacket = packetOf(keepAliveProcedure.ping);
export const pongPacket = packetOf(keepAliveProcedure.pong);

export const isKeepAlive = (header: Header): boolean =>
  header.program === program && header.version === version;
