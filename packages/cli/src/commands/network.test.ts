// What no driver at hand answers: leases, old hosts, bridges around interfaces.
import { ErrorCode, ErrorDomain, LibvirtError, libvirtError } from "@virtgate/protocol";
import { describe, expect, test } from "vitest";
import { Arguments, type Given } from "../grammar/arguments.js";
import type { Command } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { formatTable } from "../table.js";
import { parseXml, type XmlElement } from "../xml/index.js";
import { ifaceBridge, ifaceUnbridge } from "./interface-bridge.js";
import { ifaceList } from "./interface-info.js";
import { netDhcpLeases } from "./network-leases.js";
import { netList } from "./network-list.js";

const uuid = new Uint8Array(16);
const noSupport = (): never => {
  throw libvirtError(ErrorDomain.network, ErrorCode.noSupport, "virConnectListAllNetworks");
};

type Answers = Readonly<Record<string, (args: never) => object>>;

/** What a command says when the host gives these answers; and what the host was told. */
async function said(command: Command, words: Readonly<Record<string, string | true>>, answers: Answers) {
  let text = "";
  const told: unknown[] = [];
  const call = new Proxy(
    {},
    {
      get: (_, name: string) => async (args: never) => {
        told.push([name, args]);
        const answer = answers[name];
        if (answer === undefined) return noSupport();
        return answer(args);
      },
    },
  );
  const shell = {
    call,
    print: (more: string) => {
      text += more;
    },
    extra: (more: string) => {
      text += more;
    },
    table: (heading: readonly string[], rows: readonly (readonly string[])[]) => {
      text += formatTable(heading, rows, { quiet: false, utf8: true });
    },
    trace: () => {},
    traceDetail: () => {},
  } as unknown as Shell;
  const given: Given[] = Object.entries(words).map(([option, value]) => ({
    option,
    value: value === true ? undefined : value,
  }));
  const status = await command.run(shell, new Arguments(command, given));
  return { status, text, told };
}

describe("net-dhcp-leases", () => {
  const net = { name: "default", uuid };
  const lease = { iface: "virbr0", iaid: null, prefix: 24, type: 0, hostname: null, clientid: null };
  test("sorted by MAC address, in the user's time zone, with a dash for what is not known", async () => {
    const noon = new Date(2026, 0, 2, 12, 3, 4).getTime() / 1000;
    const { text } = await said(
      netDhcpLeases,
      { network: "default" },
      {
        networkLookupByName: () => ({ net }),
        networkGetDhcpLeases: () => ({
          leases: [
            { ...lease, mac: "BB:00", ipaddr: "10.0.0.2", expirytime: BigInt(noon), hostname: "b" },
            {
              ...lease,
              mac: "aa:00",
              ipaddr: "2001:db8::2",
              prefix: 64,
              type: 1,
              expirytime: BigInt(noon),
              clientid: "01",
            },
            { ...lease, mac: null, ipaddr: "10.0.0.1", expirytime: BigInt(noon) },
          ],
          ret: 3,
        }),
      },
    );
    const [heading, , ...rows] = text.trimEnd().split("\n");
    expect(heading).toMatch(/^ Expiry Time +MAC address +Protocol +IP address +Hostname +Client ID or DUID$/);
    expect(rows.map((row) => row.trim().split(/ {2,}/))).toEqual([
      ["2026-01-02 12:03:04", "-", "ipv4", "10.0.0.1/24", "-", "-"],
      ["2026-01-02 12:03:04", "aa:00", "ipv6", "2001:db8::2/64", "-", "01"],
      ["2026-01-02 12:03:04", "BB:00", "ipv4", "10.0.0.2/24", "b", "-"],
    ]);
  });
});

describe("hosts that are too old for filters", () => {
  const names = { connectListNetworks: ["b", "A"], connectListDefinedNetworks: ["gone", "c"] };
  const old: Answers = {
    connectNumOfNetworks: () => ({ num: 2 }),
    connectNumOfDefinedNetworks: () => ({ num: 2 }),
    connectListNetworks: () => ({ names: names.connectListNetworks }),
    connectListDefinedNetworks: () => ({ names: names.connectListDefinedNetworks }),
    networkLookupByName: ({ name }: { name: string }) =>
      name === "gone" ? noSupport() : { net: { name, uuid } },
    networkIsPersistent: () => ({ persistent: 1 }),
    networkGetAutostart: ({ net }: { net: { name: string } }) => ({ autostart: net.name === "c" ? 1 : 0 }),
    networkIsActive: () => ({ active: 1 }),
  };
  test.each([
    [{ name: true }, "A\nb\n"],
    [{ all: true, name: true }, "A\nb\nc\n"],
    [{ all: true, autostart: true, name: true }, "c\n"],
    [{ all: true, transient: true, name: true }, ""],
  ] as const)("net-list %j", async (words, expected) => {
    expect((await said(netList, words, old)).text).toBe(expected);
  });
  test("net-list where a flag is not known", async () => {
    const refuse = (flags: number) => {
      if (flags & ~3) throw new LibvirtError(ErrorCode.invalidArg, ErrorDomain.network, "unsupported flags");
      return { nets: ["c", "b"].map((name) => ({ name, uuid })), ret: 2 };
    };
    const answers = { ...old, connectListAllNetworks: ({ flags }: { flags: number }) => refuse(flags) };
    const words = { all: true, autostart: true, name: true } as const;
    expect((await said(netList, words, answers)).text).toBe("c\n");
  });
  test("iface-list", async () => {
    const { text } = await said(
      ifaceList,
      {},
      {
        connectNumOfInterfaces: () => ({ num: 1 }),
        connectListInterfaces: () => ({ names: ["eth0"] }),
        interfaceLookupByName: ({ name }: { name: string }) => ({ iface: { name, mac: "a" } }),
        interfaceIsActive: () => ({ active: 0 }),
      },
    );
    expect(text).toMatch(/ eth0 +inactive +a\n$/);
  });
});

