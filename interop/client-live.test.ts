// Our client library with the real libvirtd: the same answers to the same URIs as virsh, transfers that do not go to
// plan, and how connections end.
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type ClientStream, type Connection, connect, isHole, type StoragePool } from "@virtgate/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Daemon, startDaemon } from "./harness.js";
import { cleanEnvironment, runToEnd } from "./harness-process.js";
import { missing, title } from "./peers.js";

const why = missing("root", "namespaces", "libvirtd", "virsh");

function libvirtd(): () => Daemon {
  let daemon: Daemon | undefined;
  beforeAll(async () => {
    daemon = await startDaemon("libvirtd");
  });
  afterAll(() => daemon?.stop());
  return () => daemon!;
}

// PORT and SOCKET stand for the daemon's.
const uris = `
  test+tcp://127.0.0.1:PORT/default
  TEST+TCP://127.0.0.1:PORT/default
  test+tcp://%31%32%37.0.0.1:PORT/default?foo=a%20b;x
  test+tcp://fr%40ed:pw@127.0.0.1:PORT/default#frag
  test+tcp://127.0.0.1:PORT/default?name=foo:///bar
  test+tcp://127.0.0.1:PORT/default?name=test:///default&mode=direct
  test+tcp://127.0.0.1:PORT/nonexist
  test+tcp://127.0.0.1:PORT/%41%2f%3a%26%ff
  test+tcp://127.0.0.1:PORT
  test+unix:/default?socket=SOCKET
  test+unix:default?socket=SOCKET
  test+unix:///default?SOCKET=SOCKET&Mode=legacy
  remote+tcp://127.0.0.1:PORT/?name=test:///default
  foo+unix:///default?socket=SOCKET
  foo+unix:///default?socket=SOCKET&a=1;b
  qemu+unix:///wrong?socket=SOCKET
  test+unix:///default?socket=/nonexist
  test+unix:///default?socket=rel
  test+unix:///default?socket=
  test+unix://host/default
  test+tcp://127.0.0.1:1/default
  test+tcp://[::1]:1/default
  test+tcp://localhost:1/default
  test+tcp://nosuchhost.invalid/default
  test+tcp://[127.0.0.1]:PORT/default
  test+tcp://127.0.0.1:PORT/default?mode=bad
  test+tcp://127.0.0.1:PORT/default?proxy=bad
  test+tcp://127.0.0.1:PORT/default?no_tty=bad
  test+tcp://127.0.0.1:PORT/default?auth=sasl
  test+tcp://127.0.0.1:PORT/default?auth=SASL.x
  test+tcp://127.0.0.1:PORT/default?auth=polkit
  test+tcp://127.0.0.1:PORT/default?auth=bogus
  test+bogus:///default
  test+ext:///default
  test+ssh://h/default?mode=direct
  test+ssh://h/default?proxy=native&netcat=x
  test+libssh2://h/default?known_hosts_verify=bad
  hyperv://h/
  qemu+unix:///embed
  nosuchalias
  ///default
  test+unix:///de%zz
  test+tcp://a@b@c/
`;

describe.skipIf(why)(title("connecting, beside virsh", why), () => {
  const daemon = libvirtd();
  test.each(uris.trim().split(/\s+/))("%s", async (row) => {
    const { port, socket } = daemon();
    const uri = row.replace("PORT", String(port)).replace(/=SOCKET/, `=${socket}`);
    // Neither side may use a daemon of this machine.
    const env = cleanEnvironment({});
    const virsh = await runToEnd("/usr/bin/virsh", ["-c", uri, "uri"], { env });
    expect(await ours(uri, env)).toBe(virsh.stdout.trim() + virsh.stderr.trim());
  });

  async function ours(uri: string, env: NodeJS.ProcessEnv): Promise<string> {
    try {
      await using connection = await connect(uri, { env });
      return connection.uri;
    } catch (error) {
      return `error: failed to connect to the hypervisor\nerror: ${(error as Error).message}`;
    }
  }
});

