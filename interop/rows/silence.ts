// Clients that say nothing for a while, and what they then hear. Both daemons must agree, to the second.
import { setTimeout as sleep } from "node:timers/promises";
import { admin, remote } from "@virtgate/protocol";
import type { Daemon } from "../harness.js";
import { describeHeard, keepaliveFeature, orSilence, WireClient } from "../wire.js";
import type { Scene } from "./scene.js";

const { connectGetHostname, connectSupportsFeature } = remote.calls;

const asked = (client: WireClient) => client.ask(connectSupportsFeature, { feature: keepaliveFeature });

/** What a silent client hears, each with the second in which it came. */
async function listen(client: WireClient, forMs: number): Promise<string[]> {
  const beganMs = performance.now();
  const from = client.heard.length;
  let endedMs = Number.NaN;
  await orSilence(
    client.closed.then(() => {
      endedMs = performance.now();
    }),
    forMs,
  );
  const second = (atMs: number) => Math.round((atMs - beganMs) / 1000);
  const heard = client.heard.slice(from).map((each) => `${describeHeard(each)} ${second(each.atMs)}`);
  return client.isClosed ? [...heard, `closed ${second(endedMs)}`] : [...heard, "open"];
}

const ping = Buffer.from("0000001c6b6565700000000100000001000000020000000000000000", "hex");
const pong = Buffer.from("0000001c6b6565700000000100000002000000020000000000000000", "hex");

export const silences: readonly Scene[] = [
  ...[
    [1, 2],
    [1, 0],
    [2, 1],
    [0, 5],
    [-1, 5],
  ].map(([interval, count]) => ({
    title: `keepalive_interval = ${interval}, keepalive_count = ${count}: a silent client`,
    configuration: `keepalive_interval = ${interval}\nkeepalive_count = ${count}`,
    async play(daemon: Daemon) {
      const client = await WireClient.open(daemon.socket);
      await asked(client);
      const seen = await listen(client, 4_600);
      client.close();
      return seen;
    },
  })),
  {
    title: "a silent client that has not asked for keepalive is left alone",
    configuration: "keepalive_interval = 1\nkeepalive_count = 1",
    async play(daemon) {
      const client = await WireClient.open(daemon.socket);
      const seen = await listen(client, 3_500);
      client.close();
      return seen;
    },
  },
  {
    title: "a silent administrator",
    configuration: "admin_keepalive_interval = 1\nadmin_keepalive_count = 1",
    async play(daemon) {
      const client = await WireClient.connect(`${daemon.folder}/sock/libvirt-admin-sock`);
      await client.reply(client.call(admin.calls.connectOpen, { flags: 0 }, admin));
      const seen = await listen(client, 3_500);
      client.close();
      return seen;
    },
  },
  {
    title: "whatever a client says shows that it is there",
    configuration: "keepalive_interval = 1\nkeepalive_count = 1",
    async play(daemon) {
      const sayings: ((client: WireClient) => void)[] = [
        (client) => client.send(pong),
        (client) => client.send(ping),
        (client) => client.call(connectGetHostname, {}),
        (client) => client.send(Buffer.from([0])), // a byte of a frame that is yet to come
      ];
      return Promise.all(
        sayings.map(async (say) => {
          const client = await WireClient.open(daemon.port);
          await asked(client);
          const timer = setInterval(() => say(client), 600);
          const seen = await orSilence(client.closed, 3_600);
          clearInterval(timer);
          client.close();
          return seen;
        }),
      );
    },
  },
  {
    title: "the log says who was cut off for silence",
    configuration: "keepalive_interval = 1\nkeepalive_count = 0",
    async play(daemon) {
      const client = await WireClient.open(daemon.socket);
      await asked(client);
      await orSilence(client.closed, 3_000);
      await sleep(100);
      return daemon.log().includes("connection closed due to keepalive timeout");
    },
  },
];
