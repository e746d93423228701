import { expect, test } from "vitest";
import { type DomainEvent, domainEvents } from "./domain-events.js";
import { EventState } from "./events.js";

const uuid = (fill: number) => new Uint8Array(16).fill(fill);
const lifecycle = (fill: number, event = 0): DomainEvent => ({
  kind: "lifecycle",
  domain: { name: `domain ${fill}`, uuid: uuid(fill), id: -1 },
  event,
  detail: 0,
});
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** A listener that notes "number: domain event". */
function listener(heard: string[]) {
  return (event: DomainEvent, number: number) => {
    heard.push(`${number}: ${event.domain.name} ${event.kind === "lifecycle" ? event.event : event.kind}`);
  };
}

test("events arrive after the present turn, in order", async () => {
  const events = domainEvents(new EventState());
  const heard: string[] = [];
  events.register(0, undefined, listener(heard));
  events.raise(lifecycle(1, 3));
  events.raise(lifecycle(2, 4));
  await Promise.resolve();
  expect(heard).toEqual([]);
  await nextTurn();
  expect(heard).toEqual(["0: domain 1 3", "0: domain 2 4"]);
});

test("each registration gets what it asked for", async () => {
  const events = domainEvents(new EventState());
  const heard: string[] = [];
  events.register(0, uuid(2), listener(heard));
  events.register(23, undefined, listener(heard));
  events.register(7, undefined, listener(heard));
  events.raise(lifecycle(1));
  events.raise(lifecycle(2));
  events.raise({ kind: "metadataChange", domain: { name: "m", uuid: uuid(1), id: 1 }, type: 0, uri: null });
  await nextTurn();
  expect(heard).toEqual(["0: domain 2 0", "1: m metadataChange"]);
});

test("numbers are never used again", () => {
  const events = domainEvents(new EventState());
  expect(events.register(0, undefined, () => {})).toBe(0);
  events.unregister(0);
  events.unregister(99);
  expect(events.register(0, undefined, () => {})).toBe(1);
});

test("what is given up before the delivery hears nothing, not even when an event gives it up", async () => {
  const events = domainEvents(new EventState());
  const heard: string[] = [];
  const first = events.register(0, undefined, () => events.unregister(second));
  const second = events.register(0, undefined, listener(heard));
  const third = events.register(0, undefined, listener(heard));
  events.raise(lifecycle(1));
  events.unregister(third);
  await nextTurn();
  expect([first, second, third]).toEqual([0, 1, 2]);
  expect(heard).toEqual([]);
});

test("an event that an event causes is delivered too", async () => {
  const events = domainEvents(new EventState());
  const heard: string[] = [];
  events.register(0, uuid(1), () => events.raise(lifecycle(2)));
  events.register(0, uuid(2), listener(heard));
  events.raise(lifecycle(1));
  await nextTurn();
  await nextTurn();
  expect(heard).toEqual(["1: domain 2 0"]);
});
