// Ways to misuse a daemon, and what each may cost at most.
import { setTimeout as sleep } from "node:timers/promises";
import { remote } from "@virtgate/protocol";
import type { Daemon } from "../harness.js";
import { frame, orSilence, testDomain, unknownCall, WireClient } from "../wire.js";

export interface Abuse {
  readonly title: string;
  readonly misbehave: (daemon: Daemon) => Promise<void>;
  /** Memory it may cost; 40 MB unless said otherwise, most of it what Node collects late. */
  readonly grownMb?: number;
  /** A line that the log then has, and how many lines there may be. */
  readonly logs?: RegExp;
  readonly maxLines?: number;
}

const { calls } = remote;

/** Writes the same bytes again and again, as fast as they are taken. */
async function flood(client: WireClient, bytes: Uint8Array, forMs: number): Promise<void> {
  const until = performance.now() + forMs;
  while (performance.now() < until && !client.isClosed) {
    if (client.socket.write(bytes)) await sleep(0);
    else await orSilence(Promise.race([drained(client), client.closed]), until - performance.now());
  }
}

const drained = (client: WireClient) => new Promise((resolve) => client.socket.once("drain", resolve));

const many = (count: number, bytes: Uint8Array) => Buffer.concat(Array.from({ length: count }, () => bytes));

export const abuses: readonly Abuse[] = [
  ...["port", "socket"].map(
    (place): Abuse => ({
      title: `calls without end on the ${place}, answers unread`,
      async misbehave(daemon) {
        const client = await WireClient.open(daemon[place as "port" | "socket"]);
        client.socket.pause();
        await flood(client, many(1000, frame(calls.connectGetCapabilities, {}, 1)), 1_000);
        client.close();
      },
    }),
  ),
  {
    title: "calls without end, answers read",
    async misbehave(daemon) {
      const client = await WireClient.open(daemon.port);
      client.heard.push = () => 0;
      await flood(client, many(1000, frame(calls.connectGetCapabilities, {}, 1)), 1_000);
      client.close();
    },
  },
  {
    title: "a thousand screenshots, none of them read",
    async misbehave(daemon) {
      const client = await WireClient.open(daemon.socket);
      client.socket.pause();
      const serials = Array.from({ length: 1000 }, (_, index) => index + 100);
      const shot = (serial: number) =>
        frame(calls.domainScreenshot, { dom: testDomain, screen: 0, flags: 0 }, serial);
      client.send(Buffer.concat(serials.map(shot)));
      await sleep(800);
      client.close();
    },
  },
  {
    title: "events without end, unread",
    async misbehave(daemon) {
      const listener = await WireClient.open(daemon.socket);
      await listener.ask(calls.connectDomainEventCallbackRegisterAny, { eventID: 0, dom: null });
      listener.socket.pause();
      const actor = await WireClient.open(daemon.socket);
      const heard = { count: 0 };
      actor.heard.push = () => ++heard.count;
      const suspendAndResume = Buffer.concat([
        frame(calls.domainSuspend, { dom: testDomain }, 1),
        frame(calls.domainResume, { dom: testDomain }, 2),
      ]);
      const pairs = 50_000;
      actor.send(many(pairs, suspendAndResume));
      await actor.until(() => heard.count >= 2 * pairs, 30_000);
      listener.socket.resume();
      if ((await orSilence(listener.closed, 5_000)) === "silence")
        throw new Error("the listener is still served");
      actor.close();
    },
    logs: /refused code=VG-\w{5} text="client does not read its events: more than \d+ bytes wait for it"/,
    maxLines: 1,
  },
  {
    title: "frames of thirty megabytes that never end, from twenty clients",
    async misbehave(daemon) {
      const announced = Buffer.alloc(100_000);
      announced.writeUInt32BE(30_000_000, 0);
      const clients = await Promise.all(Array.from({ length: 20 }, () => WireClient.connect(daemon.port)));
      for (const client of clients) client.send(announced);
      await sleep(500);
      for (const client of clients) client.close();
    },
  },
  {
    title: "five hundred connections in a second, left in every way there is",
    async misbehave(daemon) {
      const leave: ((client: WireClient) => unknown)[] = [
        (client) => client.close(),
        (client) => client.socket.resetAndDestroy(),
        (client) => client.call(calls.authList, {}) && client.close(),
        (client) => client.send(Buffer.from([0, 0, 0, 28, 32])),
        (client) => client.socket.end(frame(calls.authList, {}, 1)),
      ];
      const clients: WireClient[] = [];
      for (let round = 0; round < 50; round++) {
        const ten = await Promise.all(Array.from({ length: 10 }, () => WireClient.connect(daemon.port)));
        for (const [index, client] of ten.entries()) leave[index % leave.length]!(client);
        clients.push(...ten);
        await sleep(10);
      }
      await sleep(200);
      for (const client of clients) client.close();
    },
    maxLines: 0,
  },
  {
    title: "five megabytes of noise from each of a hundred clients",
    async misbehave(daemon) {
      const noise = Buffer.alloc(5_000_000, 0x99);
      for (let round = 0; round < 10; round++) {
        const clients = await Promise.all(Array.from({ length: 10 }, () => WireClient.connect(daemon.port)));
        for (const client of clients) client.send(noise);
        await Promise.all(clients.map((client) => client.closed));
      }
    },
    logs: /refused code=VG-\w{5} text="packet length 2576980377 is outside 28 to 33554436"/,
    maxLines: 100,
  },
  {
    title: "refused calls without end",
    async misbehave(daemon) {
      const attempts = 40;
      const refused = many(100, frame(unknownCall, {}, 1));
      for (let attempt = 0; attempt < attempts; attempt++) {
        const client = await WireClient.connect(daemon.socket);
        client.send(refused);
        await client.until(() => client.heard.length >= 100);
        client.close();
      }
    },
    logs: /further refusals of this client are not logged/,
    maxLines: 40 * 21,
  },
];
