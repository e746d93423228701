// The limit of the language: a server that knows nothing, but answers each procedure a client needs with bytes that
// were made beforehand. What virtgated gets of its speed is what a daemon in this language can get.
import { createServer } from "node:net";

const headerBytes = 28;
const serialAt = 20;
const procedureAt = 12;

const word = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};

const domain = Buffer.concat([
  word(4),
  Buffer.from("test"),
  Buffer.from("6695eb01f6a4830479aa97f2502e193f", "hex"),
  word(1),
]);
// state, maxMem, memory, nrVirtCpu, cpuTime
const info = Buffer.concat([
  word(1),
  word(0),
  word(8388608),
  word(0),
  word(2097152),
  word(2),
  word(0),
  word(123456789),
]);

/** Procedure of the remote program -> payload of its reply. */
const payloads: Readonly<Record<number, Buffer>> = {
  1: Buffer.alloc(0), // connectOpen
  2: Buffer.alloc(0), // connectClose
  16: info, // domainGetInfo
  23: domain, // domainLookupByName
  60: word(1), // connectSupportsFeature
  66: Buffer.concat([word(1), word(0)]), // authList: none
  360: Buffer.alloc(0), // connectRegisterCloseCallback
  361: Buffer.alloc(0), // connectUnregisterCloseCallback
};

const connectClose = 2;

/** The whole reply, with a serial to be filled in. */
function reply(procedure: number, payload: Buffer): Buffer {
  const length = headerBytes + payload.length;
  return Buffer.concat([...[length, 0x20008086, 1, procedure, 1, 0, 0].map(word), payload]);
}

const replies = new Map(
  Object.entries(payloads).map(([name, bytes]) => [Number(name), reply(Number(name), bytes)]),
);

const path = process.argv[2];
if (path === undefined) throw new Error("usage: bare.js SOCKET");

createServer((socket) => {
  let rest: Buffer | undefined;
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    const data = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    const answers: Buffer[] = [];
    let at = 0;
    let closing = false;
    while (data.length - at >= headerBytes) {
      const length = data.readUInt32BE(at);
      if (data.length - at < length) break;
      const procedure = data.readUInt32BE(at + procedureAt);
      const known = replies.get(procedure);
      if (known === undefined) throw new Error(`the bare server has no answer to procedure ${procedure}`);
      const answer = Buffer.from(known);
      data.copy(answer, serialAt, at + serialAt, at + serialAt + 4);
      answers.push(answer);
      closing ||= procedure === connectClose;
      at += length;
    }
    rest = at === data.length ? undefined : data.subarray(at);
    if (answers.length > 0) socket.write(answers.length === 1 ? answers[0]! : Buffer.concat(answers));
    if (closing) socket.end();
  });
}).listen(path);
