// What there is to know about the interfaces of a host.

import { ErrorCode, LibvirtError } from "@virtgate/protocol";
import { attempt, Failure } from "../failure.js";
import { exclusive } from "../grammar/arguments.js";
import { bool, type Command, outputOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { byName } from "./compare-names.js";
import { dumpXml, xpathOptions } from "./dump-xml.js";
import { type InterfaceRef, interfaceOption, lookupInterface } from "./interface.js";
import { printJson, wantsJson } from "./output.js";

/** VIR_INTERFACE_XML_INACTIVE. */
export const xmlInactive = 1;

/** virConnectListAllInterfacesFlags. */
const listFlag = { inactive: 1, active: 2 } as const;

export const ifaceDumpxml: Command = {
  name: "iface-dumpxml",
  group: "interface",
  help: "interface information in XML",
  description: "Output the physical host interface information as an XML dump to stdout.",
  options: [interfaceOption(), bool("inactive", "show inactive defined XML"), ...xpathOptions],
  async run(shell, args) {
    const iface = await lookupInterface(shell, "iface-dumpxml", args);
    const flags = args.has("inactive") ? xmlInactive : 0;
    return dumpXml(shell, args, async () => (await shell.call.interfaceGetXmlDesc({ iface, flags })).xml);
  },
};

export const ifaceName: Command = {
  name: "iface-name",
  group: "interface",
  help: "convert an interface MAC address to interface name",
  options: [{ ...interfaceOption("interface mac"), complete: [] }],
  async run(shell, args) {
    const { name } = await lookupInterface(shell, "iface-name", args, { ways: ["mac"] });
    shell.print(`${name}\n`);
    return true;
  },
};

export const ifaceMac: Command = {
  name: "iface-mac",
  group: "interface",
  help: "convert an interface name to interface MAC address",
  options: [interfaceOption("interface name")],
  async run(shell, args) {
    const { mac } = await lookupInterface(shell, "iface-mac", args, { ways: ["name"] });
    shell.print(`${mac}\n`);
    return true;
  },
};

/** By name, one after another: the way of libvirt 0.10.1 and older. */
async function collectNames(shell: Shell, flags: number): Promise<InterfaceRef[]> {
  const names: string[] = [];
  if (flags & listFlag.active) {
    const failure = "Failed to list active interfaces";
    const { num } = await attempt(failure, shell.call.connectNumOfInterfaces());
    names.push(...(await attempt(failure, shell.call.connectListInterfaces({ maxnames: num }))).names);
  }
  if (flags & listFlag.inactive) {
    const failure = "Failed to list inactive interfaces";
    const { num } = await attempt(failure, shell.call.connectNumOfDefinedInterfaces());
    const work = shell.call.connectListDefinedInterfaces({ maxnames: num });
    names.push(...(await attempt(failure, work)).names);
  }
  const found: InterfaceRef[] = [];
  for (const name of names) {
    try {
      found.push((await shell.call.interfaceLookupByName({ name })).iface);
    } catch {
      // It has gone since.
    }
  }
  return found;
}

async function collect(shell: Shell, flags: number): Promise<readonly InterfaceRef[]> {
  try {
    return (await shell.call.connectListAllInterfaces({ needResults: 1, flags })).ifaces;
  } catch (thrown) {
    if (thrown instanceof LibvirtError && thrown.code === ErrorCode.noSupport) {
      return collectNames(shell, flags);
    }
    throw new Failure("Failed to list interfaces", thrown);
  }
}

export const ifaceList: Command = {
  name: "iface-list",
  group: "interface",
  help: "list physical host interfaces",
  description: "Returns list of physical host interfaces.",
  options: [
    bool("inactive", "list inactive interfaces"),
    bool("all", "list inactive & active interfaces"),
    outputOption,
  ],
  async run(shell, args) {
    exclusive(args, ["all", "inactive"]);
    const json = wantsJson(args);
    let flags: number = args.has("inactive") ? listFlag.inactive : listFlag.active;
    if (args.has("all")) flags = listFlag.inactive | listFlag.active;
    const found = byName(await collect(shell, flags));
    const rows = await Promise.all(
      found.map(async (iface) => {
        // One that has gone since counts as active in virsh.
        const { active } = await shell.call.interfaceIsActive({ iface }).catch(() => ({ active: 1 }));
        return { name: iface.name, mac: iface.mac, active: active !== 0 };
      }),
    );
    if (json) printJson(shell, rows);
    else {
      shell.table(
        ["Name", "State", "MAC Address"],
        rows.map(({ name, active, mac }) => [name, active ? "active" : "inactive", mac]),
      );
    }
    return true;
  },
};
