// libvirt's own drivers of networks, filters and interfaces: what the test hypervisor has no answer to. The daemon is
// private, but the host's network is not: nothing here makes a device or a rule, and each row removes what it defined.
import type { Row } from "./table.js";

const clean = "; net-destroy vg; net-undefine vg";
const uuid = "c7a5fdbd-edaf-9455-926a-d65c16db1814";

export const driverFiles: Readonly<Record<string, string>> = {
  "vg.xml":
    "<network><name>vg</name><uuid>c7a5fdbd-edaf-9455-926a-d65c16db1812</uuid><forward mode='bridge'/><bridge name='vgbr0'/></network>\n",
  "vg-port.xml": `<networkport><uuid>${uuid}</uuid><owner><name>web</name><uuid>c7a5fdbd-edaf-9455-926a-d65c16db1813</uuid></owner><mac address='52:54:00:00:00:01'/></networkport>\n`,
  "filter.xml":
    "<filter name='vg' chain='root'><uuid>c7a5fdbd-edaf-9455-926a-d65c16db1811</uuid><rule action='drop' direction='in' priority='500'><tcp srcportstart='80'/></rule></filter>\n",
  "filter-broken.xml": "<filter",
  "binding.xml":
    "<filterbinding><owner><name>web</name><uuid>c7a5fdbd-edaf-9455-926a-d65c16db1813</uuid></owner><portdev name='vgnone'/><mac address='52:54:00:00:00:01'/><filterref filter='nosuch'/></filterbinding>\n",
};

/** The path of the URI's driver, and what is done there. */
export const driverRows: readonly (readonly [driver: string, row: Row])[] = [
  ["network", `net-define vg.xml; net-list --all; net-info vg; net-dumpxml vg --inactive${clean}`],
  [
    "network",
    `net-create vg.xml; net-list --transient; net-dhcp-leases vg; net-dhcp-leases vg --mac x; net-destroy vg`,
  ],
  [
    "network",
    `net-create vg.xml; net-port-create vg vg-port.xml; net-port-list vg; net-port-list vg --uuid; net-port-dumpxml vg ${uuid}; net-port-dumpxml vg ${uuid} --xpath //mac; net-port-delete vg ${uuid}; net-port-list vg; net-port-delete vg ${uuid}; net-destroy vg`,
  ],
  [
    "network",
    "net-create vg.xml; net-port-create vg vg-port.xml --validate; net-port-create vg filter.xml; net-destroy vg",
  ],
  [
    "network",
    `net-define vg.xml; net-update vg add portgroup "<portgroup name='p'/>"; net-start vg; net-update vg add portgroup "<portgroup name='q'/>" --live --config; net-update vg add portgroup "<portgroup name='r'/>"; net-dumpxml vg; net-dumpxml vg --inactive${clean}`,
  ],
  [
    "network",
    `net-define vg.xml; net-autostart vg; net-list --autostart --all; net-autostart vg --disable${clean}`,
  ],
  [
    "network",
    {
      args: [`net-define vg.xml; net-edit vg; net-dumpxml vg${clean}`],
      environment: { EDITOR: "sed -i s/vgbr0/vgbr1/" },
    },
  ],
  ["network", { args: [`net-define vg.xml; net-edit vg${clean}`], environment: { EDITOR: "true" } }],
  [
    "nwfilter",
    "nwfilter-define filter.xml; nwfilter-list; nwfilter-dumpxml vg; nwfilter-undefine vg; nwfilter-list",
  ],
  [
    "nwfilter",
    "nwfilter-define filter.xml --validate; nwfilter-dumpxml c7a5fdbd-edaf-9455-926a-d65c16db1811 --xpath //tcp --wrap; nwfilter-undefine c7a5fdbd-edaf-9455-926a-d65c16db1811",
  ],
  [
    "nwfilter",
    {
      args: ["nwfilter-define filter.xml; nwfilter-edit vg; nwfilter-dumpxml vg; nwfilter-undefine vg"],
      environment: { EDITOR: "sed -i s/500/400/" },
    },
  ],
  [
    "nwfilter",
    {
      args: ["nwfilter-define filter.xml; nwfilter-edit vg; nwfilter-undefine vg"],
      environment: { EDITOR: "true" },
    },
  ],
  ["nwfilter", "nwfilter-define filter-broken.xml"],
  ["nwfilter", "nwfilter-dumpxml nosuch"],
  ["nwfilter", "nwfilter-dumpxml zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz"],
  ["nwfilter", "nwfilter-undefine aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa"],
  ["nwfilter", "nwfilter-binding-list; nwfilter-binding-dumpxml nosuch"],
  ["nwfilter", "nwfilter-binding-delete nosuch"],
  [
    "nwfilter",
    "nwfilter-binding-create binding.xml; nwfilter-binding-list; nwfilter-binding-dumpxml vgnone; nwfilter-binding-delete vgnone; nwfilter-binding-list",
  ],
  ["nwfilter", "nwfilter-binding-create binding.xml --validate; nwfilter-binding-delete vgnone"],
  ["interface", "iface-dumpxml lo; iface-dumpxml lo --inactive; iface-mac lo"],
  ["interface", "iface-define filter.xml"],
  ["interface", "iface-begin"],
  ["interface", "iface-bridge lo vgbr9 --no-stp --no-start"],
  ["interface", "iface-bridge lo lo"],
  ["interface", "iface-unbridge lo"],
];
