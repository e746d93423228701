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
  "secret-define": async () => (await import("./secret-define.js")).secretDefine,
  "secret-dumpxml": async () => (await import("./secret-define.js")).secretDumpxml,
  "secret-event": async () => (await import("./secret-event.js")).secretEvent,
  "secret-get-value": async () => (await import("./secret-value.js")).secretGetValue,
  "secret-list": async () => (await import("./secret-list.js")).secretList,
  "secret-set-value": async () => (await import("./secret-value.js")).secretSetValue,
  "secret-undefine": async () => (await import("./secret-define.js")).secretUndefine,
  "find-storage-pool-sources-as": async () => (await import("./pool-sources.js")).findStoragePoolSourcesAs,
  "find-storage-pool-sources": async () => (await import("./pool-sources.js")).findStoragePoolSources,
  "pool-autostart": async () => (await import("./pool-lifecycle.js")).poolAutostart,
  "pool-build": async () => (await import("./pool-lifecycle.js")).poolBuild,
  "pool-create-as": async () => (await import("./pool-define.js")).poolCreateAs,
  "pool-create": async () => (await import("./pool-define.js")).poolCreate,
  "pool-define-as": async () => (await import("./pool-define.js")).poolDefineAs,
  "pool-define": async () => (await import("./pool-define.js")).poolDefine,
  "pool-delete": async () => (await import("./pool-lifecycle.js")).poolDelete,
  "pool-destroy": async () => (await import("./pool-lifecycle.js")).poolDestroy,
  "pool-dumpxml": async () => (await import("./pool-info.js")).poolDumpxml,
  "pool-edit": async () => (await import("./pool-edit.js")).poolEdit,
  "pool-info": async () => (await import("./pool-info.js")).poolInfo,
  "pool-list": async () => (await import("./pool-list.js")).poolList,
  "pool-name": async () => (await import("./pool-info.js")).poolName,
  "pool-refresh": async () => (await import("./pool-lifecycle.js")).poolRefresh,
  "pool-start": async () => (await import("./pool-lifecycle.js")).poolStart,
  "pool-undefine": async () => (await import("./pool-lifecycle.js")).poolUndefine,
  "pool-uuid": async () => (await import("./pool-info.js")).poolUuid,
  "pool-event": async () => (await import("./pool-event.js")).poolEvent,
  "pool-capabilities": async () => (await import("./pool-info.js")).poolCapabilities,
  "vol-clone": async () => (await import("./vol-create.js")).volClone,
  "vol-create-as": async () => (await import("./vol-create.js")).volCreateAs,
  "vol-create": async () => (await import("./vol-create.js")).volCreate,
  "vol-create-from": async () => (await import("./vol-create.js")).volCreateFrom,
  "vol-delete": async () => (await import("./vol-change.js")).volDelete,
  "vol-download": async () => (await import("./vol-transfer.js")).volDownload,
  "vol-dumpxml": async () => (await import("./vol-info.js")).volDumpxml,
  "vol-info": async () => (await import("./vol-info.js")).volInfo,
  "vol-key": async () => (await import("./vol-info.js")).volKey,
  "vol-list": async () => (await import("./vol-list.js")).volList,
  "vol-name": async () => (await import("./vol-info.js")).volName,
  "vol-path": async () => (await import("./vol-info.js")).volPath,
  "vol-pool": async () => (await import("./vol-info.js")).volPool,
  "vol-resize": async () => (await import("./vol-change.js")).volResize,
  "vol-upload": async () => (await import("./vol-transfer.js")).volUpload,
  "vol-wipe": async () => (await import("./vol-change.js")).volWipe,
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
