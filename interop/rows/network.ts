// Networks: their lives, their XML, their updates. A row's commands share one test hypervisor.
import type { Row } from "./table.js";

const refused = [
  "net-empty",
  "net-broken",
  "net-no-name",
  "net-slash",
  "net-bad-ip",
  "net-bad-range",
  "net-bad-mode",
];

const lives: Row[] = [
  "net-list; net-list --all; net-list --inactive; net-list --name; net-list --uuid; net-list --table; net-list --name --uuid",
  "net-info default; net-dumpxml default; net-name dd8fe884-6c02-601e-7551-cca97df1c5df; net-uuid default",
  "net-info dd8fe884-6c02-601e-7551-cca97df1c5df; net-uuid dd8fe884-6c02-601e-7551-cca97df1c5df",
  "net-name default",
  "net-name zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz",
  "net-name aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa",
  "net-info nosuch",
  "net-info aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa",
  "net-info",
  "net-info ''",
  "net-define lan.xml; net-dumpxml lan; net-info lan; net-list --all",
  "net-define bridge.xml; net-dumpxml bridge; net-info bridge; net-start bridge; net-destroy bridge",
  "net-define vswitch.xml; net-define pool.xml; net-define quiet.xml; net-define owned.xml; net-dumpxml vswitch; net-dumpxml Pool; net-dumpxml quiet; net-dumpxml owned; net-list --all",
  "net-define utf8.xml; net-list --all; net-dumpxml größe-日本",
  "net-define lan.xml --validate; net-create quiet.xml --validate; net-list --all",
  "net-define lan.xml; net-define lan.xml; net-define lan-again.xml; net-list --all",
  "net-define lan.xml; net-define lan-other-name.xml",
  "net-define lan.xml; net-define lan-smaller.xml; net-dumpxml lan",
  "net-define lan.xml; net-start lan; net-define lan-smaller.xml; net-dumpxml lan; net-destroy lan; net-dumpxml lan; net-info lan",
  "net-define lan.xml; net-create lan.xml; net-list --all; net-destroy lan; net-list --all",
  "net-create lan.xml; net-list --all; net-list --transient; net-list --persistent; net-info lan; net-destroy lan; net-list --all",
  "net-create lan.xml; net-create lan.xml",
  "net-create lan.xml; net-create lan-again.xml",
  "net-create lan.xml; net-create lan-other-name.xml",
  "net-create lan.xml; net-define lan-smaller.xml; net-list --all; net-dumpxml lan; net-destroy lan; net-list --all",
  "net-create default.xml",
  "net-define default.xml; net-dumpxml default; net-destroy default; net-dumpxml default; net-start default; net-dumpxml default",
  "net-create nosuch.xml",
  "net-define nosuch.xml",
  "net-define",
  ...refused.map((name) => `net-define ${name}.xml`),
  "net-create net-broken.xml",
  "net-start default",
  "net-start nosuch",
  "net-destroy default; net-list --all; net-list --inactive; net-destroy default; net-start default; net-list",
  "net-destroy nosuch",
  "net-undefine default",
  "net-destroy default; net-undefine default; net-list --all; net-undefine default",
  "net-create lan.xml; net-undefine lan",
  "net-autostart default; net-list --all; net-list --autostart; net-list --no-autostart; net-info default; net-autostart default --disable; net-list --autostart",
  "net-create lan.xml; net-autostart lan; net-list --all; net-list --autostart --transient",
  "net-autostart nosuch",
  "net-autostart nosuch --disable",
  "net-dumpxml default --inactive",
  "net-dumpxml default --xpath //range/@start; net-dumpxml default --xpath //ip --wrap; net-dumpxml default --xpath //nosuch",
  "net-dumpxml default --xpath ''",
  "net-dumpxml nosuch",
  "net-dhcp-leases default",
  "net-dhcp-leases default --mac 52:54:00:00:00:01",
  "net-dhcp-leases nosuch",
  "net-dhcp-leases default --mac ''",
  "net-port-list default",
  "net-port-list default --uuid --table",
  "net-port-list nosuch",
  "net-port-create default port.xml",
  "net-port-create default nosuch.xml",
  "net-port-create nosuch port.xml",
  "net-port-dumpxml default x",
  "net-port-dumpxml default aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa",
  "net-port-dumpxml nosuch x",
  "net-port-delete default aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa",
  "net-port-delete nosuch x",
  { args: ["net-edit default"], environment: { EDITOR: "true" } },
  { args: ["net-edit default; net-dumpxml default"], environment: { EDITOR: "sed -i s/virbr0/virbr8/" } },
  {
    args: ["net-destroy default; net-edit default; net-dumpxml default"],
    environment: { EDITOR: "sed -i s/virbr0/virbr8/" },
  },
  { args: ["net-edit default"], environment: { EDITOR: "false" } },
  "net-edit nosuch",
  "net-net",
];

/** [network's file, what is done to it]: each on the network as it is, then shown. */
const updated = (file: string, name: string, ...updates: string[]): string =>
  [
    `net-define ${file}`,
    ...updates.map((words) => `net-update ${name} ${words}`),
    `net-dumpxml ${name}`,
  ].join("; ");

const quoted = (xml: string) => `"${xml}"`;
const host = quoted("<host name='y' ip='10.5.0.98'/>");
const range = quoted("<range start='10.5.0.120' end='10.5.0.130'/>");

