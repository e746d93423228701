/** What libvirt makes up by itself: identifiers that differ each time, and so have no vectors. */
import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { cloneDomain, formatDomain, formatUuid, parseDomain } from "./index.js";
import { attribute, childNamed } from "./xml-tree.js";

const parse = (inside: string) =>
  parseDomain(
    `<domain type='test'><name>a</name><memory>1024</memory><os><type>hvm</type></os>${inside}</domain>`,
    {
      random: randomBytes,
    },
  );
const VERSION_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("made up", () => {
  test("a UUID", () => expect(formatUuid(parse("").uuid)).toMatch(VERSION_4));

  test("a generation id, when asked for", () => {
    expect(parse("").genid).toBeUndefined();
    expect(formatUuid(parse("<genid/>").genid!)).toMatch(VERSION_4);
  });

  test("MAC addresses with libvirt's prefix", () => {
    const { devices } = parse("<devices><interface type='user'/><interface type='user'/></devices>");
    const macs = devices.interface.map((one) => attribute(childNamed(one, "mac"), "address")!);
    for (const mac of macs) expect(mac).toMatch(/^52:54:00(:[0-9a-f]{2}){3}$/);
    expect(macs[0]).not.toBe(macs[1]);
  });

  test("the interface of an Open vSwitch port", () => {
    const port = "<source bridge='b'/><virtualport type='openvswitch'/>";
    const { devices } = parse(`<devices><interface type='bridge'>${port}</interface></devices>`);
    const parameters = childNamed(childNamed(devices.interface[0], "virtualport"), "parameters");
    expect(attribute(parameters, "interfaceid")).toMatch(VERSION_4);
  });
});

describe("a document that asks for too much", () => {
  const disk = (address: string) =>
    `<disk type='file'><source file='/a'/><target dev='sda'/><address type='drive' ${address}/></disk>`;

  test.each([
    ["controllers", `<devices>${disk("controller='4294967295'")}</devices>`],
    ["CPUs", "<vcpu>4294967295</vcpu><vcpus><vcpu id='0' enabled='yes'/></vcpus>"],
    ["I/O threads", "<iothreads>4294967295</iothreads>"],
    ["devices", `<devices>${"<controller type='usb'/>".repeat(5000)}</devices>`],
    ["cells", `<cpu><numa>${"<cell memory='1'/>".repeat(2000)}</numa></cpu>`],
    [
      "groups",
      `<cputune>${"<memorytune vcpus='0'><node id='0' bandwidth='1'/></memorytune>".repeat(2000)}</cputune>`,
    ],
  ])("%s: is refused at once", (_, inside) => {
    const start = performance.now();
    expect(() => parse(inside)).toThrow(/that are supported/);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

test("what virtio-mem has of its memory is written while the guest runs", () => {
  const target = "<size>512</size><node>0</node><block>128</block><requested>256</requested>";
  const cell = "<cell id='0' cpus='0' memory='1024'/>";
  const domain = parse(
    `<maxMemory slots='2'>65536</maxMemory><cpu><numa>${cell}</numa></cpu>` +
      `<devices><memory model='virtio-mem'><target>${target}</target></memory></devices>`,
  );
  const current = "<current unit='KiB'>0</current>";
  expect(formatDomain(domain, { id: 1 })).toContain(current);
  expect(formatDomain(domain, { id: 1, inactive: true })).not.toContain(current);
  expect(formatDomain(domain)).not.toContain(current);
});

describe("a definition in use", () => {
  test("shows the id only while it runs", () => {
    const domain = parse("");
    expect(formatDomain(domain, { id: 7 })).toMatch(/^<domain type='test' id='7'>/);
    expect(formatDomain(domain, { id: 7, inactive: true })).toMatch(/^<domain type='test'>/);
    expect(formatDomain(domain, { id: -1 })).toMatch(/^<domain type='test'>/);
  });

  test("writes what a driver has changed", () => {
    const domain = parse("<vcpu>4</vcpu>");
    Object.assign(domain, { name: "b & c", title: "t", currentMemoryKiB: 512n, vcpus: 2 });
    const xml = formatDomain(domain);
    expect(xml).toContain("<name>b &amp; c</name>");
    expect(xml).toContain("<title>t</title>");
    expect(xml).toContain("<currentMemory unit='KiB'>512</currentMemory>");
    expect(xml).toContain("<vcpu placement='static' current='2'>4</vcpu>");
  });

  test("is copied as a whole", () => {
    const domain = parse(
      "<metadata><a xmlns='urn:a'/></metadata><devices><watchdog model='ib700'/></devices>",
    );
    const copy = cloneDomain(domain);
    const before = formatDomain(domain);
    copy.devices.watchdog[0]!.attributes.set("action", "none");
    copy.metadata!.children.splice(0);
    copy.sections.clock![0]!.attributes.set("offset", "localtime");
    copy.uuid[0]! ^= 1;
    expect(formatDomain(domain)).toBe(before);
    expect(formatDomain(copy)).not.toBe(before);
  });
});
