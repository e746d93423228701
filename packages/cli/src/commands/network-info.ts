// What there is to know about one network.

import { LibvirtError } from "@virtgate/protocol";
import { bool, type Command, outputOption } from "../grammar/command.js";
import { formatUuid } from "./domain.js";
import { dumpXml, xpathOptions } from "./dump-xml.js";
import { lookupNetwork, networkOption } from "./network.js";
import { printJson, wantsJson } from "./output.js";

/** Undefined where the host does not say: the other lines are worth having. */
async function known<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (thrown) {
    if (thrown instanceof LibvirtError) return undefined;
    throw thrown;
  }
}

const yesOrNo = (value: number) => (value === 0 ? "no" : "yes");
const isYes = (value: number | undefined) => (value === undefined ? null : value !== 0);

export const netInfo: Command = {
  name: "net-info",
  group: "network",
  help: "network information",
  description: "Returns basic information about the network",
  options: [networkOption(), outputOption],
  async run(shell, args) {
    const json = wantsJson(args);
    const net = await lookupNetwork(shell, "net-info", args);
    const uuid = formatUuid(net.uuid);
    const active = (await known(shell.call.networkIsActive({ net })))?.active;
    const persistent = (await known(shell.call.networkIsPersistent({ net })))?.persistent;
    const autostart = (await known(shell.call.networkGetAutostart({ net })))?.autostart;
    const bridge = (await known(shell.call.networkGetBridgeName({ net })))?.name;
    if (json) {
      const flags = { active: isYes(active), persistent: isYes(persistent), autostart: isYes(autostart) };
      printJson(shell, { name: net.name, uuid, ...flags, bridge: bridge ?? null });
      return true;
    }
    const line = (label: string, value: string) => shell.print(`${label.padEnd(15)} ${value}\n`);
    line("Name:", net.name);
    line("UUID:", uuid);
    if (active !== undefined) line("Active:", yesOrNo(active));
    line("Persistent:", persistent === undefined ? "unknown" : yesOrNo(persistent));
    line("Autostart:", autostart === undefined ? "no autostart" : yesOrNo(autostart));
    if (bridge !== undefined) line("Bridge:", bridge);
    return true;
  },
};

/** VIR_NETWORK_XML_INACTIVE. */
export const xmlInactive = 1;

export const netDumpxml: Command = {
  name: "net-dumpxml",
  group: "network",
  help: "network information in XML",
  description: "Output the network information as an XML dump to stdout.",
  options: [networkOption(), bool("inactive", "show inactive defined XML"), ...xpathOptions],
  async run(shell, args) {
    const net = await lookupNetwork(shell, "net-dumpxml", args);
    const flags = args.has("inactive") ? xmlInactive : 0;
    return dumpXml(shell, args, async () => (await shell.call.networkGetXmlDesc({ net, flags })).xml);
  },
};

export const netName: Command = {
  name: "net-name",
  group: "network",
  help: "convert a network UUID to network name",
  options: [{ ...networkOption("network uuid"), complete: [] }],
  async run(shell, args) {
    const { name } = await lookupNetwork(shell, "net-name", args, ["uuid"]);
    shell.print(`${name}\n`);
    return true;
  },
};

export const netUuid: Command = {
  name: "net-uuid",
  group: "network",
  help: "convert a network name to network UUID",
  options: [networkOption("network name")],
  async run(shell, args) {
    const { uuid } = await lookupNetwork(shell, "net-uuid", args, ["name"]);
    shell.print(`${formatUuid(uuid)}\n`);
    return true;
  },
};
