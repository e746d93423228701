import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Args,
  decode,
  encodePacket,
  errorLayout,
  FrameReader,
  MessageStatus,
  MessageType,
  type Procedure,
  payloadOffset,
  type Ret,
  readHeader,
  remote,
} from "@virtgate/protocol";
import { afterEach, describe, expect, test } from "vitest";
import { Connection } from "../connection.js";
import { hypervisorPrograms } from "../hypervisor-programs.js";
import type { AccessDriver } from "./access-driver.js";
import type { Question } from "./question.js";

const { calls } = remote;

/** The test hypervisor lives as long as somebody is connected to it. */
const connected: Client[] = [];
afterEach(() => {
  for (const { connection } of connected.splice(0)) connection.close("the test is over");
});

class Client {
  readonly asked: string[] = [];
  readonly logged: string[] = [];
  readonly events: number[] = [];
  readonly #answers = new Map<number, (packet: Uint8Array) => void>();
  readonly connection: Connection;
  #serial = 0;
  cutOff = "";

  /** `allows` judges "permission driver domain". */
  constructor(allows: (question: string, asked: Question) => boolean, ...more: AccessDriver[]) {
    const accessDriver: AccessDriver = {
      name: "fake",
      async answer(_session, questions) {
        return questions.map((question) => {
          const names = Object.entries(question.attributes).filter(([name]) => /_(driver|name)$/.test(name));
          const text = [question.permission, ...names.map(([, value]) => value)].join(" ");
          asked.push(text);
          return allows(text, question);
        });
      },
    };
    const { asked } = this;
    const frames = new FrameReader();
    const link = {
      queuedBytes: 0,
      write: (bytes: Uint8Array) => {
        frames.push(Uint8Array.from(bytes));
        for (let packet = frames.next(); packet !== undefined; packet = frames.next()) {
          const { type, serial, procedure } = readHeader(packet);
          if (type === MessageType.reply) this.#answers.get(serial)?.(packet);
          else this.events.push(procedure);
        }
      },
      end() {},
      destroy() {},
      reset() {},
      pause() {},
      resume() {},
    };
    this.connection = new Connection(link, {
      id: 1,
      transport: "memory",
      readonly: false,
      signedIn: true,
      programs: hypervisorPrograms(),
      accessDrivers: [accessDriver, ...more],
      maxRequests: 1_000,
      keepAlive: { intervalSeconds: -1, count: 0 },
      log: {
        refusal: (_session, rule) => this.logged.push(rule),
        closed() {},
        cutOff: (_session, reason) => {
          this.cutOff = reason;
        },
        failure: (_session, procedure, thrown) => this.logged.push(`${procedure}: ${String(thrown)}`),
      },
    });
    connected.push(this);
  }

  call<P extends Procedure>(procedure: P, args: Args<P>): Promise<Ret<P>> {
    const serial = ++this.#serial;
    return new Promise((resolve, reject) => {
      this.#answers.set(serial, (packet) => {
        const { status } = readHeader(packet);
        if (status === MessageStatus.ok)
          resolve(decode(procedure.ret, packet, payloadOffset) as Ret<typeof procedure>);
        else {
          const { code, domain, message } = decode(errorLayout, packet, payloadOffset);
          reject(new Error(`${code} ${domain} ${message}`));
        }
      });
      const header = {
        program: remote.number,
        version: remote.version,
        procedure: procedure.number,
        type: MessageType.call,
        serial,
        status: MessageStatus.ok,
      };
      this.connection.receive(encodePacket(header, procedure.args, args));
    });
  }

  async open(): Promise<this> {
    await this.call(calls.connectOpen, { name: "test:///default", flags: 0 });
    return this;
  }
}

const xml = (name: string) =>
  `<domain type='test'><name>${name}</name><memory>1</memory><os><type>hvm</type></os></domain>`;
const denied = "88 55 access denied: 'Test' denied access";

