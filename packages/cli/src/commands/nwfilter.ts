// Network filters of a host.

import type { Args, remote } from "@virtgate/protocol";
import { ErrorCode, LibvirtError } from "@virtgate/protocol";
import { attempt, Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Command, fileOption, type Option, outputOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { readXmlFile } from "../xml-file.js";
import { byName } from "./compare-names.js";
import { formatUuid } from "./domain.js";
import { dumpXml, xpathOptions } from "./dump-xml.js";
import { editDefinition } from "./edit-definition.js";
import { lookUp } from "./lookup.js";
import { printJson, wantsJson } from "./output.js";

type FilterRef = Args<typeof remote.calls.nwfilterUndefine>["nwfilter"];

const filterOption: Option = {
  name: "nwfilter",
  type: "data",
  required: true,
  help: "network filter name or uuid",
  complete: "nwfilters",
};

/** VIR_NWFILTER_DEFINE_VALIDATE. */
const validate = 1;

const lookupFilter = (shell: Shell, command: string, args: Arguments): Promise<FilterRef> =>
  lookUp<FilterRef>(shell, args.required("nwfilter"), {
    command,
    option: "nwfilter",
    kind: "nwfilter",
    uuidFunction: "virNWFilterLookupByUUIDString",
    byUuid: async (uuid) => (await shell.call.nwfilterLookupByUuid({ uuid })).nwfilter,
    byName: async (name) => (await shell.call.nwfilterLookupByName({ name })).nwfilter,
  });

export const nwfilterDefine: Command = {
  name: "nwfilter-define",
  group: "filter",
  help: "define or update a network filter from an XML file",
  description: "Define a new network filter or update an existing one.",
  options: [
    fileOption("file containing an XML network filter description"),
    bool("validate", "validate the XML against the schema"),
  ],
  async run(shell, args) {
    const file = args.required("file");
    const xml = readXmlFile(file);
    const work = args.has("validate")
      ? shell.call.nwfilterDefineXmlFlags({ xml, flags: validate })
      : shell.call.nwfilterDefineXml({ xml });
    const { nwfilter } = await attempt(`Failed to define network filter from ${file}`, work);
    shell.extra(`Network filter ${nwfilter.name} defined from ${file}\n`);
    return true;
  },
};

export const nwfilterUndefine: Command = {
  name: "nwfilter-undefine",
  group: "filter",
  help: "undefine a network filter",
  description: "Undefine a given network filter.",
  options: [filterOption],
  async run(shell, args) {
    const nwfilter = await lookupFilter(shell, "nwfilter-undefine", args);
    const given = args.required("nwfilter");
    await attempt(`Failed to undefine network filter ${given}`, shell.call.nwfilterUndefine({ nwfilter }));
    shell.extra(`Network filter ${given} undefined\n`);
    return true;
  },
};

export const nwfilterDumpxml: Command = {
  name: "nwfilter-dumpxml",
  group: "filter",
  help: "network filter information in XML",
  description: "Output the network filter information as an XML dump to stdout.",
  options: [filterOption, ...xpathOptions],
  async run(shell, args) {
    const nwfilter = await lookupFilter(shell, "nwfilter-dumpxml", args);
    return dumpXml(
      shell,
      args,
      async () => (await shell.call.nwfilterGetXmlDesc({ nwfilter, flags: 0 })).xml,
    );
  },
};

export const nwfilterEdit: Command = {
  name: "nwfilter-edit",
  group: "filter",
  help: "edit XML configuration for a network filter",
  description: "Edit the XML configuration for a network filter.",
  options: [filterOption],
  async run(shell, args) {
    const nwfilter = await lookupFilter(shell, "nwfilter-edit", args);
    return editDefinition(shell, {
      read: async () => (await shell.call.nwfilterGetXmlDesc({ nwfilter, flags: 0 })).xml,
      async define(xml) {
        const { nwfilter: defined } = await shell.call.nwfilterDefineXml({ xml });
        return `Network filter ${defined.name} XML configuration edited.\n`;
      },
      unchanged: `Network filter ${nwfilter.name} XML configuration not changed.\n`,
    });
  },
};

/** By name, one after another: the way of libvirt 0.9.13 and older. */
async function collectNames(shell: Shell): Promise<FilterRef[]> {
  const { num } = await attempt("Failed to count network filters", shell.call.connectNumOfNwfilters());
  const work = shell.call.connectListNwfilters({ maxnames: num });
  const { names } = await attempt("Failed to list network filters", work);
  const found: FilterRef[] = [];
  for (const name of names) {
    try {
      found.push((await shell.call.nwfilterLookupByName({ name })).nwfilter);
    } catch {
      // It has gone since.
    }
  }
  return found;
}

async function collect(shell: Shell): Promise<readonly FilterRef[]> {
  try {
    return (await shell.call.connectListAllNwfilters({ needResults: 1, flags: 0 })).filters;
  } catch (thrown) {
    if (thrown instanceof LibvirtError && thrown.code === ErrorCode.noSupport) return collectNames(shell);
    throw new Failure("Failed to list network filters", thrown);
  }
}

export const nwfilterList: Command = {
  name: "nwfilter-list",
  group: "filter",
  help: "list network filters",
  description: "Returns list of network filters.",
  options: [outputOption],
  async run(shell, args) {
    const json = wantsJson(args);
    const rows = byName(await collect(shell)).map(({ name, uuid }) => ({ uuid: formatUuid(uuid), name }));
    if (json) printJson(shell, rows);
    else
      shell.table(
        ["UUID", "Name"],
        rows.map(({ uuid, name }) => [uuid, name]),
      );
    return true;
  },
};
