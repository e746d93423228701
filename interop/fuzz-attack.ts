// Attackers and one honest client on the same daemon: the first send malformed frames, the second must not notice.
import { readdirSync, readFileSync } from "node:fs";
import { connect as connectSocket, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "@virtgate/client";
import { encodePacket, MessageStatus, MessageType, type Procedure, remote } from "@virtgate/protocol";
import type { Daemon } from "./harness.js";
import { below, brokenEnd, malformedFrame, type Random, seeded } from "./malformed.js";

export interface FuzzReport {
  readonly frames: number;
  readonly connections: number;
  /** Answers that the honest client got, all of them right. */
  readonly honestAnswers: number;
  readonly slowestAnswerMs: number;
  /** Memory of the daemon after a tenth of the frames and at the end, in MB. */
  readonly earlyMb: number;
  readonly lateMb: number;
  /** Open files of the daemon before the first attacker and after the last. */
  readonly filesBefore: number;
  readonly filesAfter: number;
}

const attackers = 4;
const framesPerConnection = 60;
/** A daemon that has not hung up or answered by then hangs. */
const patienceMs = 15_000;
const fenceSerial = 0x00fe9ce5;
/** In the header of its answer: the type of a reply, then the serial. */
const answerToFence = Buffer.from("0000000100fe9ce5", "hex");

export async function fuzz(
  daemon: Daemon,
  seed: number,
  frames: number,
  progress?: (done: number) => void,
): Promise<FuzzReport> {
  const filesBefore = openFiles(daemon);
  const honest = await honestClient(daemon);
  let sent = 0;
  let connections = 0;
  let earlyMb = 0;
  const attacker = async (index: number) => {
    const random = seeded(seed + index);
    while (sent < frames) {
      const count = Math.min(framesPerConnection, frames - sent);
      sent += count;
      const number = ++connections;
      // A question with every attack: how many there are depends on the frames alone, not on the machine.
      await Promise.all([attack(daemon, random, count, number % 2 === 0), honest.ask()]);
      if (!daemon.isRunning()) throw new Error(`the daemon died:\n${daemon.log().slice(-4000)}`);
      if (earlyMb === 0 && sent >= frames / 10) earlyMb = residentMb(daemon);
      if (number % 100 === 0) progress?.(sent);
    }
  };
  await Promise.all(Array.from({ length: attackers }, (_, index) => attacker(index)));
  const { answers, slowestMs } = await honest.leave();
  // The daemon has yet to close what the last attackers left.
  for (let i = 0; i < 100 && openFiles(daemon) > filesBefore; i++) await sleep(50);
  return {
    frames: sent,
    connections,
    honestAnswers: answers,
    slowestAnswerMs: slowestMs,
    earlyMb,
    lateMb: residentMb(daemon),
    filesBefore,
    filesAfter: openFiles(daemon),
  };
}

function packet<A>(procedure: Procedure<A>, args: A, serial: number): Uint8Array {
  const { number: program, version } = remote;
  const fields = {
    program,
    version,
    procedure: procedure.number,
    type: MessageType.call,
    serial,
    status: MessageStatus.ok,
  };
  return encodePacket(fields, procedure.args, args);
}

/** One connection: perhaps a sign-in, then malformed frames, then a question or a broken end. */
async function attack(daemon: Daemon, random: Random, count: number, signIn: boolean): Promise<void> {
  const socket = connectSocket(daemon.socket);
  const over = outcome(socket);
  const bytes: Uint8Array[] = [];
  if (signIn) {
    bytes.push(packet(remote.calls.authList, {}, 1));
    bytes.push(packet(remote.calls.connectOpen, { name: "test:///default", flags: 0 }, 2));
  }
  for (let i = 0; i < count; i++) bytes.push(malformedFrame(random));
  const asks = random() < 0.5;
  bytes.push(asks ? packet(remote.calls.authList, {}, fenceSerial) : brokenEnd(random));
  // Cut where no frame ends, so that nothing can rely on how bytes arrive.
  const all = Buffer.concat(bytes);
  for (let at = 0; at < all.length && !socket.destroyed; ) {
    const piece = 1 + below(random, 8192);
    if (!socket.write(all.subarray(at, at + piece))) await Promise.race([drained(socket), over]);
    at += piece;
  }
  if (!asks) socket.end();
  const timer = sleep(patienceMs, "hangs" as const, { ref: false });
  const result = await Promise.race([over, timer]);
  socket.destroy();
  if (result === "hangs")
    throw new Error("the daemon neither answered nor hung up on a malformed connection");
}

/** Resolves when the daemon has hung up or has answered the question at the end. */
function outcome(socket: Socket): Promise<"closed" | "answered"> {
  return new Promise((resolve) => {
    let tail = Buffer.alloc(0);
    socket.on("error", () => {}); // a reset is a way to hang up
    socket.on("close", () => resolve("closed"));
    socket.on("data", (chunk) => {
      tail = Buffer.concat([tail.subarray(-64), chunk]);
      if (tail.includes(answerToFence)) resolve("answered");
    });
  });
}

const drained = (socket: Socket) => new Promise<void>((resolve) => socket.once("drain", resolve));

interface HonestClient {
  /** Asks what it has asked before. Rejects when the answer is another one, or does not come. */
  ask(): Promise<void>;
  leave(): Promise<{ answers: number; slowestMs: number }>;
}

async function honestClient(daemon: Daemon): Promise<HonestClient> {
  const connection = await connect(daemon.uris.unix, { deadlineMs: patienceMs });
  const answer = async () =>
    JSON.stringify(
      [await connection.call.connectGetHostname({}), await connection.call.nodeGetInfo({})],
      plain,
    );
  const expected = await answer();
  let answers = 0;
  let slowestMs = 0;
  return {
    async ask() {
      const begun = performance.now();
      const got = await answer();
      slowestMs = Math.max(slowestMs, performance.now() - begun);
      if (got !== expected) throw new Error(`the honest client got ${got} instead of ${expected}`);
      answers++;
    },
    async leave() {
      await connection.close();
      return { answers, slowestMs };
    },
  };
}

const plain = (_key: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);

function residentMb(daemon: Daemon): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${daemon.pid}/status`, "utf8"));
  return Number(line?.[1] ?? Number.NaN) / 1000;
}

const openFiles = (daemon: Daemon): number => readdirSync(`/proc/${daemon.pid}/fd`).length;
