// Every packet of the recorded exchanges is decoded and encoded again, byte for byte.

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  admin,
  decode,
  type EventProcedure,
  encode,
  encodePacket,
  errorLayout,
  FrameReader,
  type Header,
  keepalive,
  type Layout,
  LibvirtError,
  libvirtError,
  lxc,
  MessageStatus,
  MessageType,
  type Procedure,
  payloadOffset,
  qemu,
  Reader,
  readHeader,
  remote,
  streamHole,
  systemError,
  WireError,
  Writer,
  writeRawPacket,
} from "./index.js";

interface Packet {
  readonly connection: string;
  readonly sender: "C" | "S";
  readonly title: string;
  readonly bytes: Uint8Array;
  readonly refused: string | undefined;
}

const folder = new URL("../vectors/", import.meta.url);

function parse(text: string): Packet[] {
  const packets: Packet[] = [];
  let hex = "";
  let refused: string | undefined;
  let title: RegExpMatchArray | null = null;
  const finish = () => {
    if (title === null) return;
    const [, connection, sender, words] = title;
    const bytes = Uint8Array.from(Buffer.from(hex, "hex"));
    packets.push({ connection: connection!, sender: sender as "C" | "S", title: words!, bytes, refused });
    hex = "";
    refused = undefined;
  };
  for (const line of text.slice(text.indexOf("\n\n")).split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    if (line.startsWith("  refused: ")) refused = line.slice("  refused: ".length);
    else if (line.startsWith("  ")) hex += line.replaceAll(" ", "");
    else {
      finish();
      title = line.match(/^(\d+) ([CS]) (.*)$/);
      if (title === null) throw new Error(`not a line of a vector: ${line}`);
    }
  }
  finish();
  return packets;
}

const files = readdirSync(folder)
  .filter((name) => name.endsWith(".txt"))
  .map((name): [string, Packet[]] => [name, parse(readFileSync(new URL(name, folder), "utf8"))]);

interface Known {
  readonly name: string;
  readonly call?: Procedure;
  readonly event?: EventProcedure;
}

const programs = new Map<number, { readonly name: string; readonly known: Map<number, Known> }>();
for (const { name, number, calls, events } of [remote, qemu, lxc, admin, keepalive]) {
  const known = new Map<number, Known>();
  for (const [name, call] of Object.entries<Procedure>({ ...calls })) known.set(call.number, { name, call });
  for (const [name, event] of Object.entries<EventProcedure>({ ...events })) {
    known.set(event.number, { name, event });
  }
  programs.set(number, { name, known });
}

const nameOf = (table: object, value: number) =>
  Object.entries(table).find(([, number]) => number === value)?.[0] ?? String(value);

function title(header: Header): string {
  const program = programs.get(header.program);
  return [
    program?.name ?? `0x${header.program.toString(16)}`,
    program?.known.get(header.procedure)?.name ?? header.procedure,
    nameOf(MessageType, header.type),
    nameOf(MessageStatus, header.status),
    header.serial,
  ].join(" ");
}

/** The layout of the payload; undefined for bytes that have none: stream data. */
function layoutOf(header: Header, sender: "C" | "S"): Layout<unknown> | undefined {
  const { type, status } = header;
  if (sender === "S" && status === MessageStatus.error) return errorLayout;
  if (type === MessageType.stream) return undefined;
  if (type === MessageType.streamHole) return streamHole;
  const known = programs.get(header.program)?.known.get(header.procedure);
  const layout =
    type === MessageType.call
      ? known?.call?.args
      : type === MessageType.reply
        ? known?.call?.ret
        : known?.event?.body;
  if (layout === undefined) throw new WireError("no such procedure");
  return layout;
}