describe.skipIf(why)(title("transfers that do not go to plan", why), () => {
  const daemon = libvirtd();
  const sizeMiB = 20;
  const content = randomBytes(sizeMiB * 1024 * 1024);
  const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  let connection: Connection;
  let pool: StoragePool;
  const make = (name: string, capacity: number) =>
    pool.volumeCreate(
      `<volume><name>${name}</name><capacity>${capacity}</capacity><allocation>0</allocation><target><format type='raw'/></target></volume>`,
    );

  beforeAll(async () => {
    const folder = join(daemon().folder, "pool");
    mkdirSync(folder);
    connection = await connect(
      daemon().uris.unix.replace(/^test\+unix:\/\/\/default/, "storage+unix:///system"),
    );
    pool = await connection.storagePools.create(
      `<pool type='dir'><name>p</name><target><path>${folder}</path></target></pool>`,
    );
    const upload = await (await make("full.raw", content.length)).upload();
    for (let at = 0; at < content.length; at += 1_000_000) {
      await upload.write(content.subarray(at, at + 1_000_000));
    }
    await upload.finish();
  });
  afterAll(async () => {
    await pool?.destroy();
    await connection?.close();
  });

  const full = () => pool.volumeLookupByName("full.raw");

  async function read(stream: ClientStream): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for await (const piece of stream) if (!isHole(piece)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  test("transfers can be given up on both sides", async () => {
    for await (const _ of await (await full()).download()) break;
    const upload = await (await make("aborted.raw", 1_000_000)).upload();
    await upload.write(content.subarray(0, 500_000));
    upload.abort();
    await expect(upload.finish()).rejects.toThrow("stream aborted at client request");
    expect(await pool.isActive()).toBe(true);
  });

  test("more than the range allows is the server's error", async () => {
    const upload = await (await make("tiny.raw", 4096)).upload({ lengthBytes: 100 });
    const writing = (async () => {
      await upload.write(new Uint8Array(1000));
      await upload.finish();
    })();
    await expect(writing).rejects.toThrow("cannot write to stream: No space left on device");
  });

  test("a download that nobody reads stalls no call, and is complete when it is read", async () => {
    const stream = await (await full()).download();
    for (let i = 0; i < 50; i++) await pool.isActive();
    expect(digest(await read(stream))).toBe(digest(content));
  });

  test("a download that nobody reads beside much else is given up at its limit", async () => {
    const stream = await (await full()).download({ maxBufferedBytes: 2_000_000 });
    // Every call makes the client read on, and so the data that stands before its answer.
    for (let i = 0; i < 1000; i++) await pool.isActive();
    await expect(stream.read()).rejects.toThrow(/^resource busy: more than 2000000 bytes/);
    expect((await read(await (await full()).download({ lengthBytes: 10 }))).length).toBe(10);
  });
});

describe.skipIf(why)(title("the end of a connection", why), () => {
  // As virsh says: "due to end of file" on a unix socket, "due to I/O error" over TCP.
  test.each([
    ["unix", "eof"],
    ["tcp", "error"],
  ] as const)("the daemon stops: %s, %s", async (road, reason) => {
    const daemon = await startDaemon("libvirtd");
    try {
      const connection = await connect(daemon.uris[road]);
      const events = connection.events.domain("lifecycle");
      await events.ready;
      process.kill(daemon.pid, "SIGTERM");
      expect(await connection.closed).toBe(reason);
      await expect(events.next()).rejects.toThrow("internal error: client socket is closed");
      await expect(connection.host.hostname()).rejects.toThrow("internal error: client socket is closed");
    } finally {
      await daemon.stop();
    }
  });

  test("the daemon freezes: keepalive notices", async () => {
    const daemon = await startDaemon("libvirtd");
    try {
      const connection = await connect(daemon.uris.tcp, { keepalive: { intervalSeconds: 1, count: 1 } });
      process.kill(daemon.pid, "SIGSTOP");
      const call = connection.host.hostname();
      await expect(call).rejects.toThrow("internal error: connection closed due to keepalive timeout");
      expect(await connection.closed).toBe("keepalive");
    } finally {
      process.kill(daemon.pid, "SIGCONT");
      await daemon.stop();
    }
  });
});
