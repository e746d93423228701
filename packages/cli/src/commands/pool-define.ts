// Commands that tell a host of a pool: from a file, or from options.

import { attempt } from "../failure.js";
import { bool, type Command, fileOption } from "../grammar/command.js";
import { readXmlFile } from "../xml-file.js";
import { buildOptions, createFlags } from "./pool-lifecycle.js";
import { poolXml, poolXmlOptions } from "./pool-xml.js";

/** VIR_STORAGE_POOL_DEFINE_VALIDATE. */
const defineValidate = 1;

export const poolCreate: Command = {
  name: "pool-create",
  group: "pool",
  help: "create a pool from an XML file",
  description: "Create a pool.",
  options: [fileOption("file containing an XML pool description"), ...buildOptions],
  async run(shell, args) {
    const file = args.required("file");
    const flags = createFlags(args);
    const xml = readXmlFile(file);
    const failure = `Failed to create pool from ${file}`;
    const { pool } = await attempt(failure, shell.call.storagePoolCreateXml({ xml, flags }));
    shell.extra(`Pool ${pool.name} created from ${file}\n`);
    return true;
  },
};

export const poolCreateAs: Command = {
  name: "pool-create-as",
  group: "pool",
  help: "create a pool from a set of args",
  description: "Create a pool.",
  options: [...poolXmlOptions, ...buildOptions],
  async run(shell, args) {
    const flags = createFlags(args);
    const xml = poolXml(args);
    if (args.has("print-xml")) {
      shell.print(xml);
      return true;
    }
    const name = args.required("name");
    await attempt(`Failed to create pool ${name}`, shell.call.storagePoolCreateXml({ xml, flags }));
    shell.extra(`Pool ${name} created\n`);
    return true;
  },
};

export const poolDefine: Command = {
  name: "pool-define",
  group: "pool",
  help: "define an inactive persistent storage pool or modify an existing persistent one from an XML file",
  description: "Define or modify a persistent storage pool.",
  options: [
    fileOption("file containing an XML pool description"),
    bool("validate", "validate the XML against the schema"),
  ],
  async run(shell, args) {
    const file = args.required("file");
    const flags = args.has("validate") ? defineValidate : 0;
    const xml = readXmlFile(file);
    const failure = `Failed to define pool from ${file}`;
    const { pool } = await attempt(failure, shell.call.storagePoolDefineXml({ xml, flags }));
    shell.extra(`Pool ${pool.name} defined from ${file}\n`);
    return true;
  },
};

export const poolDefineAs: Command = {
  name: "pool-define-as",
  group: "pool",
  help: "define a pool from a set of args",
  description: "Define a pool.",
  options: poolXmlOptions,
  async run(shell, args) {
    const xml = poolXml(args);
    if (args.has("print-xml")) {
      shell.print(xml);
      return true;
    }
    const name = args.required("name");
    await attempt(`Failed to define pool ${name}`, shell.call.storagePoolDefineXml({ xml, flags: 0 }));
    shell.extra(`Pool ${name} defined\n`);
    return true;
  },
};
