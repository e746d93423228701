// `nodedev-list`: the devices of a host, in a list or as a tree.

import { ErrorCode, LibvirtError, type NodeDeviceRef } from "@virtgate/protocol";
import { Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Command, outputOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { splitList } from "../string-list.js";
import { type TreeNode, treeLines } from "../tree.js";
import { sortByName } from "./by-name.js";
import { printJson, wantsJson } from "./output.js";

/** virNodeDevCapType by name, in the order of the flags VIR_CONNECT_LIST_NODE_DEVICES_CAP_*. */
const capabilities = [
  ...["system", "pci", "usb_device", "usb", "net", "scsi_host", "scsi_target", "scsi", "storage", "fc_host"],
  ...["vports", "scsi_generic", "drm", "mdev_types", "mdev", "ccw", "css", "vdpa", "ap_card", "ap_queue"],
  ...["ap_matrix", "vpd"],
];
/** VIR_CONNECT_LIST_NODE_DEVICES_INACTIVE, VIR_CONNECT_LIST_NODE_DEVICES_ACTIVE. */
const inactive = 0x4000_0000;
const active = 0x8000_0000;

function capabilityFlag(name: string): number {
  const at = capabilities.indexOf(name);
  if (at < 0) throw new Failure("Invalid capability type");
  return 1 << at;
}

/** What a user has who names no device: the host itself. */
const rootName = "computer";

async function list(shell: Shell, wanted: readonly string[], flags: number): Promise<NodeDeviceRef[]> {
  try {
    const { devices } = await shell.call.connectListAllNodeDevices({ needResults: 1, flags });
    return sortByName(devices);
  } catch (thrown) {
    if (thrown instanceof LibvirtError && thrown.code === ErrorCode.noSupport) return listOld(shell, wanted);
    throw new Failure("Failed to list node devices", thrown);
  }
}

/** Hosts of before libvirt 0.10.2 give names only, and choose nothing. */
async function listOld(shell: Shell, wanted: readonly string[]): Promise<NodeDeviceRef[]> {
  const { num } = await shell.call.nodeNumOfDevices({ cap: null, flags: 0 });
  const { names } = await shell.call.nodeListDevices({ cap: null, maxnames: num, flags: 0 });
  const found: NodeDeviceRef[] = [];
  for (const name of names) {
    if (wanted.length > 0) {
      const count = (await shell.call.nodeDeviceNumOfCaps({ name })).num;
      const own = await shell.call.nodeDeviceListCaps({ name, maxnames: count });
      if (!own.names.some((one) => wanted.includes(one))) continue;
    }
    found.push({ name });
  }
  return sortByName(found);
}

async function withParents(shell: Shell, devices: readonly NodeDeviceRef[]): Promise<TreeNode[]> {
  const nodes: TreeNode[] = [];
  for (const { name } of devices) {
    const parent = name === rootName ? null : (await shell.call.nodeDeviceGetParent({ name })).parentName;
    nodes.push({ name, parent: parent ?? undefined });
  }
  return nodes;
}

async function run(shell: Shell, args: Arguments): Promise<boolean> {
  const given = args.raw("cap") || undefined;
  if (args.has("all") && args.has("inactive"))
    throw new Failure("Option --all is incompatible with --inactive");
  const tree = args.has("tree");
  if (tree && (given !== undefined || args.has("inactive")))
    throw new Failure("Option --tree is incompatible with --cap and --inactive");
  const json = wantsJson(args);
  const wanted = given === undefined ? [] : splitList(given);
  let flags = wanted.reduce((all, name) => all | capabilityFlag(name), 0);
  if (args.has("inactive") || args.has("all")) flags |= inactive;
  if (!args.has("inactive")) flags |= active;
  const devices = await list(shell, wanted, flags >>> 0);
  if (json) {
    printJson(shell, await withParents(shell, devices));
  } else if (tree) {
    for (const line of treeLines(await withParents(shell, devices))) shell.print(line);
  } else {
    for (const { name } of devices) shell.print(`${name}\n`);
  }
  return true;
}

export const nodedevList: Command = {
  name: "nodedev-list",
  group: "nodedev",
  help: "enumerate devices on this host",
  options: [
    bool("tree", "list devices in a tree"),
    { name: "cap", type: "string", help: "capability names, separated by comma", complete: capabilities },
    bool("inactive", "list inactive devices"),
    bool("all", "list inactive & active devices"),
    outputOption,
  ],
  run,
};
