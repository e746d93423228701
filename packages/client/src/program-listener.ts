// Events of programs other than libvirt's remote one.

import { type Header, type Layout, payloadOffset, Reader } from "@virtgate/protocol";

export type PacketListener = (header: Header, packet: Uint8Array) => void;

/** Gives `listener` the events of one kind; a message that does not fit it is dropped, as libvirt's clients do. */
export function programListener<T>(
  program: { readonly number: number },
  event: { readonly number: number; readonly body: Layout<T> },
  listener: (value: T) => void,
): PacketListener {
  return (header, packet) => {
    if (header.program !== program.number || header.procedure !== event.number) return;
    let value: T;
    try {
      value = event.body.read(new Reader(packet, payloadOffset));
    } catch {
      return;
    }
    listener(value);
  };
}
