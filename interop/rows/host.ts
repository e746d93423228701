// The host and the connection.
import type { Row } from "./table.js";

export const host: Row[] = [
  "uri",
  "version",
  "version --daemon",
  "hostname",
  "nodeinfo",
  "capabilities",
  "sysinfo",
  "maxvcpus",
  "maxvcpus test",
  "maxvcpus bogus",
  "maxvcpus --type test",
  "freecell",
  "freecell 0",
  "freecell --cellno 1",
  "freecell 7",
  "freecell -1",
  "freecell x",
  "freecell --all",
  "freecell --all 1",
  "nodecpumap",
  "nodecpumap --pretty",
  "nodecpustats",
  "nodecpustats 0",
  "nodecpustats --cpu 1",
  "nodecpustats 99",
  "nodecpustats -2",
  "nodecpustats --percent",
  "nodememstats",
  "nodememstats 0",
  "nodememstats --cell 9",
  "uri; hostname; nodeinfo",
  ["-r", "uri"],
  ["-q", "nodeinfo"],
  ["-r", "version; capabilities"],
];

/** What libvirt's test hypervisor does not have, with commands that are virsh's alone. */
export const unsupported: Row[] = [
  "guestinfo test",
  "nodesuspend mem 60",
  "node-memory-tune",
  "domcapabilities",
  "ttyconsole test",
  "qemu-monitor-command test info",
];
