// Too many clients, too many calls, calls in odd pieces, and what each client then sees. Both daemons must give
// the same answers to all of it.
import { setTimeout as sleep } from "node:timers/promises";
import { admin, remote } from "@virtgate/protocol";
import type { Daemon } from "../harness.js";
import { describeHeard, frame, orSilence, testDomain, WireClient } from "../wire.js";

export interface Scene {
  readonly title: string;
  /** Lines of libvirtd.conf. */
  readonly configuration?: string;
  /** What was seen, in words that can be compared. */
  readonly play: (daemon: Daemon) => Promise<unknown>;
}

const { authList, connectGetHostname, connectOpen, nodeGetInfo } = remote.calls;

/** Long enough for a daemon that will answer to have answered. */
const silenceMs = 400;

/** Asks for the sign-in list, without which no client begins. */
async function served(client: WireClient): Promise<string> {
  const reply = await client.ask(authList, {}, silenceMs);
  return reply === undefined ? (client.isClosed ? "closed" : "waits") : "served";
}

/** Whether a client that has asked already is answered now. */
async function servedNow(client: WireClient, serial = 1): Promise<string> {
  return (await client.reply(serial, 5_000)) === undefined ? "waits" : "served";
}

const places = "max_clients = 2\nmax_anonymous_clients = 1";

export const crowds: readonly Scene[] = [
  {
    title: "a client over max_clients is connected, hears nothing, and is served when one leaves",
    configuration: places,
    async play(daemon) {
      const [first, second, third, fourth] = await all(4, () => WireClient.connect(daemon.socket));
      const seen = [await served(first), await served(second), await served(third), await served(fourth)];
      first.close();
      seen.push(await servedNow(third));
      seen.push(`the fourth ${await served(fourth)}`);
      second.close();
      seen.push(await servedNow(fourth));
      return seen;
    },
  },
  {
    title: "all hypervisor sockets share the places; the admin socket has its own",
    configuration: `${places}\nadmin_max_clients = 1`,
    async play(daemon) {
      // Each after the one before is served: nobody knows which of several sockets is looked at first.
      const first = await WireClient.connect(daemon.readonlySocket);
      const seen = [await served(first)];
      const second = await WireClient.connect(daemon.port);
      seen.push(await served(second));
      const third = await WireClient.connect(daemon.socket);
      seen.push(await served(third));
      const adminSocket = `${daemon.folder}/sock/libvirt-admin-sock`;
      const administrators = await all(2, () => WireClient.connect(adminSocket));
      for (const each of administrators) {
        const reply = await each.reply(each.call(admin.calls.connectOpen, { flags: 0 }, admin), silenceMs);
        seen.push(reply === undefined ? "administrator waits" : "administrator served");
      }
      administrators[0]?.close();
      seen.push(await servedNow(administrators[1]!));
      second.close();
      seen.push(await servedNow(third));
      return seen;
    },
  },
  {
    title: "a client that gives up waiting does not take a place",
    configuration: places,
    async play(daemon) {
      const [first, second, third, fourth] = await all(4, () => WireClient.connect(daemon.socket));
      const seen = [await served(first), await served(second), await served(third)];
      const asked = fourth.call(authList, {});
      third.close();
      first.close();
      seen.push(await servedNow(fourth, asked));
      const fifth = await WireClient.connect(daemon.socket);
      seen.push(await served(fifth));
      second.close();
      seen.push(await servedNow(fifth));
      return seen;
    },
  },
  {
    title: "a place is free after a close call, after a reset and after a broken frame",
    configuration: "max_clients = 1\nmax_anonymous_clients = 1",
    async play(daemon) {
      const seen: string[] = [];
      const ends: ((client: WireClient) => unknown)[] = [
        (client) => client.ask(remote.calls.connectClose, {}),
        (client) => client.socket.resetAndDestroy(),
        (client) => client.send(Buffer.alloc(28)),
      ];
      for (const end of ends) {
        const client = await WireClient.connect(daemon.port);
        seen.push(await servedNow(client, client.call(authList, {})));
        await client.ask(connectOpen, { name: "test:///default", flags: 0 });
        const next = await WireClient.connect(daemon.socket);
        seen.push(await served(next));
        await end(client);
        seen.push(await servedNow(next));
        next.close();
        client.close();
      }
      return seen;
    },
  },
  {
    title: "with max_queued_clients = 0 one client may wait all the same",
    configuration: `${places}\nmax_queued_clients = 0`,
    async play(daemon) {
      const [first, second, third] = await all(3, () => WireClient.connect(daemon.socket));
      const seen = [await served(first), await served(second), await served(third)];
      second.close();
      seen.push(await servedNow(third));
      return seen;
    },
  },
  {
    title: "the log says when services are suspended and when they are back",
    configuration: `${places}\nlog_level = 2\nlog_outputs = "2:stderr"`,
    async play(daemon) {
      const [first, second, third] = await all(3, () => WireClient.connect(daemon.socket));
      await served(first);
      await served(second);
      await served(third);
      first.close();
      await servedNow(third);
      second.close();
      await sleep(100);
      // libvirtd says so more often: it looks at its limits again whenever anybody comes or goes.
      const suspended = daemon.log().indexOf("Temporarily suspending services");
      return [suspended > 0, daemon.log().indexOf("Re-enabling services", suspended) > 0];
    },
  },
];

