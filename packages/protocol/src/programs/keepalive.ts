// The keepalive program: either end may ask "are you there?" and the other answers at once.

import { encodePacket, MessageStatus, MessageType } from "../header.js";
import { event, program } from "../program.js";

/** Both messages are events: nobody waits for them under a serial number. */
const events = {
  ping: event(1, () => ({ body: {} })),
  pong: event(2, () => ({ body: {} })),
};

export const keepalive = program({
  name: "keepalive",
  number: 0x6b65_6570,
  version: 1,
  calls: {},
  events,
});

function message(procedure: number): Uint8Array {
  const { number, version } = keepalive;
  const { event: type } = MessageType;
  return encodePacket({ program: number, version, procedure, type, serial: 0, status: MessageStatus.ok });
}

/** The whole packets, ready to send. They are shared: do not write into them. */
export const pingPacket: Uint8Array = message(events.ping.number);
export const pongPacket: Uint8Array = message(events.pong.number);
