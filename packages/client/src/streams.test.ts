import {
  encodePacket,
  errorLayout,
  type Header,
  LibvirtError,
  limits,
  MessageStatus,
  MessageType,
  readHeader,
  streamHole,
} from "@virtgate/protocol";
import { describe, expect, test } from "vitest";
import { connect } from "./connect.js";
import { isHole, type StreamPiece } from "./stream.js";
import { toNodeReadable, toNodeWritable, toReadableStream, toWritableStream } from "./stream-adapters.js";
import { fakeDriver, settle } from "./testing/fake-server.js";

const { ok, error, continue: more } = MessageStatus;
const vol = { pool: "p", name: "v", key: "/p/v" };
const args = { vol, offset: 0n, length: 0n, flags: 0 };
const bytes = (text: string) => new TextEncoder().encode(text);

async function start() {
  let opened: Header | undefined;
  const remember = (_: unknown, header: Header) => {
    opened = header;
    return {};
  };
  const driver = fakeDriver({
    storageVolDownload: remember,
    storageVolUpload: remember,
    domainOpenConsole: remember,
    connectGetHostname: () => ({ hostname: "h" }),
  });
  const connection = await connect("fake:///x", { local: [driver], env: {} });
  const server = driver.servers[0]!;
  const hole = (length: bigint) =>
    server.send(
      encodePacket({ ...opened!, type: MessageType.streamHole, status: more }, streamHole, {
        length,
        flags: 0,
      }),
    );
  const fail = (failure: LibvirtError) =>
    server.send(
      encodePacket({ ...opened!, type: MessageType.stream, status: error }, errorLayout, failure.toWire()),
    );
  /** What the client sent on its streams: status and text. */
  const sent = () =>
    server.packets.map((packet) => {
      const { type, status } = readHeader(packet);
      const payload = packet.subarray(28);
      return type === MessageType.streamHole
        ? ["hole", Number(new DataView(payload.buffer, payload.byteOffset).getBigInt64(0))]
        : [status, Buffer.from(payload).toString()];
    });
  return { connection, server, opened: () => opened!, hole, fail, sent };
}

const text = (pieces: StreamPiece[]) =>
  pieces.map((piece) => (isHole(piece) ? `hole ${piece.hole}` : Buffer.from(piece).toString()));

const endsOnTime = (read: Promise<unknown>) => expect(read).resolves.toBeUndefined();

describe.each([false, true])("download, one byte at a time: %s", (oneByteAtATime) => {
  test("data, holes, end of data, and the two confirmations", async () => {
    const { connection, server, opened, hole, sent } = await start();
    const stream = await connection.download("storageVolDownload", args);
    server.oneByteAtATime = oneByteAtATime;
    server.stream(opened(), more, bytes("abc"));
    hole(1234n);
    server.stream(opened(), more, bytes("def"));
    server.stream(opened(), more);
    const pieces: StreamPiece[] = [];
    const reading = (async () => {
      for await (const piece of stream) pieces.push(piece);
    })();
    await settle();
    expect(sent()).toEqual([[ok, ""]]);
    server.stream(opened(), ok);
    await endsOnTime(reading);
    expect(text(pieces)).toEqual(["abc", "hole 1234", "def"]);
  });
});

test("data that comes before the reply is kept", async () => {
  const driver = fakeDriver({
    storageVolDownload: (_, header) => {
      driver.servers[0]!.stream(header, more, bytes("early"));
      return {};
    },
  });
  const connection = await connect("fake:///x", { local: [driver], env: {} });
  const stream = await connection.download("storageVolDownload", args);
  expect(text([(await stream.read())!])).toEqual(["early"]);
});

test("a server that fails in the middle: what came is read, then its error", async () => {
  const { connection, server, opened, fail } = await start();
  const stream = await connection.download("storageVolDownload", args);
  server.stream(opened(), more, bytes("abc"));
  fail(new LibvirtError(38, 18, "cannot read: Input/output error"));
  await settle();
  expect(text([(await stream.read())!])).toEqual(["abc"]);
  await expect(stream.read()).rejects.toMatchObject({ code: 38, domain: 18 });
});