describe("what is asked", () => {
  const table: [string, (client: Client) => Promise<unknown>, string[]][] = [
    ["the connection", (c) => c.call(calls.connectGetType, {}), ["connect:getattr Test"]],
    ["the host", (c) => c.call(calls.nodeGetInfo, {}), ["connect:read Test"]],
    [
      "a lookup by name",
      (c) => c.call(calls.domainLookupByName, { name: "test" }),
      ["domain:getattr Test test"],
    ],
    ["a lookup by id", (c) => c.call(calls.domainLookupById, { id: 1 }), ["domain:getattr Test test"]],
    [
      "a definition, by the name in it",
      (c) => c.call(calls.domainDefineXml, { xml: xml("web") }),
      ["domain:write Test web", "domain:save Test web"],
    ],
    [
      "a network's definition, by the name in it",
      (c) => c.call(calls.networkDefineXml, { xml: "<network><name>n</name></network>" }),
      ["network:write Test n", "network:save Test n"],
    ],
    [
      "a network that is looked up, and one that is used",
      async (c) => {
        const { net } = await c.call(calls.networkLookupByName, { name: "default" });
        await c.call(calls.networkDestroy, { net });
      },
      ["network:getattr Test default", "network:stop Test default"],
    ],
    [
      "an interface",
      async (c) => {
        const { iface } = await c.call(calls.interfaceLookupByName, { name: "eth1" });
        await c.call(calls.interfaceDestroy, { iface, flags: 0 });
      },
      ["interface:getattr Test eth1", "interface:stop Test eth1"],
    ],
    [
      "a pool, and a volume that is made in it",
      async (c) => {
        const { pool } = await c.call(calls.storagePoolLookupByName, { name: "default-pool" });
        const xml = "<volume><name>v</name><capacity>1</capacity></volume>";
        const { vol } = await c.call(calls.storageVolCreateXml, { pool, xml, flags: 0 });
        await c.call(calls.storageVolDelete, { vol, flags: 0 });
      },
      [
        "storage_pool:getattr Test default-pool",
        "storage_vol:create Test default-pool v",
        "storage_vol:delete Test default-pool v",
      ],
    ],
    [
      "a device of the host",
      async (c) => {
        const { dev } = await c.call(calls.nodeDeviceLookupByName, { name: "scsi_host1" });
        await c.call(calls.nodeDeviceGetXmlDesc, { name: dev.name, flags: 0 });
      },
      ["node_device:getattr Test scsi_host1", "node_device:read Test scsi_host1"],
    ],
    [
      "a snapshot, by its domain",
      async (c) => {
        const { dom } = await c.call(calls.domainLookupByName, { name: "test" });
        const xmlDesc = "<domainsnapshot><name>s</name></domainsnapshot>";
        const { snap } = await c.call(calls.domainSnapshotCreateXml, { dom, xmlDesc, flags: 0 });
        await c.call(calls.domainSnapshotGetXmlDesc, { snap, flags: 0 });
      },
      ["domain:getattr Test test", "domain:snapshot Test test", "domain:read Test test"],
    ],
    [
      "a list, object by object",
      (c) => c.call(calls.connectListAllDomains, { needResults: 1, flags: 0 }),
      ["connect:search_domains Test", "domain:getattr Test test"],
    ],
  ];
  test.each(table)("%s", async (_name, act, expected) => {
    const client = await new Client(() => true).open();
    client.asked.length = 0;
    await act(client);
    expect(client.asked).toEqual(expected);
  });

  test("the driver's name for a domain, whatever the client calls it", async () => {
    const client = await new Client((question) => !question.includes("stop")).open();
    const { dom } = await client.call(calls.domainLookupByName, { name: "test" });
    client.asked.length = 0;
    const lie = { ...dom, name: "mine" };
    await expect(client.call(calls.domainDestroy, { dom: lie })).rejects.toThrow(denied);
    expect(client.asked).toEqual(["domain:stop Test test"]);
    expect(client.logged.join()).toContain("domain:stop on connect_driver=Test domain_name=test");
  });

  test("what is asked twice in one call is asked once, and again in the next call", async () => {
    const client = await new Client(() => true).open();
    client.asked.length = 0;
    await client.call(calls.nodeGetInfo, {});
    await client.call(calls.nodeGetInfo, {});
    expect(client.asked).toEqual(["connect:read Test", "connect:read Test"]);
  });
});