function decodeAndEncode(bytes: Uint8Array, sender: "C" | "S"): Uint8Array {
  const header = readHeader(bytes);
  const layout = layoutOf(header, sender);
  if (layout === undefined) {
    const out = new Writer();
    writeRawPacket(out, header, bytes.subarray(payloadOffset));
    return out.take();
  }
  const from = new Reader(bytes, payloadOffset);
  const value = layout.read(from);
  if (from.remaining > 0) throw new WireError(`${from.remaining} bytes left over`);
  return encodePacket(header, layout, value);
}

describe.each(files)("%s", (_, packets) => {
  test("decodes and encodes byte for byte", () => {
    for (const { title: words, sender, bytes, refused } of packets) {
      if (words === "not a packet") continue;
      expect(title(readHeader(bytes))).toBe(words);
      if (refused !== undefined) expect(() => decodeAndEncode(bytes, sender), words).toThrow(refused);
      else expect(decodeAndEncode(bytes, sender), words).toEqual(bytes);
    }
  });

  test("arrives in pieces of any size", () => {
    for (const size of [1, 7, 4096]) {
      for (const connection of new Set(packets.map((packet) => packet.connection))) {
        for (const sender of ["C", "S"]) {
          const sent = packets.filter(
            (packet) => packet.connection === connection && packet.sender === sender,
          );
          expect(reassemble(sent, size)).toEqual(
            sent.filter(isPacket).map(({ bytes }) => Buffer.from(bytes)),
          );
        }
      }
    }
  });
});

const isPacket = ({ title }: { readonly title: string }) => title !== "not a packet";

function reassemble(sent: readonly Packet[], size: number): Buffer[] {
  const reader = new FrameReader();
  const all = Buffer.concat(sent.map(({ bytes }) => bytes));
  const whole: Buffer[] = [];
  for (let at = 0; at < all.length; at += size) {
    reader.push(Uint8Array.from(all.subarray(at, at + size)));
    try {
      for (let packet = reader.next(); packet !== undefined; packet = reader.next()) {
        whole.push(Buffer.from(packet));
      }
    } catch (thrown) {
      // A bad length word: libvirtd closed the connection here, too.
      expect(thrown).toBeInstanceOf(WireError);
      expect(sent.some((packet) => !isPacket(packet))).toBe(true);
      break;
    }
  }
  return whole;
}

/** What libvirt sent, and what our constructors make of the same code, domain and detail. */
describe("recorded errors are those that we would send", () => {
  const errors = new Map<string, Uint8Array>();
  for (const [, packets] of files) {
    for (const { sender, bytes, title } of packets) {
      if (sender === "S" && isPacket({ title }) && readHeader(bytes).status === MessageStatus.error) {
        const payload = bytes.subarray(payloadOffset);
        errors.set(decode(errorLayout, payload).message ?? "", payload);
      }
    }
  }

  test.each([...errors])("%s", (_, payload) => {
    const body = decode(errorLayout, payload);
    const { domain, code, str1, str2, int1 } = body;
    // The third kind: a wrong argument of a public function, named instead of a template.
    const error =
      int1 === -1
        ? libvirtError(domain, code, str2 ?? undefined)
        : int1 === 0
          ? new LibvirtError(code, domain, body.message ?? "", { str1, str2, int1, int2: 0 })
          : systemError(domain, int1, str2 ?? "");
    expect(error.str1).toBe(str1);
    expect(Buffer.from(encode(errorLayout, error.toWire()))).toEqual(Buffer.from(payload));
    expect(LibvirtError.fromWire(error.toWire())).toEqual(error);
  });
});

test("the recordings hold what they should", () => {
  const all = files.flatMap(([, packets]) => packets);
  const titles = all.map(({ title }) => title.split(" "));
  const kinds = new Set(titles.map(([, , type, status]) => `${type} ${status}`));
  for (const kind of [
    "call ok",
    "reply ok",
    "reply error",
    "event ok",
    "stream continue",
    "streamHole continue",
  ]) {
    expect(kinds).toContain(kind);
  }
  expect(files.length).toBe(32);
  expect(all.length).toBeGreaterThan(1500);
});
