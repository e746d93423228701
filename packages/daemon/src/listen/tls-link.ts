// A TLS socket as a Link. Every packet begins a TLS record: libvirt's clients, who wait for the socket alone, do not see
// the second packet of a record before something else arrives (watched with 9.0.0).

import type { Socket } from "node:net";
import { PacketCutter } from "@virtgate/protocol";
import { SocketLink } from "./socket-link.js";

export class TlsLink extends SocketLink {
  readonly #cutter = new PacketCutter();
  readonly #send = (piece: Uint8Array) => super.write(piece);

  constructor(socket: Socket) {
    super(socket);
    // With it Node would join what waits in the socket, and put it into one record.
    (socket as { _writev?: unknown })._writev = null;
  }

  override write(bytes: Uint8Array): void {
    this.#cutter.cut(bytes, this.#send);
  }
}
