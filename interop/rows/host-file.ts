// Hosts described by a file: test:///path/to/host.xml. The files lie in a folder that both daemons see.
import type { Row } from "./table.js";

const space = "xmlns:test='http://libvirt.org/schemas/domain/test/1.0'";
const domain = (name: string, number: number, more = "") =>
  `<domain type='test' ${space}><name>${name}</name><uuid>c7a5fdbd-edaf-9455-926a-0000000000${number}</uuid><memory>65536</memory><os><type>hvm</type></os>${more}</domain>`;

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

const tried = Object.keys(hostFiles).filter((name) => name !== "other.xml");

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
  ["bare.xml", "capabilities; freecell; maxvcpus; sysinfo; nodecpumap"],
];
