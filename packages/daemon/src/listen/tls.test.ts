// The way of a client through TLS to a connection, and what keeps it out.

import { unlinkSync } from "node:fs";
import { connect as connectTcp, type Server as NetServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { ConnectionOptions, TLSSocket } from "node:tls";
import { encodePacket, FrameReader, readHeader } from "@virtgate/protocol";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { TlsRules } from "../config/config.js";
import type { Logger } from "../log/logger.js";
import { Programs, serve } from "../programs.js";
import { type Admission, Server, type ServerSettings } from "../server.js";
import { headerOf, toy } from "../testing/fake-client.js";
import { outcomeOf, type Shown, TlsPlace, tlsClient } from "../testing/tls-place.js";
import { TlsKeeper } from "../tls/keeper.js";
import { listenTcp } from "./tcp.js";
import { TlsHandshake } from "./tls.js";

let place: TlsPlace;
let alice: Shown;
const opened: { close(): void }[] = [];

beforeAll(async () => {
  place = await TlsPlace.make();
  alice = await place.client();
});
afterAll(() => place.remove());
afterEach(() => {
  for (const each of opened.splice(0).reverse()) each.close();
});

const silent = { info() {}, warn() {}, error() {} } as unknown as Logger;
const programs = new Programs([
  serve(toy, { open: () => ({}), double: (_call, { value }) => ({ value: value * 2 }) }),
]);

interface Setup {
  readonly limits?: Partial<ServerSettings>;
  readonly rules?: TlsRules;
  readonly deadlineMs?: number;
}

async function serving({ limits, rules, deadlineMs }: Setup = {}) {
  const lines: string[] = [];
  const settings: ServerSettings = {
    maxClients: 100,
    maxAnonymousClients: 20,
    maxQueuedClients: 10,
    minWorkers: 5,
    maxWorkers: 20,
    prioWorkers: 5,
    maxClientRequests: 5,
    keepAlive: { intervalSeconds: -1, count: 0 },
    ...limits,
  };
  const server = new Server(
    "test",
    programs,
    settings,
    {
      refusal: () => {},
      closed: () => {},
      cutOff: (_session, reason) => lines.push(`cut off: ${reason}`),
      failure: (_session, _procedure, thrown) => lines.push(`failure: ${thrown}`),
      suspended: () => {},
      resumed: () => {},
      turnedAway: () => lines.push("turned away"),
      secured: (_who, dn) => lines.push(`in: ${dn}`),
      notSecured: (_who, { rule, text, distinguishedName }) =>
        lines.push(`${rule}: ${text.slice(0, 76)} (${distinguishedName})`),
      remarked: (_who, remarks) => lines.push(...remarks.map(({ text }) => text)),
    },
    () => {},
  );
  const keeper = new TlsKeeper(place.listener(rules === undefined ? {} : { rules }), silent);
  const listen = async (handshake: boolean): Promise<NetServer> => {
    const transport = handshake ? ("tls" as const) : ("tcp" as const);
    const plain: Admission = { transport, readonly: false, signedIn: true };
    const admission: Admission = handshake
      ? {
          ...plain,
          handshake: (socket, outcome) => new TlsHandshake(socket, keeper.terms, outcome, deadlineMs),
        }
      : plain;
    const [listener] = await listenTcp({ address: "127.0.0.1", port: 0 }, 50, (socket) =>
      server.admit(socket, admission),
    );
    opened.push(listener!);
    return listener!;
  };
  opened.push({ close: () => server.close("end of test") }, { close: () => keeper.close() });
  const portOf = (listener: NetServer) => (listener.address() as { port: number }).port;
  return { server, keeper, lines, port: portOf(await listen(true)), tcpPort: portOf(await listen(false)) };
}

function client(port: number, options: ConnectionOptions = alice): TLSSocket {
  const socket = tlsClient(port, options);
  opened.push({ close: () => socket.destroy() });
  return socket;
}

/** Plain bytes; answers what came back and how it ended. */
function say(port: number, hex: string): { closed: Promise<string>; close(): void } {
  const socket = connectTcp(port, "127.0.0.1");
  opened.push({ close: () => socket.destroy() });
  socket.write(Buffer.from(hex, "hex"));
  const closed = new Promise<string>((resolve) => {
    let heard = "";
    socket.on("data", (data) => (heard += data.toString("hex")));
    socket.on("error", () => {});
    socket.on("close", () => resolve(`closed ${heard}`.trim()));
  });
  return { closed, close: () => socket.destroy() };
}

const within = <T>(promise: Promise<T>, ms: number) => Promise.race([promise, sleep(ms, "silence" as const)]);

describe("who comes in", () => {
  const all = { verifies: true, allowedDns: null };
  const rows: [string, TlsRules, () => Promise<ConnectionOptions>, string, string][] = [
    ["a client of our CA", all, async () => alice, "in", "in: O=Example,CN=alice"],
    [
      "none without a certificate",
      all,
      async () => ({}),
      "closed",
      "client certificate: Unable to verify TLS peer: No certificate was found. (undefined)",
    ],
    [
      "none of another CA",
      all,
      async () => {
        const other = await TlsPlace.make();
        other.remove();
        return other.client();
      },
      "closed",
      "client certificate: Certificate failed validation: The certificate hasn't got a known issuer. (O=Example,CN=alice)",
    ],
    [
      "none whose time is over",
      all,
      () => place.client("CN=old", -1),
      "closed",
      "client certificate: Certificate failed validation: The certificate is not trusted. (CN=old)",
    ],
    [
      "a name on the list",
      { verifies: true, allowedDns: ["*CN=a?ice"] },
      async () => alice,
      "in",
      "in: O=Example,CN=alice",
    ],
    [
      "no other name",
      { verifies: true, allowedDns: ["*CN=bob"] },
      async () => alice,
      "closed",
      "tls_allowed_dn_list: Client's Distinguished Name is not on the list of allowed clients (tls_allow (O=Example,CN=alice)",
    ],
    [
      "anybody, when nobody is asked",
      { verifies: false, allowedDns: [] },
      async () => ({}),
      "in",
      "in: null",
    ],
  ];
  test.each(rows)("%s", async (_title, rules, shows, outcome, line) => {
    const { port, lines, server } = await serving({ rules });
    for (const version of ["TLSv1.3", "TLSv1.2"] as const) {
      const options = { ...(await shows()), minVersion: version, maxVersion: version };
      expect(await outcomeOf(client(port, options))).toBe(outcome);
      await sleep(20);
      expect(lines.at(-1)).toBe(line);
    }
    expect(server.clients.size).toBe(outcome === "in" ? 2 : 0);
  });

  test("a session knows the name and its transport", async () => {
    const { port, server } = await serving();
    await outcomeOf(client(port));
    const [{ session } = {}] = server.clients.values();
    expect(session).toMatchObject({
      transport: "tls",
      distinguishedName: "O=Example,CN=alice",
      signedIn: true,
    });
  });

  test("a client that was let in before is judged again", async () => {
    const { port, keeper, lines } = await serving();
    const carol = await place.client("CN=carol");
    expect(await outcomeOf(client(port, carol))).toBe("in");
    expect(await outcomeOf(client(port, carol))).toBe("in");
    place.revoke(carol);
    keeper.update();
    expect(await outcomeOf(client(port, carol))).toBe("closed");
    expect(await outcomeOf(client(port))).toBe("in");
    unlinkSync(place.files.crl!);
    expect(lines[2]).toMatch(/^client certificate: .*has been revoked\. \(CN=carol\)$/);
  });

  test("no session is resumed", async () => {
    const { port } = await serving();
    const first = client(port, { ...alice, maxVersion: "TLSv1.2" });
    await outcomeOf(first);
    const session = first.getSession();
    const second = client(port, { ...alice, maxVersion: "TLSv1.2", ...(session ? { session } : {}) });
    await outcomeOf(second);
    expect(second.isSessionReused()).toBe(false);
  });
});

describe("who does not get so far", () => {
  test.each([
    ["a call of the remote program", "0000001c2000808600000001000000420000000000000000000000"],
    ["HTTP", "474554202f20485454502f312e300d0a0d0a"],
    ["noise behind the head of a record", `16030100ff${"5a".repeat(255)}`],
  ])("%s is no TLS, and gets no answer", async (_title, hex) => {
    const { port, server, lines } = await serving();
    expect(await say(port, hex).closed).toBe("closed");
    await sleep(20);
    expect(lines).toEqual([expect.stringMatching(/^handshake: authentication failed: TLS handshake failed/)]);
    expect(server.isIdle).toBe(true);
  });

  test("a TLS client at the TCP port", async () => {
    const { tcpPort, lines } = await serving();
    expect(await outcomeOf(client(tcpPort))).toBe("closed");
    expect(lines).toEqual([expect.stringMatching(/^cut off: packet length \d+ is outside/)]);
  });

  test.each([
    ["says nothing", ""],
    ["says half a hello", "16030100b4010000b00303"],
  ])("a client that %s has its time and no more", async (_title, hex) => {
    const { port, server, lines } = await serving({ deadlineMs: 150 });
    const stalled = say(port, hex);
    expect(await within(stalled.closed, 80)).toBe("silence");
    expect(await within(stalled.closed, 500)).toBe("closed");
    expect(lines).toEqual([
      expect.stringMatching(/^handshake deadline: the TLS handshake was not finished within 0.15 s/),
    ]);
    expect(server.isIdle).toBe(true);
  });

  test("a client that sends its hello a byte at a time does not get more time by it", async () => {
    const { port, server } = await serving({ deadlineMs: 150 });
    const socket = connectTcp(port, "127.0.0.1").setNoDelay(true);
    socket.on("error", () => {});
    const closed = new Promise<string>((resolve) => socket.on("close", () => resolve("closed")));
    const drip = setInterval(() => socket.write(Buffer.from([22])), 10);
    expect(await within(closed, 600)).toBe("closed");
    clearInterval(drip);
    expect(server.isIdle).toBe(true);
  });

  test("a stalled client is let go when the server closes", async () => {
    const { port, server } = await serving();
    const stalled = say(port, "160301");
    await sleep(30);
    server.close("end");
    expect(await within(stalled.closed, 500)).toBe("closed");
  });
});

describe("places", () => {
  test("a handshake takes one of the strangers' places, and no place from those who are known", async () => {
    const { port, tcpPort, lines } = await serving({ limits: { maxAnonymousClients: 1 } });
    const stalled = say(port, "160301");
    await sleep(30);
    const waiting = outcomeOf(client(port));
    expect(await within(waiting, 100)).toBe("silence");
    expect(await answer(connectTcp(tcpPort, "127.0.0.1"))).toBe(2);
    stalled.close();
    expect(await waiting).toBe("in");
    expect(lines.filter((line) => line === "turned away")).toEqual([]);
  });

  test("a handshake counts against max_clients", async () => {
    const { port, tcpPort } = await serving({ limits: { maxClients: 1 } });
    const stalled = say(port, "160301");
    await sleep(30);
    const socket = connectTcp(tcpPort, "127.0.0.1");
    const waiting = answer(socket);
    expect(await within(waiting, 100)).toBe("silence");
    stalled.close();
    expect(await waiting).toBe(2);
  });

  test("a client that is refused leaves its place", async () => {
    const { port } = await serving({ limits: { maxClients: 1 } });
    expect(await outcomeOf(client(port, {}))).toBe("closed");
    expect(await outcomeOf(client(port))).toBe("in");
  });
});

/** Asks for twice 1. */
function answer(socket: import("node:net").Socket): Promise<number> {
  opened.push({ close: () => socket.destroy() });
  const frames = new FrameReader();
  return new Promise((resolve) => {
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      frames.push(chunk);
      const packet = frames.next();
      if (packet !== undefined) resolve(Buffer.from(packet).readInt32BE(packet.length - 4));
    });
    socket.write(encodePacket(headerOf(3, 1), toy.calls.double.args, { value: 1 }));
  });
}

