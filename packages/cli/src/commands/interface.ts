// Interfaces of the host as the user names them, and as the wire does.

import type { Args, remote } from "@virtgate/protocol";
import { Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import type { Option } from "../grammar/command.js";
import type { Shell } from "../shell.js";

/** What every call about an interface takes: name and MAC address together. */
export type InterfaceRef = Args<typeof remote.calls.interfaceUndefine>["iface"];

export const interfaceOption = (help = "interface name or MAC address"): Option => ({
  name: "interface",
  type: "data",
  required: true,
  help,
  complete: "interfaces",
});

type NamedBy = "name" | "mac";

/** Six parts of one or two hex digits, and nothing but blanks behind. */
const isMac = (text: string) => /^([0-9a-fA-F]{1,2}:){5}[0-9a-fA-F]{1,2}($|[^!-\uffff])/.test(text);

/** A word that is a MAC address is never taken for a name. */
export async function lookupInterface(
  shell: Shell,
  command: string,
  args: Arguments,
  { option = "interface", ways = ["name", "mac"] as readonly NamedBy[] } = {},
): Promise<InterfaceRef> {
  const given = args.required(option);
  shell.trace(`${command}: found option <${option}>: ${given}`);
  const way: NamedBy = isMac(given) ? "mac" : "name";
  const failure = `failed to get interface '${given}'`;
  if (!ways.includes(way)) throw new Failure(failure);
  shell.traceDetail(`${command}: <${option}> trying as interface ${way.toUpperCase()}`);
  try {
    const found =
      way === "mac"
        ? await shell.call.interfaceLookupByMacString({ mac: given })
        : await shell.call.interfaceLookupByName({ name: given });
    return found.iface;
  } catch (thrown) {
    throw new Failure(failure, thrown);
  }
}
