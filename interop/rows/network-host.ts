// Hosts described by files, with networks and interfaces in them.
import type { Row } from "./table.js";

const node = (inside: string) => `<node>\n${inside}\n</node>\n`;

export const networkHostFiles: Readonly<Record<string, string>> = {
  "nets.xml": node(`
  <network><name>a</name><uuid>00000000-0000-0000-0000-00000000000a</uuid><forward mode='bridge'/></network>
  <network file='net-b.xml'/>
  <interface type='ethernet' name='eth0'><mac address='52:54:00:00:00:01'/></interface>
  <interface file='iface-b.xml'/>`),
  "net-b.xml":
    "<network ipv6='yes'><name>b</name><uuid>00000000-0000-0000-0000-00000000000b</uuid></network>\n",
  "iface-b.xml":
    "<interface type='vlan' name='v'><vlan tag='1'><interface name='eth0'/></vlan></interface>\n",
  "nets-twice.xml": node(`
  <network><name>a</name><uuid>00000000-0000-0000-0000-00000000000a</uuid><forward mode='bridge'/></network>
  <network><name>a</name><uuid>00000000-0000-0000-0000-00000000000a</uuid><mtu size='5'/></network>
  <interface type='ethernet' name='eth0'/><interface type='ethernet' name='eth0'><start mode='none'/></interface>`),
  "nets-clash.xml": node(`
  <network><name>a</name><uuid>00000000-0000-0000-0000-00000000000a</uuid></network>
  <network><name>a</name><uuid>00000000-0000-0000-0000-00000000000b</uuid></network>`),
  "nets-bad.xml": node("<network><name>a</name><forward mode='magic'/></network>"),
  "ifaces-bad.xml": node("<interface type='magic'/>"),
  "nets-missing.xml": node("<network file='nosuch.xml'/>"),
  "nets-root.xml": node("<network file='iface-b.xml'/>"),
  "ifaces-root.xml": node("<interface file='net-b.xml'/>"),
};

const inside = new Set(["net-b.xml", "iface-b.xml"]);

export const networkHostRows: readonly (readonly [file: string, row: Row])[] = [
  ...Object.keys(networkHostFiles)
    .filter((name) => !inside.has(name))
    .map((name): [string, Row] => [name, "net-list --all; iface-list --all"]),
  ["nets.xml", "net-dumpxml a; net-dumpxml b; net-info b; iface-dumpxml eth0; iface-dumpxml v"],
  ["nets.xml", "net-destroy a; net-undefine a; net-define lan.xml; net-create quiet.xml; net-list --all"],
  ["nets-twice.xml", "net-dumpxml a; iface-dumpxml eth0"],
];
