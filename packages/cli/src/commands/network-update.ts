// `net-update` and `net-edit`: a network's definition, in part and as a whole.

import { ErrorCode, LibvirtError } from "@virtgate/protocol";
import { attempt, Failure } from "../failure.js";
import { type Arguments, exclusive } from "../grammar/arguments.js";
import { bool, type Command } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { readXmlFile } from "../xml-file.js";
import { editDefinition } from "./edit-definition.js";
import { lookupNetwork, type NetworkRef, networkOption } from "./network.js";
import { xmlInactive } from "./network-info.js";

/** virNetworkUpdateCommand, by number. "add" is another word for "add-last". */
const commands = ["none", "modify", "delete", "add-last", "add-first"];
/** virNetworkUpdateSection, by number. */
const sections = [
  ...["none", "bridge", "domain", "ip", "ip-dhcp-host", "ip-dhcp-range", "forward", "forward-interface"],
  ...["forward-pf", "portgroup", "dns-host", "dns-txt", "dns-srv"],
];

/** virNetworkUpdateFlags. */
const affect = { live: 1, config: 2 } as const;

function numberOf(names: readonly string[], what: string, given: string): number {
  const number = names.indexOf(given);
  if (number <= 0) throw new Failure(`unrecognized ${what} name '${given}'`);
  return number;
}

/** Which of its two definitions was changed. */
async function changed(shell: Shell, net: NetworkRef, flags: number): Promise<string> {
  if (flags === (affect.live | affect.config)) return "persistent config and live state";
  if (flags & affect.config) return "persistent config";
  if (flags & affect.live) return "live state";
  const { active } = await shell.call.networkIsActive({ net });
  return active ? "live state" : "persistent config";
}

async function run(shell: Shell, args: Arguments): Promise<boolean> {
  exclusive(args, ["current", "live"], ["current", "config"]);
  const net = await lookupNetwork(shell, "net-update", args);
  const word = args.required("command");
  const command = numberOf(commands, "command", word === "add" ? "add-last" : word);
  const section = numberOf(sections, "section", args.required("section"));
  const parentIndex = args.int("parent-index") ?? -1;
  const given = args.required("xml");
  const xml = given.startsWith("<") ? given : readXmlFile(given);
  const flags = (args.has("config") ? affect.config : 0) | (args.has("live") ? affect.live : 0);
  await attempt(
    `Failed to update network ${net.name}`,
    shell.host.networks.of(net).update({ command, section, parentIndex, xml, flags }),
  );
  // As in virsh there is no line break.
  shell.extra(`Updated network ${net.name} ${await changed(shell, net, flags)}`);
  return true;
}

export const netUpdate: Command = {
  name: "net-update",
  group: "network",
  help: "update parts of an existing network's configuration",
  options: [
    networkOption(),
    {
      name: "command",
      type: "data",
      required: true,
      help: "type of update (add-first, add-last (add), delete, or modify)",
      complete: commands.slice(1),
    },
    {
      name: "section",
      type: "data",
      required: true,
      help: "which section of network configuration to update",
      complete: sections.slice(1),
    },
    {
      name: "xml",
      type: "data",
      required: true,
      help: "name of file containing xml (or, if it starts with '<', the complete xml element itself) to add/modify, or to be matched for search",
      complete: "files",
    },
    { name: "parent-index", type: "int", help: "which parent object to search through" },
    bool("config", "affect next network startup"),
    bool("live", "affect running network"),
    bool("current", "affect current state of network"),
  ],
  run,
};

/** The inactive definition, unless the host has only one. */
async function readForEditing(shell: Shell, net: NetworkRef): Promise<string> {
  try {
    return (await shell.call.networkGetXmlDesc({ net, flags: xmlInactive })).xml;
  } catch (thrown) {
    if (!(thrown instanceof LibvirtError) || thrown.code !== ErrorCode.invalidArg) throw thrown;
    return (await shell.call.networkGetXmlDesc({ net, flags: 0 })).xml;
  }
}

export const netEdit: Command = {
  name: "net-edit",
  group: "network",
  help: "edit XML configuration for a network",
  description: "Edit the XML configuration for a network.",
  options: [networkOption()],
  async run(shell, args) {
    const net = await lookupNetwork(shell, "net-edit", args);
    return editDefinition(shell, {
      read: () => readForEditing(shell, net),
      async define(xml) {
        const { net: defined } = await shell.call.networkDefineXml({ xml });
        return `Network ${defined.name} XML configuration edited.\n`;
      },
      unchanged: `Network ${net.name} XML configuration not changed.\n`,
    });
  },
};
