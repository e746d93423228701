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
  "checkpoint-create": async () => (await import("./checkpoint-create.js")).checkpointCreate,
  "checkpoint-create-as": async () => (await import("./checkpoint-create.js")).checkpointCreateAs,
  "checkpoint-delete": async () => (await import("./checkpoint-edit.js")).checkpointDelete,
  "checkpoint-dumpxml": async () => (await import("./checkpoint-info.js")).checkpointDumpxml,
  "checkpoint-edit": async () => (await import("./checkpoint-edit.js")).checkpointEdit,
  "checkpoint-info": async () => (await import("./checkpoint-info.js")).checkpointInfo,
  "checkpoint-list": async () => (await import("./checkpoint-list.js")).checkpointList,
  "checkpoint-parent": async () => (await import("./checkpoint-info.js")).checkpointParent,
  "nodedev-create": async () => (await import("./nodedev-lifecycle.js")).nodedevCreate,
  "nodedev-destroy": async () => (await import("./nodedev-lifecycle.js")).nodedevDestroy,
  "nodedev-detach": async () => (await import("./nodedev-assign.js")).nodedevDetach,
  "nodedev-dumpxml": async () => (await import("./nodedev-info.js")).nodedevDumpxml,
  "nodedev-list": async () => (await import("./nodedev-list.js")).nodedevList,
  "nodedev-reattach": async () => (await import("./nodedev-assign.js")).nodedevReattach,
  "nodedev-reset": async () => (await import("./nodedev-assign.js")).nodedevReset,
  "nodedev-event": async () => (await import("./nodedev-event.js")).nodedevEvent,
  "nodedev-define": async () => (await import("./nodedev-lifecycle.js")).nodedevDefine,
  "nodedev-undefine": async () => (await import("./nodedev-lifecycle.js")).nodedevUndefine,
  "nodedev-start": async () => (await import("./nodedev-lifecycle.js")).nodedevStart,
  "nodedev-autostart": async () => (await import("./nodedev-lifecycle.js")).nodedevAutostart,
  "nodedev-info": async () => (await import("./nodedev-info.js")).nodedevInfo,
  "snapshot-create": async () => (await import("./snapshot-create.js")).snapshotCreate,
  "snapshot-create-as": async () => (await import("./snapshot-create.js")).snapshotCreateAs,
  "snapshot-current": async () => (await import("./snapshot-edit.js")).snapshotCurrent,
  "snapshot-delete": async () => (await import("./snapshot-revert.js")).snapshotDelete,
  "snapshot-dumpxml": async () => (await import("./snapshot-info.js")).snapshotDumpxml,
  "snapshot-edit": async () => (await import("./snapshot-edit.js")).snapshotEdit,
  "snapshot-info": async () => (await import("./snapshot-info.js")).snapshotInfo,
  "snapshot-list": async () => (await import("./snapshot-list.js")).snapshotList,
  "snapshot-parent": async () => (await import("./snapshot-info.js")).snapshotParent,
  "snapshot-revert": async () => (await import("./snapshot-revert.js")).snapshotRevert,
  cd: async () => (await import("./self.js")).cd,
  echo: async () => (await import("./self.js")).echo,
  exit: async () => (await import("./self.js")).exit,
  help: async () => (await import("./self.js")).help,
  pwd: async () => (await import("./self.js")).pwd,
  quit: async () => (await import("./self.js")).quit,
  connect: async () => (await import("./self.js")).connect,
};

/** Other names of commands, which no list shows. */
export const commandAliases: Readonly<Record<string, string>> = { "nodedev-dettach": "nodedev-detach" };

const loaded = new Map<string, Command>();

async function load(given: string): Promise<Command | undefined> {
  const name = Object.hasOwn(commandAliases, given) ? commandAliases[given]! : given;
  const loader = Object.hasOwn(loaders, name) ? loaders[name] : undefined;
  if (loader === undefined) return undefined;
  const command = loaded.get(given) ?? (await loader());
  loaded.set(given, command);
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