test("a call that is refused opens no stream", async () => {
  const driver = fakeDriver({ storageVolDownload: () => new LibvirtError(50, 18, "no storage vol") });
  const connection = await connect("fake:///x", { local: [driver], env: {} });
  await expect(connection.download("storageVolDownload", args)).rejects.toMatchObject({ code: 50 });
});

test("a procedure without a stream", async () => {
  const { connection } = await start();
  await expect(connection.download("connectGetHostname", {})).rejects.toThrow(
    "connectGetHostname has no stream",
  );
});

test("leaving the loop gives the stream up; what still comes is dropped", async () => {
  const { connection, server, opened, sent } = await start();
  const stream = await connection.download("storageVolDownload", args);
  server.stream(opened(), more, bytes("abc"));
  for await (const _ of stream) break;
  await settle();
  expect(sent()).toEqual([[error, ""]]);
  server.stream(opened(), more, bytes("late"));
  server.stream(opened(), ok);
  expect(await connection.host.hostname()).toBe("h");
});

test("a call that was given up aborts the stream that it opens after all", async () => {
  const driver = fakeDriver({ storageVolDownload: () => undefined });
  const connection = await connect("fake:///x", { local: [driver], env: {} });
  const server = driver.servers[0]!;
  const signal = AbortSignal.timeout(5);
  await expect(connection.download("storageVolDownload", args, { signal })).rejects.toThrow();
  const call = server.received.at(-1)!;
  server.reply(call, {});
  await settle();
  expect(readHeader(server.packets[0]!)).toMatchObject({ type: 3, status: error, serial: call.serial });
});

describe("upload", () => {
  test("data, holes and finish", async () => {
    const { connection, server, opened, sent } = await start();
    const stream = await connection.upload("storageVolUpload", args);
    await stream.write(bytes("abc"));
    await stream.writeHole(4096);
    await stream.write(bytes("def"));
    const finished = stream.finish();
    await settle();
    expect(sent()).toEqual([
      [more, "abc"],
      ["hole", 4096],
      [more, "def"],
      [ok, ""],
    ]);
    server.stream(opened(), ok);
    await endsOnTime(finished);
    await expect(stream.write(bytes("x"))).rejects.toThrow("stream is closed");
  });

  test("large pieces are cut to what every libvirt accepts", async () => {
    const { connection, server } = await start();
    const stream = await connection.upload("storageVolUpload", args);
    await stream.write(new Uint8Array(2 * limits.maxStreamPayloadBytes + 5));
    await settle();
    expect(server.packets.map(({ length }) => length - 28)).toEqual([262_120, 262_120, 5]);
  });

  test("the server's refusal reaches the writer and finish", async () => {
    const { connection, fail } = await start();
    const stream = await connection.upload("storageVolUpload", args);
    fail(new LibvirtError(38, 38, "cannot write to stream: No space left on device"));
    await settle();
    await expect(stream.write(bytes("abc"))).rejects.toThrow("No space left");
    await expect(stream.finish()).rejects.toThrow("No space left");
  });

  test("abort", async () => {
    const { connection, sent } = await start();
    const stream = await connection.upload("storageVolUpload", args);
    await stream.write(bytes("abc"));
    stream.abort();
    await settle();
    expect(sent()).toEqual([
      [more, "abc"],
      [error, ""],
    ]);
    await expect(stream.finish()).rejects.toThrow("stream aborted at client request");
  });
});

test("a console goes both ways", async () => {
  const { connection, server, opened, sent } = await start();
  const dom = { name: "g", uuid: new Uint8Array(16), id: 1 };
  const { stream } = await connection.openStream("domainOpenConsole", { dom, devName: null, flags: 0 });
  await stream.write(bytes("ls\n"));
  server.stream(opened(), more, bytes("file\n"));
  expect(text([(await stream.read())!])).toEqual(["file\n"]);
  await settle();
  expect(sent()).toEqual([[more, "ls\n"]]);
});

