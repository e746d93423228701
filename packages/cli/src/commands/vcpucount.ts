// `vcpucount`: how many virtual CPUs a domain has and may have.

import { ErrorCode, LibvirtError } from "@virtgate/protocol";
import { Failure } from "../failure.js";
import { type Arguments, exclusive } from "../grammar/arguments.js";
import { bool, type Command, domainOption, outputOption } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { type DomainRef, lookupDomain } from "./domain.js";
import { printJson, wantsJson } from "./output.js";

/** virDomainVcpuFlags. */
const vcpuFlag = { live: 1, config: 2, maximum: 4, guest: 8 } as const;

/** The rows of the whole answer, in virsh's order. */
const rows = [
  { limit: "maximum", scope: "config" },
  { limit: "maximum", scope: "live" },
  { limit: "current", scope: "config" },
  { limit: "current", scope: "live" },
] as const;

async function count(shell: Shell, dom: DomainRef, flags: number): Promise<number> {
  const { num } = await shell.call.domainGetVcpusFlags({ dom, flags });
  return num;
}

/** Undefined: the domain has no such configuration, as it does not run or is not kept. */
async function rowCount(shell: Shell, dom: DomainRef, { limit, scope }: (typeof rows)[number]) {
  if (scope === "config") {
    const { persistent } = await shell.call.domainIsPersistent({ dom });
    if (!persistent) return undefined;
  } else {
    const { active } = await shell.call.domainIsActive({ dom });
    if (!active) return undefined;
  }
  return count(shell, dom, vcpuFlag[scope] | (limit === "maximum" ? vcpuFlag.maximum : 0));
}

async function showAll(shell: Shell, dom: DomainRef, json: boolean): Promise<void> {
  const counts = { maximum: { config: null, live: null }, current: { config: null, live: null } } as Record<
    string,
    Record<string, number | null>
  >;
  for (const row of rows) {
    const vcpus = await rowCount(shell, dom, row);
    counts[row.limit]![row.scope] = vcpus ?? null;
    if (vcpus !== undefined && !json) {
      shell.print(`${row.limit.padEnd(12)} ${row.scope.padEnd(12)} ${String(vcpus).padStart(3)}\n`);
    }
  }
  if (json) printJson(shell, counts);
}

async function run(shell: Shell, args: Arguments): Promise<boolean> {
  exclusive(args, ["live", "config"], ["active", "maximum"], ["guest", "config"]);
  const json = wantsJson(args);
  const wanted = ["maximum", "active", "config", "live", "current", "guest"].filter((name) => args.has(name));
  const dom = await lookupDomain(shell, "vcpucount", args);
  if (wanted.length === 0) {
    await showAll(shell, dom, json);
    return true;
  }
  const flags = Object.entries(vcpuFlag).reduce(
    (all, [name, flag]) => (args.has(name) ? all | flag : all),
    0,
  );
  const counting = count(shell, dom, flags);
  const vcpus = await counting.catch((thrown: unknown) => {
    const unknown = thrown instanceof LibvirtError && thrown.code === ErrorCode.invalidArg;
    if (!args.has("guest") || !unknown) throw thrown;
    throw new Failure("Failed to retrieve vCPU count from the guest", thrown);
  });
  if (json) printJson(shell, { count: vcpus });
  else shell.print(`${vcpus}\n`);
  return true;
}

export const vcpucount: Command = {
  name: "vcpucount",
  group: "domain",
  help: "domain vcpu counts",
  description: "Returns the number of virtual CPUs used by the domain.",
  options: [
    domainOption(),
    bool("maximum", "get maximum count of vcpus"),
    bool("active", "get number of currently active vcpus"),
    bool("live", "get value from running domain"),
    bool("config", "get value to be used on next boot"),
    bool("current", "get value according to current domain state"),
    bool("guest", "retrieve vcpu count from the guest instead of the hypervisor"),
    outputOption,
  ],
  run,
};
