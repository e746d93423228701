// Our client on a real libvirtd over TLS beyond the handshake: calls, events and streams at the same time, and how a
// connection ends. libvirtd is particular about how packets lie in TLS records.
import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, connect, isHole, type StoragePool } from "@virtgate/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runToEnd } from "./harness-process.js";
import { seeded } from "./malformed.js";
import { comparesWithItself, missing, title } from "./peers.js";
import { run, TlsLibvirtd } from "./tls-client.js";
import { TlsPki } from "./tls-pki.js";

const why = missing(
  "root",
  "namespaces",
  "libvirtd",
  "virsh",
  "virtAdmin",
  "certtool",
  "openssl",
  "virtgate",
);
const deadline = { deadlineMs: 20_000 };

function content(bytes: number): Buffer {
  const random = seeded(bytes);
  return Buffer.from(Uint8Array.from({ length: bytes }, () => random() * 256));
}

describe.skipIf(why)(title("our client with libvirtd over TLS", why), () => {
  let pki: TlsPki;
  let good = "";
  beforeAll(async () => {
    pki = await TlsPki.make();
    good = pki.pkipath("client");
  });
  afterAll(() => pki?.remove());

  describe("while it lasts", () => {
    let daemon: TlsLibvirtd;
    let connection: Connection;
    let pool: StoragePool;
    let next = 0;
    const uri = () => daemon.uri(`pkipath=${good}`);
    beforeAll(async () => {
      daemon = await TlsLibvirtd.start(pki, "127.0.0.1");
      const options = { ...deadline, maxCallsInFlight: 16 };
      connection = await connect(uri().replace(/^test(.*)\/default/, "qemu$1/system"), options);
      pool = await connection.storagePools.create(
        `<pool type='dir'><name>p</name><target><path>${daemon.daemon.folder}</path></target></pool>`,
      );
    });
    afterAll(async () => {
      await connection?.close();
      await daemon?.stop();
    });

    const volume = (bytes: number) =>
      pool.volumeCreate(
        `<volume><name>v${next++}.raw</name><capacity>${bytes}</capacity><allocation>0</allocation><target><format type='raw'/></target></volume>`,
      );

    test("sixteen calls in flight, many times", async () => {
      // The capabilities of the test hypervisor take no time.
      await using connection = await connect(uri(), { ...deadline, maxCallsInFlight: 16 });
      for (let round = 0; round < 20; round++) {
        const answers = await Promise.all([
          ...Array.from({ length: 8 }, () => connection.host.hostname()),
          ...Array.from({ length: 8 }, () => connection.host.capabilities()),
        ]);
        expect(new Set(answers).size).toBe(2);
      }
    });

    test("as many calls as may wait, of any size", async () => {
      const sizes = [1, 100, 16_000, 16_356, 16_384, 16_400, 40_000, 65_536, 200_000];
      const asked = sizes.flatMap((size) => [
        connection.domains.lookupByName("x".repeat(size)).catch((error: Error) => error.message.length > 0),
        connection.host.hostname().then((name) => name !== ""),
      ]);
      expect(await Promise.all(asked)).toEqual(asked.map(() => true));
    });

    test("events reach everybody who listens", async () => {
      const listener = await connect(uri(), deadline);
      const actor = await connect(uri(), deadline);
      const events = listener.events.domain("lifecycle");
      await events.ready;
      const domain = await actor.domains.lookupByName("test");
      // Replies and events come close together.
      for (let round = 0; round < 2; round++) {
        await Promise.all([domain.suspend(), listener.host.hostname(), listener.host.capabilities()]);
        await Promise.all([domain.resume(), listener.host.hostname(), listener.host.capabilities()]);
      }
      const seen: number[] = [];
      for await (const { event } of events) {
        seen.push(event);
        if (seen.length === 4) break;
      }
      expect(seen).toEqual([3, 4, 3, 4]);
      await Promise.all([listener.close(), actor.close()]);
    });

    test.each([1, 16_356, 262_119, 262_120, 262_121, 4 * 1024 * 1024])(
      "upload and download of %d bytes, with calls beside them",
      async (bytes) => {
        const sent = content(bytes);
        const target = await volume(bytes);
        const upload = await target.upload({ lengthBytes: bytes });
        const calls: Promise<string>[] = [];
        for (let at = 0; at < bytes; at += 100_001) {
          await upload.write(sent.subarray(at, at + 100_001));
          if (calls.length < 8) calls.push(connection.host.hostname());
        }
        await upload.finish();
        expect(new Set(await Promise.all(calls)).size).toBe(1);
        const parts: Uint8Array[] = [];
        for await (const piece of await target.download({ lengthBytes: bytes })) {
          if (!isHole(piece)) parts.push(piece);
        }
        expect(Buffer.concat(parts).equals(sent)).toBe(true);
        await target.delete();
      },
    );

    test("holes", async () => {
      const target = await volume(2_000_000);
      const upload = await target.upload({ sparse: true });
      await upload.write(content(65_536));
      await upload.writeHole(1_000_000);
      await upload.write(content(65_536));
      await upload.finish();
      let holes = 0;
      for await (const piece of await target.download({ sparse: true })) if (isHole(piece)) holes++;
      expect(holes).toBeGreaterThan(0);
    });

    test("a download that nobody reads stalls no call", async () => {
      const target = await volume(4 * 1024 * 1024);
      const upload = await target.upload();
      await upload.write(content(4 * 1024 * 1024));
      await upload.finish();
      const slow = await target.download();
      await slow.read();
      for (let i = 0; i < 20; i++) expect(await connection.host.hostname()).toBeTruthy();
      slow.abort();
      expect(await connection.host.hostname()).toBeTruthy();
    });
  });

  describe("its end", () => {
    const listening = ["event", "--event", "lifecycle", "--timeout", "5"];

    test.each<[string, (daemon: TlsLibvirtd) => Promise<void>]>([
      ["the daemon stops", async ({ daemon }) => void process.kill(daemon.pid, "SIGTERM")],
      ["the daemon dies", async ({ daemon }) => void process.kill(daemon.pid, "SIGKILL")],
      ["an administrator ends them", disconnectAll],
    ])("%s: told as virsh tells it", async (_, end) => {
      const daemon = await TlsLibvirtd.start(pki, "127.0.0.1");
      try {
        const uri = daemon.uri(`pkipath=${good}`);
        const connection = await connect(uri, deadline);
        const clients = [
          run("virsh", uri, listening),
          run(comparesWithItself ? "virsh" : "virtgate", uri, listening),
        ];
        await sleep(800);
        await end(daemon);
        expect(await connection.closed).toBe("error");
        await expect(connection.host.hostname()).rejects.toThrow("internal error: client socket is closed");
        const [expected, got] = await Promise.all(clients);
        expect(got).toEqual(expected);
        expect(expected!.stderr).toContain("due to I/O error");
      } finally {
        await daemon.stop();
      }
    });

    test("the daemon freezes: keepalive notices", async () => {
      const daemon = await TlsLibvirtd.start(pki, "127.0.0.1");
      try {
        const keepalive = { intervalSeconds: 1, count: 1 };
        const connection = await connect(daemon.uri(`pkipath=${good}`), { ...deadline, keepalive });
        process.kill(daemon.daemon.pid, "SIGSTOP");
        const call = connection.host.hostname();
        await expect(call).rejects.toThrow("internal error: connection closed due to keepalive timeout");
        expect(await connection.closed).toBe("keepalive");
      } finally {
        process.kill(daemon.daemon.pid, "SIGCONT");
        await daemon.stop();
      }
    });
  });
});

async function disconnectAll({ daemon }: TlsLibvirtd): Promise<void> {
  const admin = ["-c", `libvirtd:///system?socket=${daemon.folder}/sock/libvirt-admin-sock`];
  const { stdout } = await runToEnd("/usr/bin/virt-admin", [...admin, "client-list", "libvirtd"]);
  for (const [, id] of stdout.matchAll(/^ (\d+) /gm)) {
    await runToEnd("/usr/bin/virt-admin", [...admin, "client-disconnect", "libvirtd", id!]);
  }
}
