// The table of commands, in the order in which the help shows them.

import type { Command } from "../grammar/command.js";
import { define } from "./define.js";
import { desc } from "./desc.js";
import { domblklist, domiflist } from "./devices.js";
import { domdisplay, vncdisplay } from "./display.js";
import { domid, domname, domuuid } from "./domain-identity.js";
import { domcontrol, dominfo, domstate } from "./domain-info.js";
import { dumpxml } from "./dumpxml.js";
import { edit } from "./edit.js";
import { event } from "./event.js";
import { capabilities, hostname, maxvcpus, nodeinfo, sysinfo, uri, version } from "./host.js";
import {
  autostart,
  destroy,
  domrename,
  injectNmi,
  reboot,
  reset,
  resume,
  shutdown,
  suspend,
} from "./lifecycle.js";
import { list } from "./list.js";
import { freecell, nodecpumap, nodecpustats, nodememstats } from "./node-stats.js";
import { managedsave, managedsaveRemove, restore, save } from "./save.js";
import { screenshot } from "./screenshot.js";
import { cd, connect, echo, exit, help, pwd, quit } from "./self.js";
import { sendKey } from "./send-key.js";
import { create, start } from "./start.js";
import { undefine } from "./undefine.js";
import { vcpucount } from "./vcpucount.js";

export const commands: readonly Command[] = [
  autostart,
  create,
  define,
  desc,
  destroy,
  domdisplay,
  domid,
  domname,
  domrename,
  domuuid,
  dumpxml,
  edit,
  injectNmi,
  sendKey,
  managedsave,
  managedsaveRemove,
  reboot,
  reset,
  restore,
  resume,
  save,
  screenshot,
  shutdown,
  start,
  suspend,
  undefine,
  vcpucount,
  vncdisplay,
  domblklist,
  domcontrol,
  domiflist,
  dominfo,
  domstate,
  list,
  event,
  capabilities,
  freecell,
  hostname,
  maxvcpus,
  nodecpumap,
  nodecpustats,
  nodeinfo,
  nodememstats,
  sysinfo,
  uri,
  version,
  cd,
  echo,
  exit,
  help,
  pwd,
  quit,
  connect,
];

const byName = new Map(commands.map((command) => [command.name, command]));

export const findCommand = (name: string): Command | undefined => byName.get(name);

export const helpCommand = help;
