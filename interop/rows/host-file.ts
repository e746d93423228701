// Hosts described by a file: test:///path/to/host.xml. The files lie in a folder that both daemons see.
import type { Row } from "./table.js";

const space = "xmlns:test='http://libvirt.org/schemas/domain/test/1.0'";
const domain = (name: string, number: number, more = "") =>
  `<domain type='test' ${space}><name>${name}</name><uuid>c7a5fdbd-edaf-9455-926a-0000000000${number}</uuid><memory>65536</memory><os><type>hvm</type></os>${more}</domain>`;

const snapshot = (name: string, parent = "", active = 0, state = "running") =>
  `<test:domainsnapshot><name>${name}</name>${parent === "" ? "" : `<parent><name>${parent}</name></parent>`}<state>${state}</state><creationTime>1234567890</creationTime><domain type='test'><name>forest</name><uuid>c7a5fdbd-edaf-9455-926a-0000000000${state === "shutoff" ? 19 : 18}</uuid><memory>65536</memory><os><type>hvm</type></os></domain><active>${active}</active></test:domainsnapshot>`;

const node = (inside: string) => `<node>\n${inside}\n</node>\n`;

/** Name of a host's file -> its text, and the other files it names. */
export const hostFiles: Readonly<Record<string, string>> = {
  "many.xml": node(`
  <cpu><mhz>6000</mhz><model>moon</model><active>12</active><nodes>4</nodes><sockets>4</sockets><cores>2</cores><threads>1</threads></cpu>
  <memory>4194304</memory>
  ${domain("one", 11)}
  ${domain("off", 12, "<test:runstate>5</test:runstate>")}
  ${domain("paused", 13, "<test:runstate>3</test:runstate>")}
  ${domain("crashed", 14, "<test:runstate>6</test:runstate>")}
  ${domain("transient", 15, "<test:transient/>")}
  ${domain("saved", 16, "<test:runstate>5</test:runstate><test:hasmanagedsave/>")}
  <domain file='other.xml'/>`),
  "other.xml": `${domain("other", 17)}\n`,
  "snapshots.xml": node(`
  ${domain("forest", 18, `${snapshot("a")}${snapshot("b", "a", 1)}${snapshot("c", "b", 0, "paused")}${snapshot("d", "a")}`)}
  ${domain("stopped", 19, `${snapshot("off", "", 1, "shutoff")}<test:runstate>5</test:runstate>`)}`),
  "two-current.xml": node(domain("one", 11, snapshot("a", "", 1) + snapshot("b", "", 1))),
  "lost-parent.xml": node(domain("one", 11, snapshot("a", "nosuch"))),
  "circle.xml": node(domain("one", 11, snapshot("a", "b") + snapshot("b", "a"))),
  "same-name.xml": node(domain("one", 11, snapshot("a") + snapshot("a"))),
  "nameless.xml": node(domain("one", 11, snapshot(""))),
  "unmarked.xml": node(domain("one", 11, snapshot("a").replace(/<active>.*<.active>/, ""))),
  "no-snapshot-file.xml": node(domain("one", 11, "<test:domainsnapshot file='nosuch.xml'/>")),
  "devices.xml": node(`
  <device><name>computer</name><capability type='system'><hardware><uuid>11111111-2222-3333-4444-555555555555</uuid></hardware></capability></device>
  <device><name>net_eth0</name><path>/sys/eth0</path><parent>pci_1</parent><capability type='net'><interface>eth0</interface><feature name='tx'/><feature name='rx'/><link state='up' speed='1000'/><capability type='80203'/></capability></device>
  <device><name>usb_1</name><parent>computer</parent><capability type='usb_device'><bus>1</bus><device>2</device><product id='0x1'/><vendor id='0x2'>Maker</vendor></capability></device>
  <device file='pci.xml'/>`),
  "pci.xml":
    "<device><name>pci_1</name><parent>computer</parent><capability type='pci'><domain>0</domain><bus>1</bus><slot>2</slot><function>0</function><class>0x20000</class><product id='1'/><vendor id='2'/><capability type='virt_functions' maxCount='7'><address bus='2' slot='1'/></capability><iommuGroup number='3'><address bus='1' slot='2'/></iommuGroup><numa node='0'/></capability></device>\n",
  "bad-device.xml": node("<device><name>x</name><capability type='pci'/></device>"),
  "nameless-device.xml": node("<device><capability type='system'/></device>"),
  "no-device-file.xml": node("<device file='nosuch.xml'/>"),
  "wrong-device-file.xml": node("<device file='other.xml'/>"),
  "bare.xml": node(""),
  "cpu-only.xml": node("<cpu><mhz>1000</mhz></cpu>"),
  "twice.xml": node(domain("one", 11) + domain("one", 11)),
  "bad-state.xml": node(domain("one", 11, "<test:runstate>99</test:runstate>")),
  "bad-number.xml": node("<cpu><nodes>many</nodes></cpu>"),
  "bad-memory.xml": node("<memory>much</memory>"),
  "bad-domain.xml": node("<domain type='test'><name>x</name></domain>"),
  "missing-file.xml": node("<domain file='nosuch.xml'/>"),
  "not-node.xml": "<domain/>\n",
  "not-xml.xml": "node\n",
};

const parts = ["other.xml", "pci.xml"];
const tried = Object.keys(hostFiles).filter((name) => !parts.includes(name));

/** The host's file, and what is done there. */
export const hostRows: readonly (readonly [file: string, row: Row])[] = [
  ...tried.map((name): [string, Row] => [name, "list --all; nodeinfo"]),
  ["nosuch.xml", "list"],
  ["many.xml", "uri; hostname; capabilities; freecell --all"],
  ["many.xml", "list --transient --name; list --managed-save --all"],
  ["many.xml", "dumpxml one; dumpxml paused; dumpxml other; dumpxml off"],
  ["many.xml", "domstate off --reason; domstate paused --reason; domstate crashed --reason"],
  ["many.xml", "start off; suspend one; resume paused; destroy crashed; start saved; list --all"],
  ["many.xml", "destroy transient; list --all"],
  ["many.xml", "define web.xml; create test.xml; list --all"],
  [
    "snapshots.xml",
    "snapshot-list forest --tree; snapshot-current forest --name; snapshot-dumpxml forest c; snapshot-info forest b",
  ],
  [
    "snapshots.xml",
    "snapshot-revert forest c; domstate forest --reason; snapshot-delete forest a; snapshot-list forest --parent",
  ],
  [
    "snapshots.xml",
    "snapshot-revert stopped off --running; domstate stopped --reason; undefine stopped; undefine stopped --snapshots-metadata; list --all",
  ],
  [
    "devices.xml",
    "nodedev-dumpxml computer; nodedev-dumpxml net_eth0; nodedev-dumpxml usb_1; nodedev-dumpxml pci_1",
  ],
  [
    "devices.xml",
    "nodedev-info pci_1; nodedev-destroy pci_1; nodedev-dumpxml scsi_host1; nodedev-reset usb_1",
  ],
  ["bare.xml", "nodedev-dumpxml computer; snapshot-list test"],
  ["bare.xml", "capabilities; freecell; maxvcpus; sysinfo; nodecpumap"],
];
