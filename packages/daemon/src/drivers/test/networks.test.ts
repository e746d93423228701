// What is not in the vectors: events, two definitions of one network, and many of them.
import { ErrorCode, LibvirtError } from "@virtgate/protocol";
import { describe, expect, test } from "vitest";
import { formatUuid, parseUuid } from "../../definitions/uuid.js";
import type { Driver } from "../driver.js";
import type { NetworkEvent } from "../network-events.js";
import { defaultHypervisor } from "./default.js";

const uuidText = (number: number) => `00000000-0000-0000-0000-${number.toString(16).padStart(12, "0")}`;
const xml = (name: string, number: number, inside = "") =>
  `<network><name>${name}</name><uuid>${uuidText(number)}</uuid>${inside}</network>`;

function open(): Driver {
  return defaultHypervisor(() => {}).connect("test:///default");
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

function codeOf(attempt: () => unknown): number | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (error instanceof LibvirtError) return error.code;
    throw error;
  }
}

describe("events", () => {
  test("of all networks, and of one", async () => {
    const networks = open().networks!;
    const heard: string[] = [];
    const listener = (event: NetworkEvent, number: number) => {
      heard.push(`${number}: ${event.network.name} ${event.event}`);
    };
    networks.events.register(0, undefined, listener);
    networks.events.register(0, parseUuid(uuidText(1)), listener);
    const ref = await networks.define(xml("a", 1), 0);
    networks.start(ref);
    networks.createXml(xml("b", 2), 0);
    networks.destroy({ name: "b", uuid: ref.uuid });
    networks.destroy(ref);
    networks.undefine(ref);
    await nextTurn();
    expect(heard).toEqual([
      ...["0: a 0", "1: a 0", "0: a 2", "1: a 2", "0: b 2", "0: b 3", "0: a 3", "1: a 3", "0: a 1", "1: a 1"],
    ]);
  });

  test("who undefines a network by its name gets an event with the uuid that was given", async () => {
    const networks = open().networks!;
    const heard: string[] = [];
    networks.events.register(0, undefined, ({ network }) => heard.push(formatUuid(network.uuid)));
    networks.define(xml("a", 1), 0);
    networks.undefine({ name: "a", uuid: parseUuid(uuidText(9))! });
    await nextTurn();
    expect(heard).toEqual([uuidText(1), uuidText(9)]);
  });
});

describe("two definitions of one network", () => {
  const change = { command: 3, section: 11, parentIndex: -1, xml: "<txt name='a' value='b'/>" };
  const [live, config] = [1, 2];

  test("an update of one of them leaves the other", async () => {
    const networks = open().networks!;
    const ref = await networks.define(xml("a", 1), 0);
    networks.start(ref);
    networks.update(ref, change, config);
    expect(await networks.xml(ref, 0)).not.toContain("<txt");
    expect(codeOf(() => networks.update(ref, change, config))).toBe(ErrorCode.operationInvalid);
    networks.update(ref, change, live);
    expect(await networks.xml(ref, 0)).toContain("<txt name='a' value='b'/>");
  });

  test("an update of both that one of them refuses changes neither", async () => {
    const networks = open().networks!;
    const ref = await networks.define(xml("a", 1), 0);
    networks.start(ref);
    networks.update(ref, change, config);
    const before = await networks.xml(ref, 0);
    expect(codeOf(() => networks.update(ref, change, live | config))).toBe(ErrorCode.operationInvalid);
    expect(await networks.xml(ref, 0)).toBe(before);
  });

  test("an update that is refused separates them all the same", async () => {
    const networks = open().networks!;
    const ref = await networks.define(xml("a", 1), 0);
    networks.start(ref);
    expect(codeOf(() => networks.update(ref, { ...change, xml: "<x/>" }, config))).toBe(ErrorCode.xmlError);
    networks.update(ref, change, live);
    // What is defined has not got the record, so it can be added there.
    networks.update(ref, change, config);
  });
});

describe("many", { timeout: 60_000 }, () => {
  test("ten thousand networks and interfaces are listed, counted and found", async () => {
    const { networks, interfaces } = open();
    for (let number = 1; number <= 10_000; number++) {
      networks!.define(xml(`n${number}`, number), 0);
      interfaces!.define(
        `<interface type='ethernet' name='e${number}'><mac address='m${number}'/></interface>`,
        0,
      );
    }
    expect((await networks!.list(0)).length).toBe(10_001);
    expect(await networks!.count(1)).toBe(10_000);
    expect((await networks!.lookupByName("n5000")).name).toBe("n5000");
    expect((await networks!.lookupByUuid(parseUuid(uuidText(7000))!)).name).toBe("n7000");
    expect(await interfaces!.count(3)).toBe(10_001);
    expect((await interfaces!.lookupByMac("M123")).name).toBe("e123");
  });

  test("there is an end", () => {
    const networks = open().networks!;
    for (let number = 1; number < 16_384; number++) networks.define(xml(`n${number}`, number), 0);
    expect(codeOf(() => networks.define(xml("one-more", 0xffff), 0))).toBe(ErrorCode.operationFailed);
    // Another definition of one that is there is not one more.
    networks.define(xml("n1", 1, "<mtu size='5'/>"), 0);
  });
});
