// Networks as the user names them, and as the wire does.

import type { Args, remote } from "@virtgate/protocol";
import type { Arguments } from "../grammar/arguments.js";
import type { Option } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { lookUp } from "./lookup.js";

/** What every call about a network takes: name and uuid together. */
export type NetworkRef = Args<typeof remote.calls.networkCreate>["net"];

export const networkOption = (help = "network name or uuid"): Option => ({
  name: "network",
  type: "data",
  required: true,
  help,
  complete: "networks",
});

type NamedBy = "uuid" | "name";

export function lookupNetwork(
  shell: Shell,
  command: string,
  args: Arguments,
  ways: readonly NamedBy[] = ["uuid", "name"],
): Promise<NetworkRef> {
  return lookUp<NetworkRef>(shell, args.required("network"), {
    command,
    option: "network",
    kind: "network",
    uuidFunction: "virNetworkLookupByUUIDString",
    ...(ways.includes("uuid") && {
      byUuid: async (uuid) => (await shell.call.networkLookupByUuid({ uuid })).net,
    }),
    ...(ways.includes("name") && {
      byName: async (name) => (await shell.call.networkLookupByName({ name })).net,
    }),
  });
}