describe("iface-bridge and iface-unbridge", () => {
  const ethernet = `<interface type='ethernet' name='eth0'><start mode='onboot'/><mac address='a'/><link state='up'/></interface>`;
  /** Elements and attributes, without layout. */
  const plain = ({ name, attributes, children }: XmlElement): unknown => [
    name,
    { ...attributes },
    ...children.filter((child) => typeof child !== "string").map((child) => plain(child as XmlElement)),
  ];
  const defined = (told: readonly unknown[]) => {
    const [, args] =
      (told as [string, { xml: string }][]).find(([name]) => name === "interfaceDefineXml") ?? [];
    return plain(parseXml(args!.xml));
  };
  const answers = (xml: string): Answers => ({
    interfaceLookupByName: ({ name }: { name: string }) =>
      name === "new" ? noSupport() : { iface: { name, mac: "" } },
    interfaceGetXmlDesc: () => ({ xml }),
    interfaceDefineXml: () => ({ iface: { name: "x", mac: "" } }),
    interfaceCreate: () => ({}),
    interfaceDestroy: () => ({}),
    interfaceUndefine: () => ({}),
  });

  test("a bridge takes all but what is the interface's own", async () => {
    const { told, text } = await said(
      ifaceBridge,
      { interface: "eth0", bridge: "new", delay: "3" },
      answers(ethernet),
    );
    expect(text).toBe("Created bridge new with attached device eth0\nBridge interface new started\n");
    expect(defined(told)).toEqual([
      "interface",
      { type: "bridge", name: "new" },
      ["start", { mode: "onboot" }],
      ["link", { state: "up" }],
      [
        "bridge",
        { stp: "on", delay: "3" },
        ["interface", { type: "ethernet", name: "eth0" }, ["mac", { address: "a" }]],
      ],
    ]);
  });
  test("without STP there is no delay, and it need not start", async () => {
    const words = { interface: "eth0", bridge: "new", "no-stp": true, "no-start": true } as const;
    const { told, text } = await said(ifaceBridge, words, answers(ethernet));
    expect(text).toBe("Created bridge new with attached device eth0\n");
    expect(JSON.stringify(defined(told))).toContain('["bridge",{"stp":"off"}');
  });
  test("and the way back", async () => {
    const bridge =
      "<interface type='bridge' name='br0'><start mode='onboot'/><bridge stp='on'><interface type='ethernet' name='eth0'><mac address='a'/></interface></bridge></interface>";
    const { told, text } = await said(ifaceUnbridge, { bridge: "br0" }, answers(bridge));
    expect(text).toBe("Device eth0 un-attached from bridge br0\nInterface eth0 started\n");
    expect(told.map((one) => (one as [string])[0])).toEqual([
      ...["interfaceLookupByName", "interfaceGetXmlDesc", "interfaceDestroy", "interfaceUndefine"],
      ...["interfaceDefineXml", "interfaceCreate"],
    ]);
    expect(JSON.stringify(defined(told))).toContain('{"type":"ethernet","name":"eth0"},["start"');
    expect(JSON.stringify(defined(told))).toContain('["mac",{"address":"a"}]');
  });
  test.each([
    [ifaceBridge, { interface: "eth0", bridge: "br0" }, ethernet, "Network device br0 already exists"],
    [
      ifaceBridge,
      { interface: "br0", bridge: "new" },
      "<interface type='bridge' name='br0'/>",
      "Existing device br0 is already a bridge",
    ],
    [
      ifaceBridge,
      { interface: "eth0", bridge: "new" },
      "<interface name='eth0'/>",
      "Existing device eth0 has no type",
    ],
    [
      ifaceBridge,
      { interface: "eth1", bridge: "new" },
      ethernet,
      "Interface name from config eth0 doesn't match given supplied name eth1",
    ],
    [ifaceUnbridge, { bridge: "eth0" }, ethernet, "Device eth0 is not a bridge"],
    [
      ifaceUnbridge,
      { bridge: "br0" },
      "<interface type='bridge' name='br0'/>",
      "No bridge node in xml document",
    ],
    [
      ifaceUnbridge,
      { bridge: "br0" },
      "<interface type='bridge' name='br0'><bridge/></interface>",
      "No interface attached to bridge",
    ],
    [
      ifaceUnbridge,
      { bridge: "br0" },
      "<interface type='bridge' name='br0'><bridge><interface/><interface/></bridge></interface>",
      "Multiple interfaces attached to bridge",
    ],
  ] as const)("%# is refused", async (command, words, xml, message) => {
    await expect(said(command, words, answers(xml))).rejects.toThrow(message);
  });
});
