// Interfaces that are defined, brought up and taken down, and changes that can be taken back.

import { attempt } from "../failure.js";
import { bool, type Command, fileOption } from "../grammar/command.js";
import { readXmlFile } from "../xml-file.js";
import { editDefinition } from "./edit-definition.js";
import { interfaceOption, lookupInterface } from "./interface.js";
import { xmlInactive } from "./interface-info.js";

/** VIR_INTERFACE_DEFINE_VALIDATE. */
const validate = 1;

export const ifaceDefine: Command = {
  name: "iface-define",
  group: "interface",
  help: "define an inactive persistent physical host interface or modify an existing persistent one from an XML file",
  description: "Define or modify a persistent physical host interface.",
  options: [
    fileOption("file containing an XML interface description"),
    bool("validate", "validate the XML against the schema"),
  ],
  async run(shell, args) {
    const file = args.required("file");
    const xml = readXmlFile(file);
    const flags = args.has("validate") ? validate : 0;
    const work = shell.call.interfaceDefineXml({ xml, flags });
    const { iface } = await attempt(`Failed to define interface from ${file}`, work);
    shell.extra(`Interface ${iface.name} defined from ${file}\n`);
    return true;
  },
};

export const ifaceUndefine: Command = {
  name: "iface-undefine",
  group: "interface",
  help: "undefine a physical host interface (remove it from configuration)",
  description: "undefine an interface.",
  options: [interfaceOption()],
  async run(shell, args) {
    const iface = await lookupInterface(shell, "iface-undefine", args);
    const given = args.required("interface");
    await attempt(`Failed to undefine interface ${given}`, shell.call.interfaceUndefine({ iface }));
    shell.extra(`Interface ${given} undefined\n`);
    return true;
  },
};

export const ifaceStart: Command = {
  name: "iface-start",
  group: "interface",
  help: 'start a physical host interface (enable it / "if-up")',
  description: "start a physical host interface.",
  options: [interfaceOption()],
  async run(shell, args) {
    const iface = await lookupInterface(shell, "iface-start", args);
    const given = args.required("interface");
    await attempt(`Failed to start interface ${given}`, shell.call.interfaceCreate({ iface, flags: 0 }));
    shell.extra(`Interface ${given} started\n`);
    return true;
  },
};

export const ifaceDestroy: Command = {
  name: "iface-destroy",
  group: "interface",
  help: 'destroy a physical host interface (disable it / "if-down")',
  description: "forcefully stop a physical host interface.",
  options: [interfaceOption()],
  async run(shell, args) {
    const iface = await lookupInterface(shell, "iface-destroy", args);
    const given = args.required("interface");
    await attempt(`Failed to destroy interface ${given}`, shell.call.interfaceDestroy({ iface, flags: 0 }));
    shell.extra(`Interface ${given} destroyed\n`);
    // virsh 9.0.0 ends with this status whatever comes of it.
    return false;
  },
};

export const ifaceEdit: Command = {
  name: "iface-edit",
  group: "interface",
  help: "edit XML configuration for a physical host interface",
  description: "Edit the XML configuration for a physical host interface.",
  options: [interfaceOption()],
  async run(shell, args) {
    const iface = await lookupInterface(shell, "iface-edit", args);
    return editDefinition(shell, {
      read: async () => (await shell.call.interfaceGetXmlDesc({ iface, flags: xmlInactive })).xml,
      async define(xml) {
        const { iface: defined } = await shell.call.interfaceDefineXml({ xml, flags: 0 });
        return `Interface ${defined.name} XML configuration edited.\n`;
      },
      unchanged: `Interface ${iface.name} XML configuration not changed.\n`,
    });
  },
};

export const ifaceBegin: Command = {
  name: "iface-begin",
  group: "interface",
  help: "create a snapshot of current interfaces settings, which can be later committed (iface-commit) or restored (iface-rollback)",
  description: "Create a restore point for interfaces settings",
  options: [],
  async run(shell) {
    const work = shell.call.interfaceChangeBegin({ flags: 0 });
    await attempt("Failed to begin network config change transaction", work);
    shell.extra("Network config change transaction started\n");
    return true;
  },
};

export const ifaceCommit: Command = {
  name: "iface-commit",
  group: "interface",
  help: "commit changes made since iface-begin and free restore point",
  description: "commit changes and free restore point",
  options: [],
  async run(shell) {
    const work = shell.call.interfaceChangeCommit({ flags: 0 });
    await attempt("Failed to commit network config change transaction", work);
    shell.extra("Network config change transaction committed\n");
    return true;
  },
};

export const ifaceRollback: Command = {
  name: "iface-rollback",
  group: "interface",
  help: "rollback to previous saved configuration created via iface-begin",
  description: "rollback to previous restore point",
  options: [],
  async run(shell) {
    const work = shell.call.interfaceChangeRollback({ flags: 0 });
    await attempt("Failed to rollback network config change transaction", work);
    shell.extra("Network config change transaction rolled back\n");
    return true;
  },
};