describe("what is refused", () => {
  test("opening, and then there is nothing to work with", async () => {
    const client = new Client((question) => !question.startsWith("connect:getattr"));
    await expect(client.open()).rejects.toThrow(denied);
    await expect(client.call(calls.nodeGetInfo, {})).rejects.toThrow("hypervisor connection not open");
    expect(client.connection.session.driver).toBeUndefined();
  });

  test("what comes behind an opening that is not yet allowed", async () => {
    const client = new Client(() => true);
    const opening = client.open();
    const early = client.call(calls.nodeGetInfo, {});
    await expect(early).rejects.toThrow("hypervisor connection not open");
    await opening;
    await expect(client.call(calls.nodeGetInfo, {})).resolves.toBeDefined();
  });

  test("a definition leaves nothing behind", async () => {
    const client = await new Client((question) => question !== "domain:save Test web").open();
    await expect(client.call(calls.domainDefineXml, { xml: xml("web") })).rejects.toThrow(denied);
    const { domains } = await client.call(calls.connectListAllDomains, { needResults: 1, flags: 0 });
    expect(domains.map(({ name }) => name)).toEqual(["test"]);
  });

  test("a pool that is named by one's own name and another's uuid", async () => {
    const client = await new Client(() => true).open();
    const xml = "<pool type='dir'><name>mine</name><target><path>/mine</path></target></pool>";
    const { pool: mine } = await client.call(calls.storagePoolDefineXml, { xml, flags: 0 });
    const { pool } = await client.call(calls.storagePoolLookupByName, { name: "default-pool" });
    const mixed = { name: mine.name, uuid: pool.uuid };
    await expect(client.call(calls.storagePoolDestroy, { pool: mixed })).rejects.toThrow(denied);
  });

  test("a domain in a file, which nobody can exchange in between", async () => {
    const folder = mkdtempSync(join(tmpdir(), "virtgate-access-"));
    try {
      const to = join(folder, "image");
      const client = await new Client((question) => question !== "domain:start Test test").open();
      const { dom } = await client.call(calls.domainLookupByName, { name: "test" });
      await client.call(calls.domainSave, { dom, to });
      client.asked.length = 0;
      await expect(client.call(calls.domainRestore, { from: to })).rejects.toThrow(denied);
      expect(client.asked).toEqual(["domain:start Test test"]);
      expect(await client.call(calls.domainIsActive, { dom })).toEqual({ active: 0 });
      await expect(
        client.call(calls.domainSaveImageGetXmlDesc, { file: to, flags: 0 }),
      ).resolves.toMatchObject({ xml: expect.stringContaining("<name>test</name>") });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("objects in lists, and no count tells of them", async () => {
    const client = await new Client((question) => question !== "domain:getattr Test hidden").open();
    await client.call(calls.domainDefineXml, { xml: xml("hidden") });
    await client.call(calls.domainDefineXml, { xml: xml("seen") });
    const { domains, ret } = await client.call(calls.connectListAllDomains, { needResults: 1, flags: 0 });
    expect(domains.map(({ name }) => name).sort()).toEqual(["seen", "test"]);
    expect(ret).toBe(2);
    expect(await client.call(calls.connectNumOfDefinedDomains, {})).toEqual({ num: 1 });
    expect(await client.call(calls.connectListDefinedDomains, { maxnames: 10 })).toEqual({ names: ["seen"] });
    await expect(client.call(calls.domainLookupByName, { name: "hidden" })).rejects.toThrow(denied);
  });

  test("an object that is not there is not there, before anybody is asked", async () => {
    const client = await new Client(() => true).open();
    client.asked.length = 0;
    await expect(client.call(calls.domainLookupByName, { name: "nosuch" })).rejects.toThrow("42 12 ");
    expect(client.asked).toEqual([]);
  });

  test("everything, when the access driver fails; the cause stands in the log alone", async () => {
    const client = await new Client((question) => {
      if (question.includes("read")) throw new Error("the bus is gone");
      return true;
    }).open();
    await expect(client.call(calls.nodeGetInfo, {})).rejects.toThrow(denied);
    expect(client.logged.join()).toContain("access driver fake failed: the bus is gone");
  });

  test("what a second access driver refuses", async () => {
    const second: AccessDriver = {
      name: "second",
      answer: (_session, questions) => questions.map(({ permission }) => permission !== "connect:read"),
    };
    const client = await new Client(() => true, second).open();
    await expect(client.call(calls.nodeGetInfo, {})).rejects.toThrow(denied);
  });
});

describe("events", () => {
  const everything = { eventID: 0, dom: null };

  test("of hidden domains are not sent, the others in their order", async () => {
    const client = await new Client((question) => question !== "domain:getattr Test hidden").open();
    await client.call(calls.connectDomainEventCallbackRegisterAny, everything);
    await client.call(calls.domainDefineXml, { xml: xml("hidden") });
    expect(client.events).toEqual([]);
    await client.call(calls.domainDefineXml, { xml: xml("seen") });
    await expect.poll(() => client.events.length).toBe(1);
  });

  test("that wait for a verdict are bounded", async () => {
    let stuck = false;
    const second: AccessDriver = {
      name: "slow",
      answer: (_session, questions) => (stuck ? new Promise<boolean[]>(() => {}) : questions.map(() => true)),
    };
    const client = await new Client(() => true, second).open();
    const other = await new Client(() => true).open();
    const { dom } = await other.call(calls.domainLookupByName, { name: "test" });
    await client.call(calls.connectDomainEventCallbackRegisterAny, everything);
    stuck = true;
    for (let round = 0; round < 2_100; round++) {
      await other.call(calls.domainSuspend, { dom });
      await other.call(calls.domainResume, { dom });
    }
    await expect.poll(() => client.cutOff).toBe("more than 4096 events wait for permission");
  });
});
