// Ports of a network: where the interfaces of guests are plugged in.

import type { Args, remote } from "@virtgate/protocol";
import { attempt, Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Command, fileOption, type Option, outputOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { readXmlFile } from "../xml-file.js";
import { formatUuid, parseUuid } from "./domain.js";
import { dumpXml, xpathOptions } from "./dump-xml.js";
import { lookupNetwork, networkOption } from "./network.js";
import { printJson, wantsJson } from "./output.js";

type PortRef = Args<typeof remote.calls.networkPortDelete>["port"];

const portOption: Option = { name: "port", type: "data", required: true, help: "port UUID" };

/** VIR_NETWORK_PORT_CREATE_VALIDATE. */
const validate = 2;

async function lookupPort(shell: Shell, command: string, args: Arguments): Promise<PortRef> {
  const network = await lookupNetwork(shell, command, args);
  const given = args.required("port");
  shell.trace(`${command}: found option <port>: ${given}`);
  shell.traceDetail(`${command}: <port> trying as network UUID`);
  const failure = `failed to get network port '${given}'`;
  const uuid = parseUuid(given);
  if (uuid === undefined) {
    throw new Failure(
      failure,
      new Failure("uuidstr in virNetworkPortLookupByUUIDString must be a valid UUID"),
    );
  }
  return (await attempt(failure, shell.call.networkPortLookupByUuid({ network, uuid }))).port;
}

/** virsh says that network or port was not found, but not why, and then takes the command for done. */
async function portOrNone(shell: Shell, command: string, args: Arguments): Promise<PortRef | undefined> {
  try {
    return await lookupPort(shell, command, args);
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    shell.terminal.error(thrown.message);
    return undefined;
  }
}

export const netPortList: Command = {
  name: "net-port-list",
  group: "network",
  help: "list network ports",
  description: "Returns list of network ports.",
  options: [
    networkOption(),
    bool("uuid", "list uuid's only"),
    bool("table", "list table (default)"),
    outputOption,
  ],
  async run(shell, args) {
    const json = wantsJson(args);
    if (args.has("table") && args.has("uuid")) {
      throw new Failure("Only one argument from --table and --uuid may be specified.");
    }
    const network = await lookupNetwork(shell, "net-port-list", args);
    const { ports } = await shell.call.networkListAllPorts({ network, needResults: 1, flags: 0 });
    const uuids = ports.map(({ uuid }) => formatUuid(uuid)).sort();
    if (json) printJson(shell, uuids);
    else if (args.has("uuid")) for (const uuid of uuids) shell.print(`${uuid}\n`);
    else
      shell.table(
        ["UUID"],
        uuids.map((uuid) => [uuid]),
      );
    return true;
  },
};

export const netPortCreate: Command = {
  name: "net-port-create",
  group: "network",
  help: "create a network port from an XML file",
  description: "Create a network port.",
  options: [
    networkOption(),
    fileOption("file containing an XML network port description"),
    bool("validate", "validate the XML against the schema"),
  ],
  async run(shell, args) {
    const network = await lookupNetwork(shell, "net-port-create", args);
    const file = args.required("file");
    const xml = readXmlFile(file);
    const flags = args.has("validate") ? validate : 0;
    const work = shell.call.networkPortCreateXml({ network, xml, flags });
    const { port } = await attempt(`Failed to create network from ${file}`, work);
    shell.extra(`Network port ${formatUuid(port.uuid)} created from ${file}\n`);
    return true;
  },
};

export const netPortDumpxml: Command = {
  name: "net-port-dumpxml",
  group: "network",
  help: "network port information in XML",
  description: "Output the network port information as an XML dump to stdout.",
  options: [networkOption(), portOption, ...xpathOptions],
  async run(shell, args) {
    const port = await portOrNone(shell, "net-port-dumpxml", args);
    if (port === undefined) return true;
    return dumpXml(shell, args, async () => (await shell.call.networkPortGetXmlDesc({ port, flags: 0 })).xml);
  },
};

export const netPortDelete: Command = {
  name: "net-port-delete",
  group: "network",
  help: "delete the specified network port",
  description: "Delete the specified network port.",
  options: [networkOption(), portOption],
  async run(shell, args) {
    const port = await portOrNone(shell, "net-port-delete", args);
    if (port === undefined) return true;
    const uuid = formatUuid(port.uuid);
    try {
      await shell.call.networkPortDelete({ port, flags: 0 });
    } catch {
      shell.terminal.error(`Failed to delete network port ${uuid}`);
      return true;
    }
    shell.extra(`Network port ${uuid} deleted\n`);
    return true;
  },
};
