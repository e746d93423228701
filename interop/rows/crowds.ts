// Too many clients, and what each of them then sees.
import { setTimeout as sleep } from "node:timers/promises";
import { admin, remote } from "@virtgate/protocol";
import { WireClient } from "../wire.js";
import type { Scene } from "./scene.js";

const { authList, connectOpen } = remote.calls;

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
