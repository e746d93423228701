// Frames written by hand, sent to both daemons: the answers must be equal to the byte.
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import type { Daemon } from "./harness.js";
import { missing, title } from "./peers.js";
import { raw, rawWhenFresh } from "./rows/raw.js";
import { rawMoments } from "./rows/raw-moments.js";
import { startPair } from "./subjects.js";

/** How long a daemon may think before its silence counts as its answer: amply, even on a busy machine. */
const silenceMs = 500;

const why = missing("root", "namespaces", "libvirtd", "virtgated");

/** Sends the frames one after another, each after the answer to the one before, and writes down what comes back. */
async function converse(daemon: Daemon, frames: readonly Uint8Array[]): Promise<string[]> {
  const socket = connect(daemon.port, "127.0.0.1");
  const heard: string[] = [];
  const events: string[] = []; // apart: an event may come before or after the reply that caused it
  let buffered = Buffer.alloc(0);
  let closed = false;
  let wake = () => {};
  socket.on("error", () => {}); // a reset is a close
  socket.on("close", () => {
    closed = true;
    wake();
  });
  socket.on("data", (chunk) => {
    buffered = Buffer.concat([buffered, chunk]);
    while (buffered.length >= 4 && buffered.length >= buffered.readUInt32BE(0)) {
      const length = buffered.readUInt32BE(0);
      const line = describeFrame(buffered.subarray(0, length));
      (line.includes(" type=2 ") ? events : heard).push(line);
      buffered = buffered.subarray(length);
    }
    wake();
  });
  for (const frame of frames) {
    if (closed) break;
    heard.push(`> ${Buffer.from(frame).toString("hex").slice(0, 80)}`);
    socket.write(frame);
    const from = heard.length;
    const replies = callsIn(Buffer.from(frame)).map((serial) => `type=1 serial=${serial} `);
    const rank = (line: string) => replies.findIndex((reply) => line.includes(reply));
    const answered = () =>
      replies.length > 0 && replies.every((reply) => heard.slice(from).some((line) => line.includes(reply)));
    const deadline = Date.now() + silenceMs;
    while (!closed && !answered() && Date.now() < deadline) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, deadline - Date.now());
      });
    }
    // libvirtd's workers answer the calls of one piece in any order.
    if (replies.length > 1) heard.push(...heard.splice(from).sort((a, b) => rank(a) - rank(b)));
  }
  // An event may follow the last reply.
  await new Promise((resolve) => setTimeout(resolve, 20));
  socket.destroy();
  return [...heard, ...events, ...(closed ? ["closed"] : [])];
}

/** The serials of the whole packets in a piece. */
function callsIn(piece: Buffer): number[] {
  const serials: number[] = [];
  for (let at = 0; piece.length - at >= 28; ) {
    serials.push(piece.readUInt32BE(at + 20));
    at += Math.max(28, piece.readUInt32BE(at));
  }
  return serials;
}

/** Readable in a diff, and still every byte. */
function describeFrame(frame: Buffer): string {
  if (frame.length < 28) return `< ${frame.toString("hex")}`;
  const [program, version, procedure, type, serial, status] = [4, 8, 12, 16, 20, 24].map((at) =>
    frame.readUInt32BE(at),
  );
  const payload = frame.subarray(28);
  const letters = payload
    .toString("latin1")
    .replace(/[^\x20-\x7e]+/g, " ")
    .trim();
  return `< program=${program?.toString(16)} version=${version} procedure=${procedure} type=${type} serial=${serial} status=${status} ${payload.toString("hex")} ${letters}`;
}

const tables = { "daemons in use": [...raw, ...rawMoments], "daemons just started": rawWhenFresh };

describe.skipIf(why)(title("both daemons answer alike to the byte", why), () => {
  describe.each(Object.entries(tables))("%s", (_name, rows) => {
    const pair = startPair();
    test.each(rows)("%s", async (_title, frames) => {
      const { peer, subject } = pair();
      const [expected, got] = await Promise.all([converse(peer, frames), converse(subject, frames)]);
      expect(got).toEqual(expected);
    });
  });
});
