// `net-list`: the networks of a host, also of one that is too old for filters.

import { ErrorCode, LibvirtError } from "@virtgate/protocol";
import { attempt, Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Command, outputOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { byName } from "./compare-names.js";
import { formatUuid } from "./domain.js";
import type { NetworkRef } from "./network.js";
import { printJson, wantsJson } from "./output.js";

/** virConnectListAllNetworksFlags. */
const flag = {
  inactive: 1,
  active: 2,
  persistent: 4,
  transient: 8,
  autostart: 16,
  "no-autostart": 32,
} as const;
const either = flag.active | flag.inactive;

function flagsOf(args: Arguments): number {
  let flags: number = flag.active;
  if (args.has("inactive")) flags = flag.inactive;
  if (args.has("all")) flags = either;
  for (const name of ["persistent", "transient", "autostart", "no-autostart"] as const) {
    if (args.has(name)) flags |= flag[name];
  }
  return flags;
}

const listAll = async (shell: Shell, flags: number) =>
  (await shell.call.connectListAllNetworks({ needResults: 1, flags })).nets;

async function collect(shell: Shell, flags: number): Promise<readonly NetworkRef[]> {
  const failure = "Failed to list networks";
  try {
    return await listAll(shell, flags);
  } catch (thrown) {
    if (thrown instanceof LibvirtError && thrown.code === ErrorCode.noSupport) {
      return filter(shell, await collectNames(shell, flags), flags);
    }
    if (thrown instanceof LibvirtError && thrown.code === ErrorCode.invalidArg) {
      // The host may know fewer flags: it lists, and we choose.
      return filter(shell, await attempt(failure, listAll(shell, flags & either)), flags);
    }
    throw new Failure(failure, thrown);
  }
}

/** By name, one after another: the way of libvirt 0.10.1 and older. */
async function collectNames(shell: Shell, flags: number): Promise<NetworkRef[]> {
  const names: string[] = [];
  if (flags & flag.active) {
    const { num } = await attempt(
      "Failed to get the number of active networks",
      shell.call.connectNumOfNetworks(),
    );
    const work = shell.call.connectListNetworks({ maxnames: num });
    names.push(...(await attempt("Failed to list active networks", work)).names);
  }
  if (flags & flag.inactive) {
    const { num } = await attempt(
      "Failed to get the number of inactive networks",
      shell.call.connectNumOfDefinedNetworks(),
    );
    const work = shell.call.connectListDefinedNetworks({ maxnames: num });
    names.push(...(await attempt("Failed to list inactive networks", work)).names);
  }
  const found: NetworkRef[] = [];
  for (const name of names) {
    try {
      found.push((await shell.call.networkLookupByName({ name })).net);
    } catch {
      // It has gone since.
    }
  }
  return found;
}

async function filter(shell: Shell, nets: readonly NetworkRef[], flags: number): Promise<NetworkRef[]> {
  const kept: NetworkRef[] = [];
  const passes = (yes: boolean, one: number, other: number) =>
    (flags & (one | other)) === 0 || (flags & (yes ? one : other)) !== 0;
  for (const net of nets) {
    if (flags & (flag.persistent | flag.transient)) {
      const work = shell.call.networkIsPersistent({ net });
      const { persistent } = await attempt("Failed to get network persistence info", work);
      if (!passes(persistent !== 0, flag.persistent, flag.transient)) continue;
    }
    if (flags & (flag.autostart | flag["no-autostart"])) {
      const work = shell.call.networkGetAutostart({ net });
      const { autostart } = await attempt("Failed to get network autostart state", work);
      if (!passes(autostart !== 0, flag.autostart, flag["no-autostart"])) continue;
    }
    kept.push(net);
  }
  return kept;
}

/** What virsh takes for granted about a network that has gone since it was listed. */
async function describe(shell: Shell, net: NetworkRef) {
  const [active, autostart, persistent] = await Promise.all([
    shell.call.networkIsActive({ net }).then(
      (ret) => ret.active !== 0,
      () => true,
    ),
    shell.call.networkGetAutostart({ net }).then(
      (ret) => ret.autostart !== 0,
      () => undefined,
    ),
    shell.call.networkIsPersistent({ net }).then(
      (ret) => ret.persistent !== 0,
      () => true,
    ),
  ]);
  return { name: net.name, uuid: formatUuid(net.uuid), active, autostart, persistent };
}

const yesOrNo = (value: boolean) => (value ? "yes" : "no");

async function run(shell: Shell, args: Arguments): Promise<boolean> {
  const json = wantsJson(args);
  if (["table", "name", "uuid"].filter((name) => args.has(name)).length > 1) {
    throw new Failure("Only one argument from --table, --name and --uuid may be specified.");
  }
  const nets = byName(await collect(shell, flagsOf(args)));
  if (!json && (args.has("uuid") || args.has("name"))) {
    for (const net of nets) shell.print(`${args.has("uuid") ? formatUuid(net.uuid) : net.name}\n`);
    return true;
  }
  const rows = await Promise.all(nets.map((net) => describe(shell, net)));
  if (json) {
    printJson(shell, rows);
    return true;
  }
  shell.table(
    ["Name", "State", "Autostart", "Persistent"],
    rows.map(({ name, active, autostart, persistent }) => [
      name,
      active ? "active" : "inactive",
      autostart === undefined ? "no autostart" : yesOrNo(autostart),
      yesOrNo(persistent),
    ]),
  );
  return true;
}

export const netList: Command = {
  name: "net-list",
  group: "network",
  help: "list networks",
  description: "Returns list of networks.",
  options: [
    bool("inactive", "list inactive networks"),
    bool("all", "list inactive & active networks"),
    bool("persistent", "list persistent networks"),
    bool("transient", "list transient networks"),
    bool("autostart", "list networks with autostart enabled"),
    bool("no-autostart", "list networks with autostart disabled"),
    bool("uuid", "list uuid's only"),
    bool("name", "list network names only"),
    bool("table", "list table (default)"),
    outputOption,
  ],
  run,
};
