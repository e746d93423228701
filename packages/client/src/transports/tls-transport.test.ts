// The encrypted transport against servers that do one thing wrong, and its flow against those that do not.

import { createSecureContext } from "node:tls";
import { afterEach, describe, expect, test } from "vitest";
import { tlsScenarios } from "../testing/tls-scenarios.js";
import {
  accepted,
  plainServer,
  type TlsPeer,
  type TlsServer,
  type TlsServerOptions,
  tlsServer,
} from "../testing/tls-server.js";
import { cipherBits, TlsTransport } from "./tls-transport.js";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function transportTo(server: TlsServer, signal?: AbortSignal): Promise<TlsTransport> {
  cleanups.push(() => server.close());
  const transport = new TlsTransport({
    host: "127.0.0.1",
    port: server.port,
    secureContext: createSecureContext({ ca: [] }),
    rejectUnauthorized: false,
  });
  cleanups.push(() => transport.close());
  await transport.secured(signal);
  await transport.confirmed(signal);
  return transport;
}

test.each(tlsScenarios.map((one) => [one.title, one] as const))("%s", async (_, { serve, code, message }) => {
  await expect(transportTo(await serve({}))).rejects.toMatchObject({ code, domain: 7, message });
});

test.each<[string, TlsServerOptions]>([
  ["no certificate of ours, in TLS 1.2", { rejectUnauthorized: true, maxVersion: "TLSv1.2" }],
  ["a version that we do not offer", { maxVersion: "TLSv1.1", ciphers: "ALL:@SECLEVEL=0" }],
])("%s", async (_, options) => {
  const message = "authentication failed: TLS handshake failed A TLS fatal alert has been received.";
  await expect(transportTo(await tlsServer(() => {}, options))).rejects.toMatchObject({ message });
});