test("certificates are exchanged under load, and no call and no connection fails", async () => {
  const { port, keeper, lines } = await serving({ limits: { maxAnonymousClients: 0 } });
  let busy = true;
  let calls = 0;
  let connections = 0;
  const failed: string[] = [];

  /** Calls one after another until the end; then the connection must still be there. */
  const caller = async () => {
    const socket = client(port);
    if ((await outcomeOf(socket)) !== "in") return void failed.push("not in");
    const frames = new FrameReader();
    let serial = 0;
    await new Promise<void>((resolve) => {
      const next = () => {
        if (!busy) return resolve();
        socket.write(encodePacket(headerOf(3, ++serial), toy.calls.double.args, { value: serial }));
      };
      socket.on("close", () => {
        if (busy) failed.push("closed");
        resolve();
      });
      socket.on("data", (chunk: Buffer) => {
        frames.push(chunk);
        for (let packet = frames.next(); packet !== undefined; packet = frames.next()) {
          const value = Buffer.from(packet).readInt32BE(packet.length - 4);
          if (readHeader(packet).serial !== serial || value !== serial * 2) failed.push(`call ${serial}`);
          calls++;
          next();
        }
      });
      next();
    });
  };
  const comer = async () => {
    while (busy) {
      const socket = tlsClient(port, alice);
      if ((await outcomeOf(socket)) !== "in") failed.push("a new client");
      connections++;
      socket.destroy();
    }
  };
  const load = Promise.all([...Array.from({ length: 8 }, caller), comer(), comer()]);
  const before = new Set<string>();
  for (let i = 0; i < 12; i++) {
    await place.renewServer(`name${i}`);
    keeper.update();
    before.add(keeper.terms.credentials.endings.map(({ id }) => id).join());
    await sleep(25);
  }
  busy = false;
  await load;
  expect(failed).toEqual([]);
  expect(before.size).toBe(12);
  expect(lines.filter((line) => !line.startsWith("in: "))).toEqual([]);
  expect(calls).toBeGreaterThan(100);
  expect(connections).toBeGreaterThan(10);
});
