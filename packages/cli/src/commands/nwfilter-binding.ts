// Which network filter is applied to which device of the host.

import type { Args, remote } from "@virtgate/protocol";
import { attempt } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Command, fileOption, type Option, outputOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { readXmlFile } from "../xml-file.js";
import { compareNames } from "./compare-names.js";
import { dumpXml, xpathOptions } from "./dump-xml.js";
import { printJson, wantsJson } from "./output.js";

type BindingRef = Args<typeof remote.calls.nwfilterBindingDelete>["nwfilter"];

const bindingOption = (help: string): Option => ({ name: "binding", type: "data", required: true, help });

/** VIR_NWFILTER_BINDING_CREATE_VALIDATE. */
const validate = 1;

async function lookupBinding(shell: Shell, command: string, args: Arguments): Promise<BindingRef> {
  const given = args.required("binding");
  shell.trace(`${command}: found option <binding>: ${given}`);
  shell.traceDetail(`${command}: <binding> trying as nwfilter binding port dev`);
  const work = shell.call.nwfilterBindingLookupByPortDev({ name: given });
  return (await attempt(`failed to get nwfilter binding '${given}'`, work)).nwfilter;
}

export const nwfilterBindingCreate: Command = {
  name: "nwfilter-binding-create",
  group: "filter",
  help: "create a network filter binding from an XML file",
  description: "Create a new network filter binding.",
  options: [
    fileOption("file containing an XML network filter binding description"),
    bool("validate", "validate the XML against the schema"),
  ],
  async run(shell, args) {
    const file = args.required("file");
    const xml = readXmlFile(file);
    const flags = args.has("validate") ? validate : 0;
    const work = shell.call.nwfilterBindingCreateXml({ xml, flags });
    const { nwfilter } = await attempt(`Failed to create network filter from ${file}`, work);
    shell.extra(`Network filter binding on ${nwfilter.portdev} created from ${file}\n`);
    return true;
  },
};

export const nwfilterBindingDelete: Command = {
  name: "nwfilter-binding-delete",
  group: "filter",
  help: "delete a network filter binding",
  description: "Delete a given network filter binding.",
  options: [bindingOption("network filter binding port dev")],
  async run(shell, args) {
    const nwfilter = await lookupBinding(shell, "nwfilter-binding-delete", args);
    const given = args.required("binding");
    await attempt(
      `Failed to delete network filter binding on ${given}`,
      shell.call.nwfilterBindingDelete({ nwfilter }),
    );
    shell.extra(`Network filter binding on ${given} deleted\n`);
    return true;
  },
};

export const nwfilterBindingDumpxml: Command = {
  name: "nwfilter-binding-dumpxml",
  group: "filter",
  help: "network filter information in XML",
  description: "Output the network filter information as an XML dump to stdout.",
  options: [bindingOption("network filter binding portdev"), ...xpathOptions],
  async run(shell, args) {
    const nwfilter = await lookupBinding(shell, "nwfilter-binding-dumpxml", args);
    return dumpXml(
      shell,
      args,
      async () => (await shell.call.nwfilterBindingGetXmlDesc({ nwfilter, flags: 0 })).xml,
    );
  },
};

export const nwfilterBindingList: Command = {
  name: "nwfilter-binding-list",
  group: "filter",
  help: "list network filter bindings",
  description: "Returns list of network filter bindings.",
  options: [outputOption],
  async run(shell, args) {
    const json = wantsJson(args);
    const work = shell.call.connectListAllNwfilterBindings({ needResults: 1, flags: 0 });
    const { bindings } = await attempt("Failed to list network filter bindings", work);
    const sorted = [...bindings].sort((one, other) => compareNames(one.portdev, other.portdev));
    if (json) printJson(shell, sorted);
    else
      shell.table(
        ["Port Dev", "Filter"],
        sorted.map(({ portdev, filtername }) => [portdev, filtername]),
      );
    return true;
  },
};
