import { pingPacket, pongPacket } from "@virtgate/protocol";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Session } from "./session.js";
import { fakePair, settle } from "./testing/fake-server.js";
import type { CloseReason } from "./transports/transport.js";

function start(keepalive = { intervalSeconds: 1, count: 2 }) {
  const { server, transport } = fakePair();
  const ends: [CloseReason, string | undefined][] = [];
  const session = new Session(
    transport,
    { maxCallsInFlight: 5, deadlineMs: undefined },
    { onEvent: () => {}, onClose: (reason, error) => ends.push([reason, error?.message]) },
  );
  session.keepalive.start(keepalive);
  return { server, session, ends };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  vi.spyOn(process, "uptime").mockImplementation(() => Date.now() / 1000);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const wait = async (ms: number) => {
  await vi.advanceTimersByTimeAsync(ms);
  await settle();
};

test("a server's PING is answered", async () => {
  const { server } = start({ intervalSeconds: 0, count: 0 });
  server.send(pingPacket);
  server.send(pongPacket);
  await settle();
  expect(server.packets).toEqual([Buffer.from(pongPacket)]);
});

describe("a silent server", () => {
  // `virsh -k 1 -K 2` against a stopped libvirtd ends after three seconds.
  test("gets as many PINGs as may be lost, then the connection ends", async () => {
    const { server, ends } = start();
    await wait(990);
    expect(server.pings).toBe(0);
    await wait(20);
    expect(server.pings).toBe(1);
    await wait(1000);
    expect(server.pings).toBe(2);
    expect(ends).toEqual([]);
    await wait(1000);
    expect(ends).toEqual([["keepalive", "internal error: connection closed due to keepalive timeout"]]);
    expect(server.pings).toBe(2);
  });

  test("is forgiven as soon as it says anything", async () => {
    const { server, ends } = start();
    await wait(2500);
    expect(server.pings).toBe(2);
    server.send(pongPacket);
    await settle();
    await wait(2500);
    expect(ends).toEqual([]);
    await wait(600);
    expect(ends).toEqual([["keepalive", expect.any(String)]]);
  });

  test("is not asked while it talks", async () => {
    const { server } = start();
    for (let i = 0; i < 5; i++) {
      await wait(900);
      server.send(pingPacket);
      await settle();
    }
    expect(server.pings).toBe(0);
  });
});

test("an interval of 0 turns it off", async () => {
  const { server, ends } = start({ intervalSeconds: 0, count: 5 });
  await wait(100_000);
  expect([server.pings, ends]).toEqual([0, []]);
});