export const requests: readonly Scene[] = [
  ...[1, 5].map((limit) => ({
    title: `with max_client_requests = ${limit}, a thousand calls in one piece are all answered`,
    configuration: `max_client_requests = ${limit}`,
    async play(daemon: Daemon) {
      const client = await WireClient.open(daemon.port);
      const count = 1000;
      client.send(Buffer.concat(serials(count).map((serial) => frame(nodeGetInfo, {}, serial))));
      await client.until(() => client.heard.length === count + 2);
      const got = client.heard.slice(2).map(({ header }) => header.serial);
      client.close();
      return [got.length, got.sort((a, b) => a - b)[0], new Set(got).size];
    },
  })),
  {
    title: "calls of a client that does not read are answered when it does",
    async play(daemon) {
      const client = await WireClient.open(daemon.socket);
      client.socket.pause();
      const count = 2000;
      client.send(
        Buffer.concat(serials(count).map((serial) => frame(remote.calls.connectGetCapabilities, {}, serial))),
      );
      await sleep(300);
      const other = await WireClient.open(daemon.socket);
      const meanwhile = (await other.ask(connectGetHostname, {})) !== undefined;
      client.socket.resume();
      await client.until(() => client.heard.length === count + 2, 20_000);
      const got = new Set(client.heard.slice(2).map(({ header }) => header.serial));
      client.close();
      other.close();
      return [meanwhile, got.size];
    },
  },
  {
    title: "a client that leaves in the middle of its replies is forgotten",
    async play(daemon) {
      const client = await WireClient.open(daemon.port);
      client.socket.pause();
      client.send(
        Buffer.concat(serials(500).map((serial) => frame(remote.calls.connectGetCapabilities, {}, serial))),
      );
      await sleep(100);
      client.socket.resetAndDestroy();
      const next = await WireClient.open(daemon.port);
      const answered = (await next.ask(connectGetHostname, {})) !== undefined;
      next.close();
      return answered;
    },
  },
  {
    title: "a screenshot that is read late is whole, and its stream ends as usual",
    async play(daemon) {
      const screenshot = async (pauseMs: number) => {
        const client = await WireClient.open(daemon.socket);
        client.socket.pause();
        const serial = client.call(remote.calls.domainScreenshot, { dom: testDomain, screen: 0, flags: 0 });
        await sleep(pauseMs);
        client.socket.resume();
        const emptyPacket = 28;
        await client.until(
          () => client.heard.at(-1)?.packet.length === emptyPacket && client.heard.length > 4,
        );
        client.close();
        const packets = client.heard.filter(({ header }) => header.serial === serial && header.type === 3);
        return packets.reduce((sum, { packet }) => sum + packet.length - emptyPacket, 0);
      };
      const [atOnce, late] = await Promise.all([screenshot(0), screenshot(800)]);
      return atOnce > 1000 && atOnce === late;
    },
  },
  {
    title: "an error that is too long for the wire ends the connection, and no other",
    async play(daemon) {
      const other = await WireClient.open(daemon.socket);
      const long = "x".repeat(4_194_304);
      const calls: ((client: WireClient) => Promise<unknown>)[] = [
        (client) => client.ask(remote.calls.domainSave, { dom: testDomain, to: long }),
        (client) => client.ask(remote.calls.domainRestore, { from: long }),
        (client) => client.ask(connectOpen, { name: `test:///${long.slice(8)}`, flags: 0 }),
        (client) => client.ask(remote.calls.domainLookupByName, { name: long }),
      ];
      const seen: unknown[] = [];
      for (const call of calls) {
        const client = await WireClient.open(daemon.port);
        seen.push((await call(client)) === undefined ? "no answer" : "answered", client.isClosed);
        client.close();
      }
      seen.push((await other.ask(connectGetHostname, {})) !== undefined);
      other.close();
      return seen;
    },
  },
  {
    title: "one byte at a time",
    async play(daemon) {
      const client = await WireClient.connect(daemon.port);
      client.socket.setNoDelay(true);
      for (const byte of Buffer.concat([frame(authList, {}, 1), frame(authList, {}, 2)])) {
        client.send(Uint8Array.of(byte));
        await sleep(5);
      }
      await client.reply(2);
      client.close();
      return client.heard.map(describeHeard);
    },
  },
  {
    title: "half a frame, silence, and the other half",
    async play(daemon) {
      const client = await WireClient.open(daemon.socket);
      const call = frame(connectGetHostname, {}, 7);
      client.send(call.subarray(0, 17));
      await sleep(1_000);
      const other = await WireClient.open(daemon.socket);
      const meanwhile = (await other.ask(connectGetHostname, {})) !== undefined;
      client.send(call.subarray(17));
      const answered = (await client.reply(7)) !== undefined;
      client.close();
      other.close();
      return [meanwhile, answered, client.heard.map(describeHeard)];
    },
  },
  {
    title: "a frame that is announced and never sent is waited for",
    async play(daemon) {
      const client = await WireClient.connect(daemon.socket);
      const announced = Buffer.alloc(1_000_000);
      announced.writeUInt32BE(33_554_436, 0);
      client.send(announced);
      const state = await orSilence(client.closed, 800);
      client.close();
      return state;
    },
  },
  {
    title: "megabytes of noise end the connection",
    async play(daemon) {
      const client = await WireClient.connect(daemon.port);
      client.send(Buffer.alloc(5_000_000, 0xa5));
      const state = (await orSilence(client.closed, 5_000)) === "silence" ? "open" : "closed";
      const next = await WireClient.open(daemon.port);
      next.close();
      return [state, next.heard.map(describeHeard)];
    },
  },
];

const serials = (count: number) => Array.from({ length: count }, (_, index) => index + 1000);

async function all<N extends number>(count: N, make: () => Promise<WireClient>): Promise<Clients<N>> {
  const clients: WireClient[] = [];
  // One after another: the order in which they are served is the order in which they came.
  while (clients.length < count) clients.push(await make());
  return clients as Clients<N>;
}

type Clients<N> = N extends 2
  ? [WireClient, WireClient]
  : N extends 3
    ? [WireClient, WireClient, WireClient]
    : [WireClient, WireClient, WireClient, WireClient];
