// Devices that are made, defined, started and taken away: `nodedev-create`, `nodedev-define` and their counterparts.

import { attempt } from "../failure.js";
import { bool, type Command, fileOption, type OptionAlias } from "../grammar/command.js";
import { readXmlFile } from "../xml-file.js";
import { deviceOption, findDevice, lookupDevice } from "./nodedev.js";

/** VIR_NODE_DEVICE_CREATE_XML_VALIDATE, VIR_NODE_DEVICE_DEFINE_XML_VALIDATE. */
const validate = 1;

const fromFile = [
  fileOption("file containing an XML description of the device"),
  bool("validate", "validate the XML against the schema"),
];

export const nodedevCreate: Command = {
  name: "nodedev-create",
  group: "nodedev",
  help: "create a device defined by an XML file on the node",
  description:
    "Create a device on the node.  Note that this command creates devices on the physical host that can then be assigned to a virtual machine.",
  options: fromFile,
  async run(shell, args) {
    const file = args.required("file");
    const xmlDesc = readXmlFile(file);
    const work = shell.call.nodeDeviceCreateXml({ xmlDesc, flags: args.has("validate") ? validate : 0 });
    const { dev } = await attempt(`Failed to create node device from ${file}`, work);
    shell.extra(`Node device ${dev.name} created from ${file}\n`);
    return true;
  },
};

/** What the option was called before. */
const formerName: readonly OptionAlias[] = [{ name: "name", option: "device" }];

export const nodedevDestroy: Command = {
  name: "nodedev-destroy",
  group: "nodedev",
  help: "destroy (stop) a device on the node",
  description: "Destroy a device on the node.  Note that this command destroys devices on the physical host",
  options: [deviceOption()],
  aliases: formerName,
  async run(shell, args) {
    const given = args.required("device");
    const { name } = await findDevice(shell, args);
    await attempt(`Failed to destroy node device '${given}'`, shell.call.nodeDeviceDestroy({ name }));
    shell.extra(`Destroyed node device '${given}'\n`);
    return true;
  },
};

export const nodedevDefine: Command = {
  name: "nodedev-define",
  group: "nodedev",
  help: "Define a device by an xml file on a node",
  description:
    "Defines a persistent device on the node that can be assigned to a domain. The device must be started before it can be assigned to a domain.",
  options: fromFile,
  async run(shell, args) {
    const file = args.required("file");
    const xmlDesc = readXmlFile(file);
    const work = shell.call.nodeDeviceDefineXml({ xmlDesc, flags: args.has("validate") ? validate : 0 });
    const { dev } = await attempt(`Failed to define node device from '${file}'`, work);
    shell.extra(`Node device '${dev.name}' defined from '${file}'\n`);
    return true;
  },
};

export const nodedevUndefine: Command = {
  name: "nodedev-undefine",
  group: "nodedev",
  help: "Undefine an inactive node device",
  description: "Undefines the configuration for an inactive node device",
  options: [deviceOption()],
  async run(shell, args) {
    const given = args.required("device");
    const { name } = await findDevice(shell, args);
    const work = shell.call.nodeDeviceUndefine({ name, flags: 0 });
    await attempt(`Failed to undefine node device '${given}'`, work);
    shell.extra(`Undefined node device '${given}'\n`);
    return true;
  },
};

export const nodedevStart: Command = {
  name: "nodedev-start",
  group: "nodedev",
  help: "Start an inactive node device",
  description: "Starts an inactive node device that was previously defined",
  options: [deviceOption("device name")],
  async run(shell, args) {
    const given = args.required("device");
    const { name } = await lookupDevice(shell, args);
    await attempt(`Failed to start device ${given}`, shell.call.nodeDeviceCreate({ name, flags: 0 }));
    shell.extra(`Device ${given} started\n`);
    return true;
  },
};

export const nodedevAutostart: Command = {
  name: "nodedev-autostart",
  group: "nodedev",
  help: "autostart a defined node device",
  description: "Configure a node device to be automatically started at boot.",
  options: [deviceOption(), bool("disable", "disable autostarting")],
  async run(shell, args) {
    const given = args.required("device");
    const { name } = await findDevice(shell, args);
    const verb = args.has("disable") ? "unmark" : "mark";
    const work = shell.call.nodeDeviceSetAutostart({ name, autostart: args.has("disable") ? 0 : 1 });
    await attempt(`failed to ${verb} device ${given} as autostarted`, work);
    shell.extra(`Device ${given} ${verb}ed as autostarted\n`);
    return true;
  },
};