describe.each(["TLSv1.2", "TLSv1.3"] as const)("%s", (maxVersion) => {
  const serving = (serve: (peer: TlsPeer) => void) => tlsServer(serve, { maxVersion });

  const received = async (serve: (peer: TlsPeer) => void) => {
    const transport = await transportTo(await serving(serve));
    const got: string[] = [];
    transport.onData((chunk) => got.push(Buffer.from(chunk).toString()));
    return { transport, got };
  };

  test("the byte comes late, and the data after it", async () => {
    const { got } = await received(({ tls }) => {
      setTimeout(() => tls.write(accepted), 30);
      setTimeout(() => tls.write("data"), 60);
    });
    await expect.poll(() => got.join("")).toBe("data");
  });

  test("the byte and the first data in one record", async () => {
    const { got } = await received(({ tls }) => tls.write(Buffer.concat([accepted, Buffer.from("data")])));
    await expect.poll(() => got.join("")).toBe("data");
  });

  test("the byte, the first data and the end in one packet", async () => {
    const transport = await transportTo(
      await serving(({ tls }) => {
        tls.cork();
        tls.write(accepted);
        tls.write("data ");
        tls.end("more");
        tls.uncork();
      }),
    );
    const seen: string[] = [];
    const end = new Promise((resolve) => transport.onClose((error) => resolve(seen.push(error!.message))));
    transport.onData((chunk) => seen.push(Buffer.from(chunk).toString()));
    await end;
    const last = seen.pop();
    expect([seen.join(""), last]).toEqual(["data more", "Cannot recv data: Input/output error"]);
  });

  test("what came early waits while nobody wants it, and keeps its order", async () => {
    let peer!: TlsPeer;
    const { transport, got } = await received((one) => {
      peer = one;
      one.tls.write(Buffer.concat([accepted, Buffer.from("1")]));
    });
    transport.pause();
    peer.tls.write("2");
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(got).toEqual([]);
    transport.resume();
    peer.tls.write("3");
    await expect.poll(() => got.join("")).toBe("123");
  });

  test("one byte at a time", async () => {
    const { got } = await received(({ tls }) => {
      for (const byte of Buffer.concat([accepted, Buffer.from("data")])) tls.write(Uint8Array.of(byte));
    });
    await expect.poll(() => got.join("")).toBe("data");
  });

  test("a chunk stays as it is when the next one comes", async () => {
    let peer!: TlsPeer;
    const transport = await transportTo(
      await serving((one) => {
        peer = one;
        one.tls.write(accepted);
      }),
    );
    const chunks: Uint8Array[] = [];
    transport.onData((chunk) => chunks.push(chunk));
    peer.tls.write("first");
    await expect.poll(() => chunks.length).toBe(1);
    peer.tls.write("SECOND");
    await expect.poll(() => chunks.length).toBe(2);
    expect(chunks.map((chunk) => Buffer.from(chunk).toString())).toEqual(["first", "SECOND"]);
  });

  test("every packet begins a record of its own", async () => {
    let peer!: TlsPeer;
    const transport = await transportTo(
      await serving((one) => {
        peer = one;
        one.tls.write(accepted);
      }),
    );
    const starts = new Set([0]);
    let bytes = 0;
    peer.tls.on("data", (chunk) => {
      bytes += chunk.length;
      starts.add(bytes);
    });
    const sizes = [28, 32, 40_000, 28, 28, 16_384, 36];
    const packets = sizes.map((size) => {
      const packet = Buffer.alloc(size);
      packet.writeUInt32BE(size);
      return packet;
    });
    // All of the first turn at once, as the outbox does, and then each by itself.
    transport.send(Buffer.concat(packets));
    for (const packet of packets) transport.send(packet);
    const total = 2 * sizes.reduce((sum, size) => sum + size);
    await expect.poll(() => bytes).toBe(total);
    let at = 0;
    for (const size of [...sizes, ...sizes]) {
      expect(starts).toContain(at);
      at += size;
    }
  });

  test("a peer that does not read makes the sender wait", async () => {
    let peer!: TlsPeer;
    const { transport } = await received((one) => {
      peer = one;
      one.tls.write(accepted);
      one.raw.pause();
    });
    let drained = 0;
    transport.onDrain(() => drained++);
    let more = true;
    for (let i = 0; i < 200 && more; i++) {
      for (let j = 0; j < 64; j++) more = transport.send(new Uint8Array(65_536)) && more;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(more).toBe(false);
    peer.tls.resume();
    await expect.poll(() => drained, { timeout: 5000 }).toBeGreaterThan(0);
  });

  test("pausing makes the peer wait", async () => {
    let peer!: TlsPeer;
    const transport = await transportTo(
      await serving((one) => {
        peer = one;
        one.tls.write(accepted);
      }),
    );
    let bytes = 0;
    transport.onData((chunk) => {
      bytes += chunk.length;
    });
    transport.pause();
    peer.tls.write(new Uint8Array(16_000_000));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(bytes).toBeLessThan(400_000);
    expect(peer.tls.writableLength).toBeGreaterThan(0);
    transport.resume();
    await expect.poll(() => bytes, { timeout: 5000 }).toBe(16_000_000);
  });

  test.each<[string, (peer: TlsPeer) => void]>([
    ["breaks off", ({ raw }) => raw.destroy()],
    ["is reset", ({ raw }) => raw.resetAndDestroy()],
    ["sends what is not TLS", ({ raw }) => raw.write("not TLS, that is")],
  ])("the connection %s", async (_, end) => {
    let peer!: TlsPeer;
    const transport = await transportTo(
      await serving((one) => {
        peer = one;
        one.tls.write(accepted);
      }),
    );
    transport.onData(() => {});
    const closed = new Promise((resolve) =>
      transport.onClose((error, reason) => resolve([reason, error?.message])),
    );
    end(peer);
    expect(await closed).toEqual(["error", "Cannot recv data: Input/output error"]);
  });

  test("no name is sent: libvirt sends none", async () => {
    const server = await serving(({ tls }) => tls.write(accepted));
    await transportTo(server);
    expect(server.names).toEqual([false]);
  });

  test("giving up while the server is silent", async () => {
    const late = serving(() => {});
    const reason = new Error("enough");
    const aborter = new AbortController();
    const opening = transportTo(await late, aborter.signal);
    setTimeout(() => aborter.abort(reason), 50);
    await expect(opening).rejects.toBe(reason);
  });
});

test("giving up a handshake that does not move", async () => {
  let closed = false;
  const server = await plainServer((raw) =>
    raw.resume().on("close", () => {
      closed = true;
    }),
  );
  await expect(transportTo(server, AbortSignal.timeout(50))).rejects.toThrow("timeout");
  await expect.poll(() => closed).toBe(true);
});

test.each([
  ["TLS_AES_256_GCM_SHA384", 256],
  ["TLS_AES_128_GCM_SHA256", 128],
  ["TLS_CHACHA20_POLY1305_SHA256", 256],
  ["TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", 256],
  ["TLS_RSA_WITH_AES_128_CBC_SHA", 128],
  ["TLS_RSA_WITH_3DES_EDE_CBC_SHA", 192],
  ["TLS_ECDHE_RSA_WITH_CAMELLIA_256_CBC_SHA384", 256],
])("%s has %i bits", (suite, bits) => {
  expect(cipherBits(suite)).toBe(bits);
});

test("SASL is told of the cipher, and whether there is a certificate of ours", async () => {
  const transport = await transportTo(await tlsServer(({ tls }) => tls.write(accepted)));
  expect(transport.protection).toEqual({ ssf: 256, known: false });
});