const updates: Row[] = [
  updated(
    "lan.xml",
    "lan",
    "add ip-dhcp-host host.xml",
    `add-first ip-dhcp-host ${host}`,
    `add-last ip-dhcp-range ${range}`,
  ),
  updated(
    "lan.xml",
    "lan",
    `modify ip-dhcp-host ${quoted("<host name='b' ip='10.5.0.55'/>")}`,
    `delete ip-dhcp-host ${quoted("<host name='a'/>")}`,
  ),
  updated(
    "lan.xml",
    "lan",
    `delete ip-dhcp-range ${quoted("<range start='10.5.0.100' end='10.5.0.110'/>")}`,
    `modify ip-dhcp-range ${range}`,
  ),
  updated(
    "lan.xml",
    "lan",
    `add dns-txt ${quoted("<txt name='x' value='y'/>")}`,
    `delete dns-txt ${quoted("<txt name='t'/>")}`,
    `delete dns-txt ${quoted("<txt name='t'/>")}`,
  ),
  updated(
    "lan.xml",
    "lan",
    `add dns-host ${quoted("<host ip='10.5.0.9'><hostname>i</hostname></host>")}`,
    `delete dns-host ${quoted("<host ip='10.5.0.8'/>")}`,
  ),
  updated(
    "lan.xml",
    "lan",
    `add-first dns-srv ${quoted("<srv service='x' protocol='udp'/>")}`,
    `delete dns-srv ${quoted("<srv service='s'/>")}`,
    `modify dns-srv ${quoted("<srv/>")}`,
  ),
  updated(
    "lan.xml",
    "lan",
    `add portgroup ${quoted("<portgroup name='r'/>")}`,
    `modify portgroup ${quoted("<portgroup name='q' trustGuestRxFilters='yes'/>")}`,
    `delete portgroup ${quoted("<portgroup name='p'/>")}`,
  ),
  updated(
    "bridge.xml",
    "bridge",
    `add forward-interface ${quoted("<interface dev='eth8'/>")}`,
    `delete forward-interface ${quoted("<interface dev='eth7'/>")}`,
    `add forward-interface ${quoted("<interface dev='eth8'/>")}`,
  ),
  ...["bridge", "domain", "ip", "forward", "forward-pf"].map((section) =>
    updated("lan.xml", "lan", `add ${section} ${quoted("<x/>")}`),
  ),
  updated(
    "lan.xml",
    "lan",
    `add ip-dhcp-host ${host} --parent-index 0`,
    `add ip-dhcp-host ${quoted("<host name='w' ip='2001:db8::9'/>")} --parent-index 1`,
    `add ip-dhcp-host ${host} --parent-index 2`,
  ),
  "net-update default add dns-txt \"<txt name='x' value='y'/>\" --live; net-update default add dns-txt \"<txt name='x' value='y'/>\" --config; net-update default add dns-txt \"<txt name='x' value='y'/>\" --config --live; net-update default add dns-txt \"<txt name='z' value='y'/>\" --config --live; net-dumpxml default",
  "net-destroy default; net-update default add dns-txt \"<txt name='x' value='y'/>\"; net-update default add dns-txt \"<txt name='z' value='y'/>\" --live; net-update default add dns-txt \"<txt name='z' value='y'/>\" --config; net-dumpxml default",
  "net-create lan.xml; net-update lan add dns-txt \"<txt name='x' value='y'/>\" --config; net-update lan add dns-txt \"<txt name='x' value='y'/>\" --live; net-dumpxml lan",
  "net-update default add dns-txt '<txt' ; net-update default add dns-txt '<x/>'; net-update default add dns-txt nosuch.xml",
  "net-update default add dns-txt x --live --current",
  "net-update default add dns-txt x --config --current",
  "net-update default none dns-txt x",
  "net-update default add none x",
  "net-update default add dns-txt x --parent-index y",
  "net-update default add dns-txt ''",
  "net-update default add dns-txt",
  "net-update nosuch add dns-txt x",
];

const filters: Row[] = [
  "nwfilter-list",
  "nwfilter-dumpxml a",
  "nwfilter-dumpxml aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa",
  "nwfilter-define lan.xml",
  "nwfilter-define lan.xml --validate",
  "nwfilter-define nosuch.xml",
  "nwfilter-undefine a",
  "nwfilter-edit a",
  "nwfilter-binding-list",
  "nwfilter-binding-create port.xml",
  "nwfilter-binding-delete a",
  "nwfilter-binding-dumpxml a",
];

const words: Row[] = [
  "help interface; help filter; help network",
  ...["iface-bridge", "net-update", "net-event", "nwfilter-binding-create"].map((name) => `help ${name}`),
  { typed: "net-list --all\nnet-define lan.xml\nnet-list --all\niface-list\n" },
];

export const networkTables = { lives, updates, filters, words };

/** What is told of the life of a network: [what a listener waits for, what another client does]. */
const listen = ["net-event", "--event", "lifecycle"];
const loop = [...listen, "--loop", "--timeout", "2"];
export const networkEvents: readonly { readonly listen: readonly string[]; readonly act?: string }[] = [
  {
    listen: loop,
    act: "net-define lan.xml; net-start lan; net-destroy lan; net-undefine lan; net-create quiet.xml; net-destroy quiet",
  },
  {
    listen: [...loop, "--network", "default"],
    act: "net-define lan.xml; net-destroy default; net-destroy default; net-start default",
  },
  { listen: [...listen, "--timestamp"], act: "net-destroy default" },
  { listen: [...listen, "--timeout", "1"] },
  { listen: [...listen, "--network", "nosuch", "--timeout", "1"] },
  { listen: ["net-event", "--list"] },
  { listen: ["net-event"] },
  { listen: ["net-event", "--event", "bogus"] },
  { listen: [...listen, "--timeout", "0"] },
];
