// `attach-device`, `detach-device`, `update-device` and their like: devices described in files.

import { attempt } from "../failure.js";
import { exclusive } from "../grammar/arguments.js";
import { bool, type Command, domainOption, fileOption } from "../grammar/command.js";
import { readXmlFile } from "../xml-file.js";
import { attach, checkDeviceFlags, detach, deviceFlags } from "./device-flags.js";
import { lookupDomain } from "./domain.js";

export const attachDevice: Command = {
  name: "attach-device",
  group: "domain",
  help: "attach device from an XML file",
  description: "Attach device from an XML <file>.",
  options: [
    domainOption(),
    fileOption("XML file"),
    bool("persistent", "make live change persistent"),
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
  ],
  async run(shell, args) {
    checkDeviceFlags(args);
    const dom = await lookupDomain(shell, "attach-device", args);
    const file = args.required("file");
    const flags = await deviceFlags(shell, dom, args);
    const xml = readXmlFile(file);
    await attempt(`Failed to attach device from ${file}`, attach(shell, dom, xml, flags));
    shell.extra("Device attached successfully\n");
    return true;
  },
};

export const detachDevice: Command = {
  name: "detach-device",
  group: "domain",
  help: "detach device from an XML file",
  description: "Detach device from an XML <file>",
  options: [
    domainOption(),
    fileOption("XML file"),
    bool("persistent", "make live change persistent"),
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
  ],
  async run(shell, args) {
    checkDeviceFlags(args);
    const dom = await lookupDomain(shell, "detach-device", args);
    const file = args.required("file");
    const flags = await deviceFlags(shell, dom, args);
    const xml = readXmlFile(file);
    await attempt(`Failed to detach device from ${file}`, detach(shell, dom, xml, flags));
    shell.extra("Device detached successfully\n");
    return true;
  },
};

/** VIR_DOMAIN_DEVICE_MODIFY_FORCE */
export const forceChange = 4;

export const updateDevice: Command = {
  name: "update-device",
  group: "domain",
  help: "update device from an XML file",
  description: "Update device from an XML <file>.",
  options: [
    domainOption(),
    fileOption("XML file"),
    bool("persistent", "make live change persistent"),
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
    bool("force", "force device update"),
  ],
  async run(shell, args) {
    checkDeviceFlags(args);
    const dom = await lookupDomain(shell, "update-device", args);
    const file = args.required("file");
    const { flags } = await deviceFlags(shell, dom, args);
    const xml = readXmlFile(file);
    const force = args.has("force") ? forceChange : 0;
    const updating = shell.call.domainUpdateDeviceFlags({ dom, xml, flags: flags | force });
    await attempt(`Failed to update device from ${file}`, updating);
    shell.extra("Device updated successfully\n");
    return true;
  },
};

export const detachDeviceAlias: Command = {
  name: "detach-device-alias",
  group: "domain",
  help: "detach device from an alias",
  description: "Detach device identified by the given alias from a domain",
  options: [
    domainOption(),
    { name: "alias", type: "data", help: "device alias", required: true },
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
  ],
  async run(shell, args) {
    exclusive(args, ["current", "live"], ["current", "config"]);
    const alias = args.required("alias");
    const dom = await lookupDomain(shell, "detach-device-alias", args);
    const flags = (args.has("config") ? 2 : 0) | (args.has("live") ? 1 : 0);
    const detaching = shell.call.domainDetachDeviceAlias({ dom, alias, flags });
    await attempt(`Failed to detach device with alias ${alias}`, detaching);
    shell.extra("Device detach request sent successfully\n");
    return true;
  },
};