describe("a reader that stops reading", () => {
  const big = new Uint8Array(256 * 1024);

  test("stops the connection only as long as nothing else needs it", async () => {
    const { connection, server, opened } = await start();
    const stream = await connection.download("storageVolDownload", args);
    for (let i = 0; i < 40; i++) server.stream(opened(), more, big);
    await settle();
    // A call gets its answer although the download's data stands before it.
    expect(await connection.host.hostname()).toBe("h");
    for (let i = 0; i < 40; i++) server.stream(opened(), more, big);
    server.stream(opened(), more);
    let total = 0;
    const reading = (async () => {
      for await (const piece of stream) total += (piece as Uint8Array).length;
    })();
    await settle(400);
    server.stream(opened(), ok);
    await endsOnTime(reading);
    expect(total).toBe(80 * big.length);
  });

  test("loses the download when too much of it had to be kept; the rest goes on", async () => {
    const { connection, server, opened, sent } = await start();
    const stream = await connection.download("storageVolDownload", args, { maxBufferedBytes: 2_000_000 });
    for (let i = 0; i < 40; i++) server.stream(opened(), more, big);
    expect(await connection.host.hostname()).toBe("h");
    await expect(stream.read()).rejects.toMatchObject({
      code: 87,
      message: "resource busy: more than 2000000 bytes of a stream were left unread",
    });
    await settle();
    expect(sent()).toEqual([[error, ""]]);
    expect(await connection.host.hostname()).toBe("h");
  });
});

test("the end of the connection is every stream's error", async () => {
  const { connection, server } = await start();
  const stream = await connection.download("storageVolDownload", args);
  const reading = stream.read();
  server.close();
  await expect(reading).rejects.toThrow("End of file while reading data");
  await expect(stream.finish()).rejects.toThrow("End of file while reading data");
});

describe("as Node's and the web's streams", () => {
  async function download() {
    const { connection, server, opened, hole } = await start();
    const stream = await connection.download("storageVolDownload", args);
    server.stream(opened(), more, bytes("abc"));
    hole(100_000n);
    server.stream(opened(), more, bytes("def"));
    server.stream(opened(), more);
    server.stream(opened(), ok);
    return stream;
  }
  const expected = `abc${"\0".repeat(100_000)}def`;

  test("Readable", async () => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of toNodeReadable(await download())) chunks.push(chunk as Uint8Array);
    expect(Buffer.concat(chunks).toString()).toBe(expected);
  });

  test("ReadableStream", async () => {
    const readable = toReadableStream(await download());
    expect(await new Response(readable as unknown as ConstructorParameters<typeof Response>[0]).text()).toBe(
      expected,
    );
  });

  test("Writable and WritableStream", async () => {
    for (const kind of ["node", "web"]) {
      const { connection, server, opened, sent } = await start();
      const stream = await connection.upload("storageVolUpload", args);
      setTimeout(() => server.stream(opened(), ok), 10);
      if (kind === "node") {
        const writable = toNodeWritable(stream);
        writable.write("abc");
        await new Promise<void>((resolve) => writable.end("def", resolve));
      } else {
        const writer = toWritableStream(stream).getWriter();
        await writer.write(bytes("abc"));
        await writer.write(bytes("def"));
        await writer.close();
      }
      expect(sent()).toEqual([
        [more, "abc"],
        [more, "def"],
        [ok, ""],
      ]);
    }
  });

  test("destroying a Readable gives the download up", async () => {
    const { connection, server, opened, sent } = await start();
    const readable = toNodeReadable(await connection.download("storageVolDownload", args));
    server.stream(opened(), more, bytes("abc"));
    await new Promise((resolve) => readable.once("data", resolve));
    readable.destroy();
    await settle();
    expect(sent()).toEqual([[error, ""]]);
  });
});
