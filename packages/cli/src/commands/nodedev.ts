// Devices of the host as the user names them.

import { ErrorCode, ErrorDomain, libvirtError, type NodeDeviceRef } from "@virtgate/protocol";
import { attempt, Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import type { Option } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { splitList } from "../string-list.js";

export const deviceOption = (help = "device name or wwn pair in 'wwnn,wwpn' format"): Option => ({
  name: "device",
  type: "data",
  required: true,
  help,
  complete: "devices",
});

const notFound = (given: string) => `Could not find matching device '${given}'`;

/** By its name alone. */
export async function lookupDevice(shell: Shell, args: Arguments): Promise<NodeDeviceRef> {
  const name = args.required("device");
  return (await attempt(notFound(name), shell.call.nodeDeviceLookupByName({ name }))).dev;
}

/** By its name, or by both world wide names of an adapter. */
export async function findDevice(shell: Shell, args: Arguments): Promise<NodeDeviceRef> {
  const given = args.required("device");
  if (!given.includes(",")) return lookupDevice(shell, args);
  const names = splitList(given);
  const [wwnn, wwpn] = names;
  if (names.length !== 2 || wwnn === undefined || wwpn === undefined)
    throw new Failure(`Malformed device value '${given}'`);
  for (const name of names) requireWorldWideName(name);
  const looking = shell.call.nodeDeviceLookupScsiHostByWwn({ wwnn, wwpn, flags: 0 });
  return (await attempt(notFound(given), looking)).dev;
}

function requireWorldWideName(name: string): void {
  if (/^(?:0x)?[0-9a-fA-F]{16}$/.test(name)) return;
  throw libvirtError(ErrorDomain.none, ErrorCode.internalError, `Malformed wwn: ${name}`);
}
