// Our end of a sign-in against Cyrus' end, and messages through the layer in both directions.
import type { ClientResult, Exchange, SecurityLayer, ServerResult, Step } from "@virtgate/sasl";
import type { SaslPeer } from "./sasl-peer.js";

/** Cyrus refused, with this text. */
export class CyrusRefusal extends Error {}

async function cyrusStep(peer: SaslPeer, data: Uint8Array | null) {
  const answer = await peer.step(data);
  if (answer.sign === "!") throw new CyrusRefusal(answer.text.replace(/^-?\d+ /, "")); // the text repeats the code
  return { done: answer.sign === "=", send: answer.data };
}

/** Our client at Cyrus' server. Throws what either end refuses. */
export async function signInAtCyrus(client: Exchange<ClientResult>, peer: SaslPeer): Promise<ClientResult> {
  let ours: Step<ClientResult> = await client.step(null);
  for (;;) {
    const theirs = await cyrusStep(peer, ours.send);
    if (!ours.done) ours = await client.step(theirs.send);
    if (ours.done && theirs.done) return ours.result;
    if (theirs.done) throw new Error("Cyrus is done, we are not");
  }
}

/** Cyrus' client at our server. */
export async function letCyrusIn(server: Exchange<ServerResult>, peer: SaslPeer): Promise<ServerResult> {
  let theirs = await cyrusStep(peer, null);
  for (;;) {
    const ours = await server.step(theirs.send);
    if (!theirs.done) theirs = await cyrusStep(peer, ours.send);
    if (ours.done && theirs.done) return ours.result;
    if (ours.done) throw new Error("we are done, Cyrus is not");
  }
}

/** What sasl_decode takes at a time, as libvirt gives it. */
const cyrusReadBytes = 65_536;

/** Sends payloads of all kinds of lengths both ways, and gives the lengths that did not arrive as they were. */
export async function converse(layer: SecurityLayer, peer: SaslPeer): Promise<number[]> {
  const wrong: number[] = [];
  const theirMost = peer.ended!.maxPayload;
  for (const length of [1, 2, 7, 8, 28, 300, 9_000, layer.maxPayload, layer.maxPayload + 1, 200_000]) {
    const payload = pattern(length);
    const sent = layer.encode(payload);
    const heard: Uint8Array[] = [];
    const size = length < 30 ? 1 : cyrusReadBytes;
    for (let at = 0; at < sent.length; at += size)
      heard.push(await peer.decode(sent.subarray(at, at + size)));
    if (!Buffer.concat(heard).equals(payload)) wrong.push(length);

    const answers: Uint8Array[] = [];
    for (let at = 0; at < length; at += theirMost) {
      const buffer = await peer.encode(payload.subarray(at, at + theirMost));
      const step = length < 300 ? 1 : 5000;
      for (let from = 0; from < buffer.length; from += step) {
        answers.push(...layer.decode(buffer.slice(from, from + step)));
      }
    }
    if (!Buffer.concat(answers).equals(payload)) wrong.push(-length);
  }
  return wrong;
}

const pattern = (length: number) =>
  Buffer.from(Uint8Array.from({ length }, (_, at) => (at * 31 + length) & 255));
