// Our client on a real libvirtd under a security layer: calls, events and streams at the same time, both with
// DIGEST-MD5's layer and with Kerberos', and signing in again when a connection was lost.
import { randomBytes } from "node:crypto";
import { type Connection, type ConnectOptions, connect, isHole, type StoragePool } from "@virtgate/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runToEnd } from "./harness-process.js";
import { missing, title } from "./peers.js";
import { SaslPlace } from "./sasl-libvirtd.js";

const why = missing(
  "root",
  "namespaces",
  "libvirtd",
  "certtool",
  "openssl",
  "saslpasswd2",
  "virtAdmin",
  "kdc",
);
const fred = { authname: "fred", password: "secret1" };

describe.skipIf(why)(title("our client with libvirtd under a security layer", why), () => {
  let place: SaslPlace;
  const before = { ...process.env };
  beforeAll(async () => {
    place = await SaslPlace.make();
    // The system's library reads them from this process.
    Object.assign(process.env, place.kdc.environment(place.kdc.kinit("alice", "alicepw")));
  });
  afterAll(async () => {
    for (const name of Object.keys(place?.kdc.environment() ?? {})) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
    await place?.remove();
  });

  describe.each(["DIGEST-MD5", "GSSAPI"])("%s", (mechanism) => {
    const uri = (driver?: string, path?: string) =>
      place.full.uri("tcp", `auth=sasl.${mechanism}`, driver, path);
    const open = (options: ConnectOptions = {}, driver?: string, path?: string) =>
      connect(uri(driver, path), {
        deadlineMs: 20_000,
        maxCallsInFlight: 16,
        credentials: fred,
        env: { HOME: "/nonexistent" },
        ...options,
      });
    let connection: Connection;
    let pool: StoragePool;
    let next = 0;
    beforeAll(async () => {
      connection = await open({}, "qemu", "/system");
      const { folder } = place.full.daemon;
      pool = await connection.storagePools.create(
        `<pool type='dir'><name>${mechanism}</name><target><path>${folder}</path></target></pool>`,
      );
    });
    afterAll(async () => {
      await pool?.destroy();
      await connection?.close();
    });

    const volume = (bytes: number) =>
      pool.volumeCreate(
        `<volume><name>${mechanism}-${next++}.raw</name><capacity>${bytes}</capacity><allocation>0</allocation><target><format type='raw'/></target></volume>`,
      );

    test("sixteen calls in flight, many times", async () => {
      await using one = await open();
      for (let round = 0; round < 20; round++) {
        const answers = await Promise.all([
          ...Array.from({ length: 8 }, () => one.host.hostname()),
          ...Array.from({ length: 8 }, () => one.host.capabilities()),
        ]);
        expect(new Set(answers).size).toBe(2);
      }
    });

    test("as many calls as may wait, of any size", async () => {
      const sizes = [1, 100, 16_000, 16_356, 40_000, 65_400, 65_476, 65_500, 65_536, 70_000, 200_000];
      const asked = sizes.flatMap((size) => [
        connection.domains.lookupByName("x".repeat(size)).catch((error: Error) => error.message.length > 0),
        connection.host.hostname().then((name) => name !== ""),
      ]);
      expect(await Promise.all(asked)).toEqual(asked.map(() => true));
    });

    test("events reach everybody who listens", async () => {
      await using listener = await open();
      await using actor = await open();
      const events = listener.events.domain("lifecycle");
      await events.ready;
      const domain = await actor.domains.lookupByName("test");
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
    });

    test.each([1, 16_356, 65_400, 65_536, 262_120, 262_121, 4 * 1024 * 1024])(
      "upload and download of %d bytes, with calls beside them",
      async (bytes) => {
        const sent = randomBytes(bytes);
        const target = await volume(bytes);
        const upload = await target.upload({ lengthBytes: bytes });
        const calls: Promise<string>[] = [];
        for (let at = 0; at < bytes; at += 100_001) {
          await upload.write(sent.subarray(at, at + 100_001));
          if (calls.length < 8) calls.push(connection.host.hostname());
        }
        await upload.finish();
        expect(new Set(await Promise.all(calls)).size).toBe(calls.length > 0 ? 1 : 0);
        const parts: Uint8Array[] = [];
        for await (const piece of await target.download({ lengthBytes: bytes }))
          if (!isHole(piece)) parts.push(piece);
        expect(Buffer.concat(parts).equals(sent)).toBe(true);
        await target.delete();
      },
    );

    test("a download that nobody reads stalls no call", async () => {
      const target = await volume(4 * 1024 * 1024);
      const upload = await target.upload();
      await upload.write(randomBytes(4 * 1024 * 1024));
      await upload.finish();
      const slow = await target.download();
      await slow.read();
      for (let i = 0; i < 20; i++) expect(await connection.host.hostname()).toBeTruthy();
      slow.abort();
      expect(await connection.host.hostname()).toBeTruthy();
    });

    test("a connection that was lost signs in again, and asks again", async () => {
      let asked = 0;
      let back = () => {};
      const again = new Promise<void>((resolve) => {
        back = resolve;
      });
      const credentials = () => {
        asked++;
        return fred;
      };
      await using one = await open({ credentials, reconnect: { delayMs: 10, onReconnect: () => back() } });
      const admin = `libvirtd:///system?socket=${place.full.daemon.folder}/sock/libvirt-admin-sock`;
      await disconnectNewest(admin);
      await again;
      expect(await one.host.hostname()).toBeTruthy();
      expect(asked).toBe(mechanism === "GSSAPI" ? 0 : 2);
    });
  });

  test("names and passwords that are not right leave no trace", async () => {
    const uri = place.full.uri("unix", "auth=sasl.PLAIN");
    const credentials = { authname: "fred", password: "not-it-at-all" };
    const error: Error = await connect(uri, { credentials, deadlineMs: 5000 }).then(
      () => expect.unreachable(),
      (thrown) => thrown,
    );
    expect(JSON.stringify([error, error.message, error.stack, error.cause])).not.toContain("not-it-at-all");
  });
});

/** The client that connected last. */
async function disconnectNewest(admin: string): Promise<void> {
  const list = await runToEnd("/usr/bin/virt-admin", ["-c", admin, "client-list", "libvirtd"]);
  const ids = [...list.stdout.matchAll(/^ (\d+) /gm)].map(([, id]) => Number(id));
  const args = ["-c", admin, "client-disconnect", "libvirtd", String(Math.max(...ids))];
  const { status, stderr } = await runToEnd("/usr/bin/virt-admin", args);
  if (status !== 0) throw new Error(stderr);
}
