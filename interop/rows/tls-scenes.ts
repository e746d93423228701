// TLS clients in numbers, and certificates that change while they are connected.
import { unlinkSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, type TLSSocket } from "node:tls";
import { remote } from "@virtgate/protocol";
import { openTls, stall, tryToGetIn } from "../tls-client-raw.js";
import type { TlsDaemon, TlsSetup } from "../tls-daemons.js";
import type { TlsPki } from "../tls-pki.js";
import { WireClient } from "../wire.js";

export interface TlsScene {
  readonly title: string;
  readonly setup: TlsSetup;
  readonly play: (daemon: TlsDaemon, pki: TlsPki) => Promise<unknown>;
}

const { connectGetHostname } = remote.calls;
const soon = <T>(promise: Promise<T>) => Promise.race([promise.then(() => "in"), sleep(400, "waits")]);

/** Both daemons must agree. */
export const alikeScenes: readonly TlsScene[] = [
  {
    title: "a handshake takes one of max_clients, and gives it back",
    setup: { more: "max_clients = 2\nmax_anonymous_clients = 2" },
    async play({ tlsPort }, pki) {
      const client = await openTls(tlsPort, pki);
      const stalled = await stall(tlsPort);
      const third = openTls(tlsPort, pki);
      const seen = [await soon(third)];
      stalled.destroy();
      const next = await third;
      seen.push((await next.ask(remote.calls.authList, {})) === undefined ? "no answer" : "answer");
      client.close();
      next.close();
      return seen;
    },
  },
  {
    title: "the sockets share the places",
    setup: { more: "max_clients = 1\nmax_anonymous_clients = 1" },
    async play({ tlsPort, socket }, pki) {
      const client = await openTls(tlsPort, pki);
      const local = await WireClient.connect(socket);
      const asked = local.call(remote.calls.authList, {});
      const seen = [(await local.reply(asked, 400)) === undefined ? "waits" : "served"];
      client.close();
      seen.push((await local.reply(asked)) === undefined ? "waits" : "served");
      const second = openTls(tlsPort, pki);
      seen.push(await soon(second));
      local.close();
      (await second).close();
      return seen;
    },
  },
  {
    title: "a client that leaves, and one that is cut off, in the middle of a call",
    setup: {},
    async play({ tlsPort }, pki) {
      const first = await openTls(tlsPort, pki);
      first.send(Buffer.from([0, 0]));
      first.close();
      const second = await openTls(tlsPort, pki);
      second.send(Buffer.alloc(28));
      const ended = await second.closed;
      const third = await openTls(tlsPort, pki);
      const answered = (await third.ask(remote.calls.authList, {})) !== undefined;
      third.close();
      return [ended === "end" || ended === "ECONNRESET", answered];
    },
  },
];

/** The fingerprint of the certificate that the daemon shows. */
function shown({ tlsPort }: TlsDaemon): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connect({ port: tlsPort, host: "127.0.0.1", rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.once("error", reject);
  });
}

async function until(condition: () => Promise<boolean> | boolean): Promise<boolean> {
  for (let i = 0; i < 120; i++) {
    if (await condition()) return true;
    await sleep(50);
  }
  return false;
}

const inPki = ({ folder }: TlsDaemon, file: string) => `${folder}/pki/${file}`;

/** What virtgated does besides. */
export const ourScenes: readonly (TlsScene & { readonly expected: unknown })[] = [
  {
    title: "files that change are used by themselves, and nobody who is connected notices",
    setup: { usualPlaces: true },
    async play(daemon, pki) {
      const client = await openTls(daemon.tlsPort, pki);
      await client.ask(remote.calls.authList, {});
      await client.ask(remote.calls.connectOpen, { name: "test:///default", flags: 0 });
      const before = await shown(daemon);
      daemon.exchange({ cert: "server-ec" });
      const changed = await until(async () => (await shown(daemon)) !== before);
      const answered = (await client.ask(connectGetHostname, {})) !== undefined;
      client.close();
      return { changed, answered };
    },
    expected: { changed: true, answered: true },
  },
  {
    title: "a file that is broken changes nothing, and the log says so; mended, it is used",
    setup: { usualPlaces: true },
    async play(daemon, pki) {
      const before = await shown(daemon);
      writeFileSync(inPki(daemon, "libvirt/servercert.pem"), "half a certif");
      const said = await until(() => daemon.log().includes("the old certificates stay in use"));
      const same = (await shown(daemon)) === before;
      const let_in = await tryToGetIn(daemon.tlsPort, pki, { cert: "client" });
      daemon.exchange({ cert: "server-p384" });
      const changed = await until(async () => (await shown(daemon)) !== before);
      return { said, same, let_in, changed };
    },
    expected: { said: true, same: true, let_in: "in", changed: true },
  },
  {
    title: "a revocation list that appears, and one that goes",
    setup: { usualPlaces: true },
    async play(daemon, pki) {
      const attempt = () => tryToGetIn(daemon.tlsPort, pki, { cert: "client-revoked" });
      const seen = [await attempt()];
      daemon.exchange({ crl: "crl" });
      seen.push((await until(async () => (await attempt()) === "closed")) ? "refused" : "still in");
      unlinkSync(inPki(daemon, "CA/cacrl.pem"));
      seen.push((await until(async () => (await attempt()) === "in")) ? "in again" : "still refused");
      return seen;
    },
    expected: ["in", "refused", "in again"],
  },
  {
    title: "SIGHUP: other names on the list; who is connected stays",
    setup: { more: 'tls_allowed_dn_list = [ "*CN=alice*" ]' },
    async play(daemon, pki) {
      const client = await openTls(daemon.tlsPort, pki);
      const attempts = async () => [
        await tryToGetIn(daemon.tlsPort, pki, { cert: "client" }),
        await tryToGetIn(daemon.tlsPort, pki, { cert: "client-bob" }),
      ];
      const before = await attempts();
      daemon.configure((text) => text.replace("CN=alice", "CN=bob"));
      process.kill(daemon.pid, "SIGHUP");
      await until(async () => (await tryToGetIn(daemon.tlsPort, pki, { cert: "client-bob" })) === "in");
      const after = await attempts();
      return { before, after, answered: (await client.ask(remote.calls.authList, {})) !== undefined };
    },
    expected: { before: ["in", "closed"], after: ["closed", "in"], answered: true },
  },
  {
    title: "old versions are there for those who name them",
    setup: { more: 'tls_priority = "NORMAL:+VERS-TLS1.1"' },
    async play({ tlsPort }, pki) {
      const speaks = (version: "TLSv1" | "TLSv1.1") =>
        tryToGetIn(tlsPort, pki, { cert: "client", options: { minVersion: version, maxVersion: version } });
      return [await speaks("TLSv1"), await speaks("TLSv1.1")];
    },
    expected: ["closed", "in"],
  },
  {
    title: "who was refused, by which rule and under which code is one line",
    setup: { more: 'tls_allowed_dn_list = [ "*CN=bob*" ]' },
    async play(daemon, pki) {
      await tryToGetIn(daemon.tlsPort, pki, { cert: "client" });
      const line =
        /refused code=VG-\w{5} text="Client's .*" rule=tls_allowed_dn_list .* transport=tls address=127\.0\.0\.1:\d+ dn="C=GB,ST=London,L=London,O=Example,CN=alice" change="add this name/;
      return until(() => line.test(daemon.log()));
    },
    expected: true,
  },
];
