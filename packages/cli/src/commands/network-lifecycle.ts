// Networks that are defined, started and stopped. What they say names the network as the user named it.

import { attempt } from "../failure.js";
import { bool, type Command, fileOption } from "../grammar/command.js";
import { readXmlFile } from "../xml-file.js";
import { lookupNetwork, networkOption } from "./network.js";

const validateOption = bool("validate", "validate the XML against the schema");
/** VIR_NETWORK_CREATE_VALIDATE and VIR_NETWORK_DEFINE_VALIDATE. */
const validate = 1;

export const netAutostart: Command = {
  name: "net-autostart",
  group: "network",
  help: "autostart a network",
  description: "Configure a network to be automatically started at boot.",
  options: [networkOption(), bool("disable", "disable autostarting")],
  async run(shell, args) {
    const net = await lookupNetwork(shell, "net-autostart", args);
    const given = args.required("network");
    const mark = args.has("disable") ? "unmark" : "mark";
    await attempt(
      `failed to ${mark} network ${given} as autostarted`,
      shell.call.networkSetAutostart({ net, autostart: mark === "mark" ? 1 : 0 }),
    );
    shell.extra(`Network ${given} ${mark}ed as autostarted\n`);
    return true;
  },
};

export const netCreate: Command = {
  name: "net-create",
  group: "network",
  help: "create a network from an XML file",
  description: "Create a network.",
  options: [fileOption("file containing an XML network description"), validateOption],
  async run(shell, args) {
    const file = args.required("file");
    const xml = readXmlFile(file);
    const work = args.has("validate")
      ? shell.call.networkCreateXmlFlags({ xml, flags: validate })
      : shell.call.networkCreateXml({ xml });
    const { net } = await attempt(`Failed to create network from ${file}`, work);
    shell.extra(`Network ${net.name} created from ${file}\n`);
    return true;
  },
};

export const netDefine: Command = {
  name: "net-define",
  group: "network",
  help: "define an inactive persistent virtual network or modify an existing persistent one from an XML file",
  description: "Define or modify a persistent virtual network.",
  options: [fileOption("file containing an XML network description"), validateOption],
  async run(shell, args) {
    const file = args.required("file");
    const xml = readXmlFile(file);
    const work = args.has("validate")
      ? shell.call.networkDefineXmlFlags({ xml, flags: validate })
      : shell.call.networkDefineXml({ xml });
    const { net } = await attempt(`Failed to define network from ${file}`, work);
    shell.extra(`Network ${net.name} defined from ${file}\n`);
    return true;
  },
};

export const netStart: Command = {
  name: "net-start",
  group: "network",
  help: "start a (previously defined) inactive network",
  description: "Start a network.",
  options: [networkOption()],
  async run(shell, args) {
    const net = await lookupNetwork(shell, "net-start", args);
    const given = args.required("network");
    await attempt(`Failed to start network ${given}`, shell.call.networkCreate({ net }));
    shell.extra(`Network ${given} started\n`);
    return true;
  },
};

export const netDestroy: Command = {
  name: "net-destroy",
  group: "network",
  help: "destroy (stop) a network",
  description: "Forcefully stop a given network.",
  options: [networkOption()],
  async run(shell, args) {
    const net = await lookupNetwork(shell, "net-destroy", args);
    const given = args.required("network");
    await attempt(`Failed to destroy network ${given}`, shell.call.networkDestroy({ net }));
    shell.extra(`Network ${given} destroyed\n`);
    return true;
  },
};

export const netUndefine: Command = {
  name: "net-undefine",
  group: "network",
  help: "undefine a persistent network",
  description: "Undefine the configuration for a persistent network.",
  options: [networkOption()],
  async run(shell, args) {
    const net = await lookupNetwork(shell, "net-undefine", args);
    const given = args.required("network");
    await attempt(`Failed to undefine network ${given}`, shell.call.networkUndefine({ net }));
    shell.extra(`Network ${given} has been undefined\n`);
    return true;
  },
};
