import { expect, test } from "vitest";
import { domainEvents } from "../domain-events.js";
import { EventState } from "../events.js";
import { readDefinition } from "./definition.js";
import { DomainTable } from "./domain-table.js";

const template = readDefinition(
  "<domain type='test'><name>x</name><memory>1024</memory><os><type>hvm</type></os></domain>",
);
const uuid = (number: number) => {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(12, number);
  return bytes;
};
const definition = (number: number, name = `domain ${number}`) => ({ ...template, name, uuid: uuid(number) });

test("at most as many domains as one answer can list", () => {
  const table = new DomainTable(domainEvents(new EventState()));
  for (let number = 0; number < 16_384; number++) table.define(definition(number));
  expect([...table.values()].length).toBe(16_384);
  expect(() => table.define(definition(16_384))).toThrow(/^operation failed: too many domains/);
  expect(() => table.admit(definition(16_384))).toThrow(/^operation failed: too many domains/);
  table.remove(table.byName("domain 7"));
  expect(table.define(definition(16_384)).known).toBe(false);
});

test("after a rename only the new name is known", () => {
  const table = new DomainTable(domainEvents(new EventState()));
  const { domain } = table.define(definition(1));
  table.rename(domain, "new");
  expect(table.byName("new")).toBe(domain);
  expect(table.byUuid(uuid(1)).definition.name).toBe("new");
  expect(() => table.byName("domain 1")).toThrow("Domain not found");
  expect(table.define(definition(2, "domain 1")).known).toBe(false);
});

test("ids are never used again", () => {
  const table = new DomainTable(domainEvents(new EventState()));
  expect([table.newId(), table.newId(), table.newId()]).toEqual([1, 2, 3]);
});
