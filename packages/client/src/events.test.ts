import { describe, expect, test } from "vitest";
import { connect } from "./connect.js";
import type { Connection } from "./connection.js";
import { type Answers, type FakeServer, fakeDriver, settle } from "./testing/fake-server.js";

const domA = { name: "a", uuid: new Uint8Array(16).fill(1), id: 1 };
const domB = { name: "b", uuid: new Uint8Array(16).fill(2), id: 2 };
const lifecycle = (callbackID: number, dom: typeof domA, event: number) => ({
  callbackID,
  msg: { dom, event, detail: 0 },
});

async function start(answers: Answers = {}): Promise<{ connection: Connection; server: FakeServer }> {
  let callbacks = 0;
  const driver = fakeDriver({
    connectDomainEventCallbackRegisterAny: () => ({ callbackID: callbacks++ }),
    connectDomainEventCallbackDeregisterAny: () => ({}),
    connectNetworkEventRegisterAny: () => ({ callbackID: 0 }),
    connectNetworkEventDeregisterAny: () => ({}),
    connectGetHostname: () => ({ hostname: "h" }),
    ...answers,
  });
  const connection = await connect("fake:///x", { local: [driver], env: {} });
  return { connection, server: driver.servers[0]! };
}

const count = (server: FakeServer, name: string) => server.calls.filter((call) => call === name).length;

test.each([false, true])("events arrive in order (one byte at a time: %s)", async (oneByteAtATime) => {
  const { connection, server } = await start();
  server.oneByteAtATime = oneByteAtATime;
  const events = connection.events.domain("lifecycle");
  await events.ready;
  for (const event of [3, 4]) server.event("domainEventCallbackLifecycle", lifecycle(0, domA, event));
  const got = [];
  for await (const { dom, event, detail } of events) {
    got.push([dom.name, event, detail]);
    if (got.length === 2) break;
  }
  expect(got).toEqual([
    ["a", 3, 0],
    ["a", 4, 0],
  ]);
  await settle();
  expect(count(server, "connectDomainEventCallbackDeregisterAny")).toBe(1);
});

test("bodies without an inner message, and other classes, have the same form", async () => {
  const { connection, server } = await start();
  const added = connection.events.domain("device-added");
  const network = connection.events.network("lifecycle");
  await Promise.all([added.ready, network.ready]);
  server.event("domainEventCallbackDeviceAdded", { callbackID: 0, dom: domA, devAlias: "x" });
  server.event("networkEventLifecycle", {
    callbackID: 0,
    net: { name: "n", uuid: domA.uuid },
    event: 2,
    detail: 1,
  });
  expect((await added.next()).value).toMatchObject({ dom: { name: "a" }, devAlias: "x" });
  expect((await network.next()).value).toMatchObject({ net: { name: "n" }, event: 2, detail: 1 });
});

test("consumers of the same event share a registration; one of a single domain has its own", async () => {
  const { connection, server } = await start();
  const first = connection.events.domain("lifecycle");
  const second = connection.events.domain("lifecycle");
  const onlyB = connection.events.domain("lifecycle", { ref: domB });
  const alsoB = connection.events.domain("lifecycle", { ref: { ...domB } });
  await Promise.all([first.ready, second.ready, onlyB.ready, alsoB.ready]);
  expect(count(server, "connectDomainEventCallbackRegisterAny")).toBe(2);
  server.event("domainEventCallbackLifecycle", lifecycle(0, domA, 1));
  server.event("domainEventCallbackLifecycle", lifecycle(1, domB, 2));
  expect((await first.next()).value).toEqual((await second.next()).value);
  expect((await onlyB.next()).value).toMatchObject({ dom: { name: "b" }, event: 2 });
  expect((await alsoB.next()).value).toMatchObject({ event: 2 });
  await first.return();
  await onlyB.return();
  await settle();
  expect(count(server, "connectDomainEventCallbackDeregisterAny")).toBe(0);
  await second.return();
  await alsoB.return();
  await settle();
  expect(count(server, "connectDomainEventCallbackDeregisterAny")).toBe(2);
});

test("a consumer that stops reading ends with an error; others and calls notice nothing", async () => {
  const { connection, server } = await start();
  const lazy = connection.events.domain("lifecycle", null, { maxQueued: 3 });
  const busy = connection.events.domain("lifecycle");
  await lazy.ready;
  for (let event = 0; event < 10; event++) {
    server.event("domainEventCallbackLifecycle", lifecycle(0, domA, event));
  }
  await settle();
  const read: number[] = [];
  const failure = await (async () => {
    for await (const { event } of lazy) read.push(event);
  })().catch((error: unknown) => error);
  expect(read).toEqual([0, 1, 2]);
  expect(failure).toMatchObject({ message: "resource busy: more than 3 events were left unread" });
  for (let event = 0; event < 10; event++) expect((await busy.next()).value).toMatchObject({ event });
  expect(await connection.host.hostname()).toBe("h");
});

test("events of a registration that was given up are dropped, and so is what cannot be read", async () => {
  const { connection, server } = await start();
  const events = connection.events.domain("lifecycle");
  await events.ready;
  server.event("domainEventCallbackLifecycle", lifecycle(77, domA, 1));
  server.event("domainEventLifecycle", { dom: domA, event: 1, detail: 0 });
  server.event("domainEventCallbackLifecycle", lifecycle(0, domA, 5));
  expect((await events.next()).value).toMatchObject({ event: 5 });
});

test("a refused registration is the iteration's error, and the next try asks again", async () => {
  let refuse = true;
  const { LibvirtError } = await import("@virtgate/protocol");
  const { connection } = await start({
    connectDomainEventCallbackRegisterAny: () =>
      refuse ? new LibvirtError(3, 0, "not here") : { callbackID: 0 },
  });
  await expect(connection.events.domain("lifecycle").next()).rejects.toThrow("not here");
  refuse = false;
  await expect(connection.events.domain("lifecycle").ready).resolves.toBeUndefined();
});

describe("the end of the connection", () => {
  test("closed by us: the iteration ends", async () => {
    const { connection } = await start();
    const events = connection.events.domain("lifecycle");
    await events.ready;
    const next = events.next();
    await connection.close();
    expect(await next).toEqual({ value: undefined, done: true });
    expect(await connection.closed).toBe("client");
  });

  test("lost: what came is still read, then the error", async () => {
    const { connection, server } = await start();
    const events = connection.events.domain("lifecycle");
    await events.ready;
    server.event("domainEventCallbackLifecycle", lifecycle(0, domA, 1));
    server.close();
    expect(await connection.closed).toBe("eof");
    expect((await events.next()).value).toMatchObject({ event: 1 });
    await expect(events.next()).rejects.toThrow("internal error: client socket is closed");
    expect(await events.next()).toEqual({ value: undefined, done: true });
  });
});
