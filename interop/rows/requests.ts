// Too many calls, and calls in odd pieces.
import { setTimeout as sleep } from "node:timers/promises";
import { remote } from "@virtgate/protocol";
import type { Daemon } from "../harness.js";
import { describeHeard, frame, orSilence, testDomain, WireClient } from "../wire.js";
import type { Scene } from "./scene.js";

const { authList, connectGetHostname, connectOpen, nodeGetInfo } = remote.calls;

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
