// The table of commands, in the order in which the help shows them. A command's code is loaded when it is called, or
// when somebody asks for help.

import type { Command } from "../grammar/command.js";

const loaders: Readonly<Record<string, () => Promise<Command>>> = {
  autostart: async () => (await import("./lifecycle.js")).autostart,
  create: async () => (await import("./start.js")).create,
  define: async () => (await import("./define.js")).define,
  desc: async () => (await import("./desc.js")).desc,
  destroy: async () => (await import("./lifecycle.js")).destroy,
  domdisplay: async () => (await import("./display.js")).domdisplay,
  domid: async () => (await import("./domain-identity.js")).domid,
  domname: async () => (await import("./domain-identity.js")).domname,
  domrename: async () => (await import("./lifecycle.js")).domrename,
  domuuid: async () => (await import("./domain-identity.js")).domuuid,
  dumpxml: async () => (await import("./dumpxml.js")).dumpxml,
  edit: async () => (await import("./edit.js")).edit,
  "inject-nmi": async () => (await import("./lifecycle.js")).injectNmi,
  "send-key": async () => (await import("./send-key.js")).sendKey,
  managedsave: async () => (await import("./save.js")).managedsave,
  "managedsave-remove": async () => (await import("./save.js")).managedsaveRemove,
  reboot: async () => (await import("./lifecycle.js")).reboot,
  reset: async () => (await import("./lifecycle.js")).reset,
  restore: async () => (await import("./save.js")).restore,
  resume: async () => (await import("./lifecycle.js")).resume,
  save: async () => (await import("./save.js")).save,
  screenshot: async () => (await import("./screenshot.js")).screenshot,
  shutdown: async () => (await import("./lifecycle.js")).shutdown,
  start: async () => (await import("./start.js")).start,
  suspend: async () => (await import("./lifecycle.js")).suspend,
  undefine: async () => (await import("./undefine.js")).undefine,
  vcpucount: async () => (await import("./vcpucount.js")).vcpucount,
  vncdisplay: async () => (await import("./display.js")).vncdisplay,
  domblklist: async () => (await import("./devices.js")).domblklist,
  domcontrol: async () => (await import("./domain-info.js")).domcontrol,
  domiflist: async () => (await import("./devices.js")).domiflist,
  dominfo: async () => (await import("./domain-info.js")).dominfo,
  domstate: async () => (await import("./domain-info.js")).domstate,
  list: async () => (await import("./list.js")).list,
  event: async () => (await import("./event.js")).event,
  capabilities: async () => (await import("./host.js")).capabilities,
  freecell: async () => (await import("./node-stats.js")).freecell,
  hostname: async () => (await import("./host.js")).hostname,
  maxvcpus: async () => (await import("./host.js")).maxvcpus,
  nodecpumap: async () => (await import("./node-stats.js")).nodecpumap,
  nodecpustats: async () => (await import("./node-stats.js")).nodecpustats,
  nodeinfo: async () => (await import("./host.js")).nodeinfo,
  nodememstats: async () => (await import("./node-stats.js")).nodememstats,
  sysinfo: async () => (await import("./host.js")).sysinfo,
  uri: async () => (await import("./host.js")).uri,
  version: async () => (await import("./host.js")).version,
  "iface-begin": async () => (await import("./interface-lifecycle.js")).ifaceBegin,
  "iface-bridge": async () => (await import("./interface-bridge.js")).ifaceBridge,
  "iface-commit": async () => (await import("./interface-lifecycle.js")).ifaceCommit,
  "iface-define": async () => (await import("./interface-lifecycle.js")).ifaceDefine,
  "iface-destroy": async () => (await import("./interface-lifecycle.js")).ifaceDestroy,
  "iface-dumpxml": async () => (await import("./interface-info.js")).ifaceDumpxml,
  "iface-edit": async () => (await import("./interface-lifecycle.js")).ifaceEdit,
  "iface-list": async () => (await import("./interface-info.js")).ifaceList,
  "iface-mac": async () => (await import("./interface-info.js")).ifaceMac,
  "iface-name": async () => (await import("./interface-info.js")).ifaceName,
  "iface-rollback": async () => (await import("./interface-lifecycle.js")).ifaceRollback,
  "iface-start": async () => (await import("./interface-lifecycle.js")).ifaceStart,
  "iface-unbridge": async () => (await import("./interface-bridge.js")).ifaceUnbridge,
  "iface-undefine": async () => (await import("./interface-lifecycle.js")).ifaceUndefine,
  "nwfilter-define": async () => (await import("./nwfilter.js")).nwfilterDefine,
  "nwfilter-dumpxml": async () => (await import("./nwfilter.js")).nwfilterDumpxml,
  "nwfilter-edit": async () => (await import("./nwfilter.js")).nwfilterEdit,
  "nwfilter-list": async () => (await import("./nwfilter.js")).nwfilterList,
  "nwfilter-undefine": async () => (await import("./nwfilter.js")).nwfilterUndefine,
  "nwfilter-binding-create": async () => (await import("./nwfilter-binding.js")).nwfilterBindingCreate,
  "nwfilter-binding-delete": async () => (await import("./nwfilter-binding.js")).nwfilterBindingDelete,
  "nwfilter-binding-dumpxml": async () => (await import("./nwfilter-binding.js")).nwfilterBindingDumpxml,
  "nwfilter-binding-list": async () => (await import("./nwfilter-binding.js")).nwfilterBindingList,
  "net-autostart": async () => (await import("./network-lifecycle.js")).netAutostart,
  "net-create": async () => (await import("./network-lifecycle.js")).netCreate,
  "net-define": async () => (await import("./network-lifecycle.js")).netDefine,
  "net-destroy": async () => (await import("./network-lifecycle.js")).netDestroy,
  "net-dhcp-leases": async () => (await import("./network-leases.js")).netDhcpLeases,
  "net-dumpxml": async () => (await import("./network-info.js")).netDumpxml,
  "net-edit": async () => (await import("./network-update.js")).netEdit,
  "net-event": async () => (await import("./network-event.js")).netEvent,
  "net-info": async () => (await import("./network-info.js")).netInfo,
  "net-list": async () => (await import("./network-list.js")).netList,
  "net-name": async () => (await import("./network-info.js")).netName,
  "net-start": async () => (await import("./network-lifecycle.js")).netStart,
  "net-undefine": async () => (await import("./network-lifecycle.js")).netUndefine,
  "net-update": async () => (await import("./network-update.js")).netUpdate,
  "net-uuid": async () => (await import("./network-info.js")).netUuid,
  "net-port-list": async () => (await import("./network-port.js")).netPortList,
  "net-port-create": async () => (await import("./network-port.js")).netPortCreate,
  "net-port-dumpxml": async () => (await import("./network-port.js")).netPortDumpxml,
  "net-port-delete": async () => (await import("./network-port.js")).netPortDelete,
  cd: async () => (await import("./self.js")).cd,
  echo: async () => (await import("./self.js")).echo,
  exit: async () => (await import("./self.js")).exit,
  help: async () => (await import("./self.js")).help,
  pwd: async () => (await import("./self.js")).pwd,
  quit: async () => (await import("./self.js")).quit,
  connect: async () => (await import("./self.js")).connect,
};

const loaded = new Map<string, Command>();

async function load(name: string): Promise<Command | undefined> {
  const loader = Object.hasOwn(loaders, name) ? loaders[name] : undefined;
  if (loader === undefined) return undefined;
  const command = loaded.get(name) ?? (await loader());
  loaded.set(name, command);
  return command;
}

/** Those of the names that are commands. */
export async function loadCommands(names: Iterable<string>): Promise<ReadonlyMap<string, Command>> {
  for (const name of names) await load(name);
  return loaded;
}

export async function allCommands(): Promise<readonly Command[]> {
  for (const name of commandNames) await load(name);
  return commandNames.map((name) => loaded.get(name)!);
}

export const commandNames: readonly string[] = Object.keys(loaders);
