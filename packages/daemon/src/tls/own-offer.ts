// What OpenSSL can do under our settings, in the numbers of the wire. It has no list of them to ask for; but as a client
// with the same settings it would offer just that.

import { Duplex } from "node:stream";
import { connect, type SecureContext } from "node:tls";
import { type ClientHello, readOpening } from "../listen/client-hello.js";

/** Undefined: OpenSSL did not say, and a handshake will have to find out. */
export function ownOffer(secureContext: SecureContext): ClientHello | undefined {
  const said: Buffer[] = [];
  const nowhere = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      said.push(chunk);
      done();
    },
  });
  const client = connect({ socket: nowhere, secureContext });
  client.on("error", () => {});
  client.destroy();
  const opening = readOpening(Buffer.concat(said));
  return opening.kind === "hello" ? opening.hello : undefined;
}
