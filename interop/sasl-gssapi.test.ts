// GSSAPI with Cyrus SASL at the other end, and with ourselves at both, in a Kerberos realm of its own.
import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { systemGss } from "@virtgate/native";
import {
  type ClientOptions,
  type GssProvider,
  mechanismNamed,
  type ServerOptions,
  type UserStore,
} from "@virtgate/sasl";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Kdc, realm, startKdc } from "./kdc.js";
import { missing, title } from "./peers.js";
import { compilePeer, SaslPeer } from "./sasl-peer.js";
import { converse, letCyrusIn, signInAtCyrus } from "./sasl-with-cyrus.js";

const why = missing("saslHeaders", "kdc");
const gssapi = mechanismNamed("GSSAPI")!;
const host = hostname();
const users: UserStore = {
  lookup: async () => undefined,
  decoys: { key: new Uint8Array(32), iterations: 4096 },
};
const random = (bytes: number) => new Uint8Array(randomBytes(bytes));
const terms = { service: "libvirt", random, minSsf: 0, maxSsf: 100_000, maxBuffer: 65_536 } as const;

describe.skipIf(why !== undefined)(title("GSSAPI with Cyrus SASL", why), () => {
  let kdc: Kdc;
  let alice: string;
  let peerProgram: ReturnType<typeof compilePeer>;
  let gss: GssProvider;

  beforeAll(async () => {
    kdc = await startKdc();
    alice = kdc.kinit("alice", "alicepw");
    peerProgram = compilePeer();
    Object.assign(process.env, kdc.environment(alice));
    gss = await systemGss({ keytab: kdc.keytab });
  });
  afterEach(() => Object.assign(process.env, kdc.environment(alice)));
  afterAll(async () => {
    for (const name of Object.keys(kdc?.environment() ?? {})) delete process.env[name];
    peerProgram?.remove();
    await kdc?.stop();
  });

  const common = { mech: "GSSAPI", service: "libvirt" };
  type Properties = Record<string, string | number>;

  async function withPeer<T>(
    side: "client" | "server",
    properties: Properties,
    use: (peer: SaslPeer) => Promise<T>,
  ): Promise<T> {
    const place = side === "server" ? { host, keytab: kdc.keytab } : { host: "localhost" };
    const all = { ...common, ...place, ...properties };
    const peer = new SaslPeer(peerProgram.program, side, all, kdc.environment(alice));
    return await use(peer).finally(() => peer.end());
  }

  const ourClient = (options: Partial<ClientOptions> = {}) =>
    gssapi.client!({
      ...terms,
      host: "localhost",
      externalSsf: 0,
      credentials: () => ({}),
      gss,
      ...options,
    });
  const ourServer = (options: Partial<ServerOptions> = {}) =>
    gssapi.server!({ ...terms, host, users, gss, ...options });

  const layers: [string, number, number, number][] = [
    ["none", 0, 0, 0],
    ["integrity", 1, 100, 1],
    ["confidentiality", 56, 100_000, 256],
    ["the strongest", 0, 100_000, 256],
    ["not the strongest", 0, 200, 1],
  ];
  test.each(layers)("%s: our client", async (_name, min, max, ssf) => {
    await withPeer("server", { min, max }, async (peer) => {
      const { layer, ...result } = await signInAtCyrus(ourClient(), peer);
      expect(result.ssf).toBe(ssf);
      expect(peer.ended).toMatchObject({ ssf, user: "alice" });
      expect(layer?.maxPayload ?? 65_476).toBe(65_476); // as in traces: 65536 without a token's 60 bytes
      if (layer !== undefined) expect(await converse(layer, peer)).toEqual([]);
      layer?.close?.();
    });
  });

  test.each(layers)("%s: our server", async (_name, minSsf, maxSsf, ssf) => {
    await withPeer("client", {}, async (peer) => {
      const { layer, identity } = await letCyrusIn(ourServer({ minSsf, maxSsf }), peer);
      expect(identity).toEqual({ mechanism: "GSSAPI", user: "alice", realm, ssf });
      expect(peer.ended).toMatchObject({ ssf });
      expect(layer?.maxPayload ?? 65_476).toBe(65_476);
      if (layer !== undefined) expect(await converse(layer, peer)).toEqual([]);
      layer?.close?.();
    });
  });

  test.each(["alice", ""])("as %o", async (authzid) => {
    await withPeer("client", { authzid }, async (peer) => {
      expect((await letCyrusIn(ourServer(), peer)).identity.user).toBe("alice");
    });
    await withPeer("server", {}, async (peer) => {
      await signInAtCyrus(ourClient({ credentials: () => ({ authzid }) }), peer);
      expect(peer.ended!.user).toBe("alice");
    });
  });

  test.each(["bob", `alice@${realm}`])("not as %s", async (authzid) => {
    const text = "SASL(-13): authentication failure: Requested identity not authenticated identity";
    await expect(withPeer("client", { authzid }, (peer) => letCyrusIn(ourServer(), peer))).rejects.toThrow(
      text,
    );
    const client = ourClient({ credentials: () => ({ authzid }) });
    await expect(withPeer("server", {}, (peer) => signInAtCyrus(client, peer))).rejects.toThrow(text);
  });

  /** What our end says in a situation, and what Cyrus' says in it. */
  async function refusals(ours: Promise<unknown>, theirs: Promise<unknown>): Promise<string[]> {
    const ends = await Promise.allSettled([ours, theirs]);
    return ends.map((end) => (end.status === "rejected" ? (end.reason as Error).message : "accepted"));
  }

  const clientSays = (properties: Properties, options: Partial<ClientOptions>, environment = {}) => {
    Object.assign(process.env, environment);
    const all = { ...common, host: "localhost", ...properties };
    const peer = new SaslPeer(peerProgram.program, "client", all, {
      ...kdc.environment(alice),
      ...environment,
    });
    const theirs = letCyrusIn(ourServer(), peer).finally(() => peer.end());
    return refusals(Promise.resolve(ourClient(options).step(null)), theirs);
  };

  test("a client without a ticket says what Cyrus says", async () => {
    const [ours, theirs] = await clientSays({}, {}, { KRB5CCNAME: `FILE:${kdc.folder}/caches/nobody` });
    expect(ours).toBe(theirs);
    expect(ours).toBe(
      "SASL(-1): generic failure: GSSAPI Error: No credentials were supplied, or the credentials were unavailable or " +
        `inaccessible (No Kerberos credentials available (default cache: FILE:${kdc.folder}/caches/nobody))`,
    );
  });

  test("a client of an unknown service says what Cyrus says", async () => {
    const [ours, theirs] = await clientSays({ host: "nowhere" }, { host: "nowhere" });
    expect(ours).toBe(theirs);
    expect(ours).toContain(`(Server libvirt/nowhere@${realm} not found in Kerberos database)`);
  });

  test("a client with an expired ticket says what Cyrus says", async () => {
    const cache = kdc.kinit("bob", "bobpw", "-l", "1s");
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    const [ours, theirs] = await clientSays({}, {}, { KRB5CCNAME: cache });
    expect(ours).toBe(theirs);
    expect(ours).toContain("(Ticket expired)");
  });

  test("a server without a key, and one with an old key", async () => {
    const noKey = await systemGss({ keytab: `${kdc.folder}/none` });
    await expect(
      withPeer("client", {}, (peer) => letCyrusIn(ourServer({ gss: noKey }), peer)),
    ).rejects.toThrow(`(Key table file '${kdc.folder}/none' not found)`);
    const other = `${kdc.folder}/other.keytab`;
    kdc.admin("addprinc -randkey other/host", `ktadd -k ${other} other/host`);
    const otherKey = await systemGss({ keytab: other });
    await expect(
      withPeer("client", {}, (peer) => letCyrusIn(ourServer({ gss: otherKey }), peer)),
    ).rejects.toThrow(/No key table entry found matching libvirt\//);
    const old = `${kdc.folder}/old.keytab`;
    kdc.admin("addprinc -randkey libvirt/old", `ktadd -k ${old} libvirt/old`, "cpw -randkey libvirt/old");
    const oldKey = await systemGss({ keytab: old });
    const refused = withPeer("client", { host: "old" }, (peer) =>
      letCyrusIn(ourServer({ gss: oldKey }), peer),
    );
    await expect(refused).rejects.toThrow(/GSSAPI Error: .*libvirt\/old/);
    await expect(refused).rejects.toMatchObject({ cause: "kerberos" });
  });

  test("garbage is refused with words, by both ends", async () => {
    for (const token of ["", "x", "`\x82\xff\xff", "\0".repeat(5000)]) {
      const bytes = Buffer.from(token, "latin1");
      const server = ourServer();
      await server.step(null);
      await expect(Promise.resolve(server.step(bytes))).rejects.toMatchObject({ name: "SaslError" });
      const client = ourClient();
      await client.step(null);
      await expect(Promise.resolve(client.step(bytes))).rejects.toMatchObject({ name: "SaslError" });
    }
  });

  test("a ticket that is shown again is refused", async () => {
    const { send } = await ourClient().step(null);
    await ourServer().step(send);
    await expect(Promise.resolve(ourServer().step(send))).rejects.toThrow(/Request is a replay/);
  });

  test("a changed, repeated and lost buffer ends the layer", async () => {
    for (const harm of ["change", "repeat", "lose"]) {
      await withPeer("server", {}, async (peer) => {
        const { layer } = await signInAtCyrus(ourClient(), peer);
        const first = await peer.encode(Buffer.from("one"));
        const second = await peer.encode(Buffer.from("two"));
        if (harm === "change") first[30]! ^= 1;
        const received = { change: [first], repeat: [first, first], lose: [second] }[harm]!;
        expect(() => layer!.decode(Buffer.concat(received))).toThrow(/SASL\(-9\): integrity check failed/);
        layer!.close?.();
        expect(() => layer!.encode(first)).toThrow(/closed/);
      });
    }
  });

  test("without the library's provider there is a clear error", async () => {
    const client = gssapi.client!({
      ...terms,
      host: "localhost",
      externalSsf: 0,
      credentials: () => ({}),
    });
    await expect(Promise.resolve(client.step(null))).rejects.toMatchObject({ cause: "unavailable" });
  });

  test("many sign-ins at once, given up half-way", async () => {
    const servers = Array.from({ length: 40 }, () => ourServer());
    const attempts = servers.map(async (server, at) => {
      const client = ourClient();
      const { send } = await client.step(null);
      const step = server.step(send);
      if (at % 2 === 0) server.close?.();
      const answer = await Promise.resolve(step).catch(() => undefined);
      client.close?.();
      server.close?.();
      return answer;
    });
    const answers = await Promise.all(attempts);
    expect(answers.filter((answer) => answer !== undefined).length).toBeGreaterThanOrEqual(20);
  });

  // Last: the realm is gone after it.
  test("a client without a KDC", async () => {
    await kdc.halt();
    const [ours, theirs] = await clientSays({ host: "127.0.0.1" }, { host: "127.0.0.1" });
    expect(ours).toBe(theirs);
    expect(ours).toContain(`(Cannot contact any KDC for realm '${realm}')`);
  });
});
