// `memtune`, `numatune`, `schedinfo`, `perf`: parameters of the whole domain.

import { ErrorCode, ErrorDomain, libvirtError, type TypedParam } from "@virtgate/protocol";
import { attempt, Failure } from "../failure.js";
import { type Arguments, parseDecimal } from "../grammar/arguments.js";
import { bool, type Command, domainOption, number, text } from "../grammar/command.js";
import { parseScaled } from "../scaled.js";
import type { Shell } from "../shell.js";
import { type DomainRef, lookupDomain } from "./domain.js";
import { affect, impact, namesImpact } from "./impact.js";
import {
  boolParam,
  intParam,
  parameterText,
  printParameter,
  readCounted,
  textParam,
  textsOkay,
  uintParam,
  ullongParam,
} from "./parameters.js";

/** VIR_DOMAIN_MEMORY_PARAM_UNLIMITED */
const unlimitedKiB = 9_007_199_254_740_991n;

const memoryLimits = [
  ["hard-limit", "hard_limit"],
  ["soft-limit", "soft_limit"],
  ["swap-hard-limit", "swap_hard_limit"],
  ["min-guarantee", "min_guarantee"],
] as const;

/** KiB; anything negative is no limit. */
function memoryLimit(args: Arguments, option: string): bigint | undefined {
  const value = args.raw(option);
  if (value === undefined) return undefined;
  if (/^[ \t\n\v\f\r]*-[0-9]+/.test(value)) return unlimitedKiB;
  const bytes = parseScaled(value, 1024n);
  if (typeof bytes === "bigint") return (bytes + 1023n) / 1024n;
  throw new Failure(`Unable to parse integer parameter ${option}`, bytes);
}

export const memtune: Command = {
  name: "memtune",
  group: "domain",
  help: "Get or set memory parameters",
  description:
    "Get or set the current memory parameters for a guest domain.\n    To get the memory parameters use following command: \n\n    virsh # memtune <domain>",
  options: [
    domainOption(),
    number("hard-limit", "Max memory, as scaled integer (default KiB)"),
    number("soft-limit", "Memory during contention, as scaled integer (default KiB)"),
    number("swap-hard-limit", "Max memory plus swap, as scaled integer (default KiB)"),
    number("min-guarantee", "Min guaranteed memory, as scaled integer (default KiB)"),
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
  ],
  async run(shell, args) {
    const flags = impact(args);
    const dom = await lookupDomain(shell, "memtune", args);
    const params = memoryLimits.flatMap(([option, field]) => {
      const limit = memoryLimit(args, option);
      return limit === undefined ? [] : [ullongParam(field, limit)];
    });
    if (params.length > 0) {
      const setting = shell.call.domainSetMemoryParameters({ dom, params, flags });
      await attempt("Unable to change memory parameters", setting);
      return true;
    }
    const all = await readCounted(
      (nparams) => shell.call.domainGetMemoryParameters({ dom, nparams, flags: flags | textsOkay }),
      { number: "Unable to get number of memory parameters", list: "Unable to get memory parameters" },
    );
    for (const one of all) {
      printParameter(shell, one, one.value.value === unlimitedKiB ? "unlimited" : undefined);
    }
    return true;
  },
};

/** By virDomainNumatuneMemMode. */
const numaModes = ["strict", "preferred", "interleave", "restrictive"];

function numaMode(text: string): number {
  const known = numaModes.indexOf(text);
  const mode = known >= 0 ? known : parseDecimal(text);
  if (mode === undefined) throw new Failure(`Invalid mode: ${text}`);
  return mode;
}

export const numatune: Command = {
  name: "numatune",
  group: "domain",
  help: "Get or set numa parameters",
  description:
    "Get or set the current numa parameters for a guest domain.\n    To get the numa parameters use following command: \n\n    virsh # numatune <domain>",
  options: [
    domainOption(),
    text(
      "mode",
      "NUMA mode, one of strict, preferred and interleave \nor a number from the virDomainNumatuneMemMode enum",
    ),
    text("nodeset", "NUMA node selections to set"),
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
  ],
  async run(shell, args) {
    const flags = impact(args);
    const dom = await lookupDomain(shell, "numatune", args);
    const params: TypedParam[] = [];
    const nodeset = args.string("nodeset");
    if (nodeset !== undefined) params.push(textParam("numa_nodeset", nodeset));
    const mode = args.string("mode");
    if (mode !== undefined) params.push(intParam("numa_mode", numaMode(mode)));
    if (params.length > 0) {
      const setting = shell.call.domainSetNumaParameters({ dom, params, flags });
      await attempt("Unable to change numa parameters", setting);
      return true;
    }
    const all = await readCounted(
      (nparams) => shell.call.domainGetNumaParameters({ dom, nparams, flags: flags | textsOkay }),
      { number: "Unable to get number of memory parameters", list: "Unable to get numa parameters" },
    );
    for (const one of all) {
      const isMode = one.field === "numa_mode" && one.value.type === 1;
      printParameter(shell, one, isMode ? numaModes[Number(one.value.value)] : undefined);
    }
    return true;
  },
};

async function schedulerParameters(shell: Shell, dom: DomainRef, nparams: number, flags: number | undefined) {
  const reading =
    flags === undefined
      ? shell.call.domainGetSchedulerParameters({ dom, nparams })
      : shell.call.domainGetSchedulerParametersFlags({ dom, nparams, flags: flags | textsOkay });
  return (await reading).params;
}

/** `name=value` of those parameters that the host has, of the host's types. */
function schedulerUpdates(args: Arguments, known: readonly TypedParam[]): TypedParam[] {
  const given = args.all("set").map((word) => {
    const at = word.indexOf("=");
    if (at < 0) throw new Failure("Invalid syntax for --set, expecting name=value");
    return [word.slice(0, at), word.slice(at + 1)] as const;
  });
  const named = (["weight", "cap"] as const).flatMap((name) => {
    const value = args.raw(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return [...named, ...given].map(([field, value]) => {
    const parameter = known.find((one) => one.field === field);
    if (parameter === undefined) throw new Failure(`invalid scheduler option: ${field}`);
    return parsedParameter(parameter, value);
  });
}

function parsedParameter({ field, value: { type } }: TypedParam, text: string): TypedParam {
  const number = parseDecimal(text);
  if (number === undefined) {
    const kinds = ["", "int", "unsigned int", "long long", "unsigned long long"];
    const detail = `Invalid value for field '${field}': expected ${kinds[type]}`;
    throw libvirtError(ErrorDomain.none, ErrorCode.invalidArg, detail);
  }
  // As in C, a minus sign counts down from the end of what has no sign.
  if (type === 3) return { field, value: { type, value: BigInt.asIntN(64, BigInt(text)) } };
  if (type === 4) return { field, value: { type, value: BigInt.asUintN(64, BigInt(text)) } };
  return type === 1 ? intParam(field, number | 0) : uintParam(field, number >>> 0);
}

export const schedinfo: Command = {
  name: "schedinfo",
  group: "domain",
  help: "show/set scheduler parameters",
  description: "Show/Set scheduler parameters.",
  options: [
    domainOption(),
    { name: "weight", type: "int", help: "weight for XEN_CREDIT", nameRequired: true },
    { name: "cap", type: "int", help: "cap for XEN_CREDIT", nameRequired: true },
    bool("current", "get/set current scheduler info"),
    bool("config", "get/set value to be used on next boot"),
    bool("live", "get/set value from running domain"),
    { name: "set", type: "argv", help: "parameter=value" },
  ],
  async run(shell, args) {
    const flags = impact(args);
    const dom = await lookupDomain(shell, "schedinfo", args);
    const scheduler = await shell.call.domainGetSchedulerType({ dom }).catch((thrown: unknown) => {
      shell.print(`${"Scheduler".padEnd(15)}: Unknown\n`);
      throw thrown;
    });
    shell.print(`${"Scheduler".padEnd(15)}: ${scheduler.type}\n`);
    if (scheduler.nparams === 0) return true;
    const both = affect.live | affect.config;
    const query = namesImpact(args) ? ((flags & both) === both ? 0 : flags) : undefined;
    let shown = await schedulerParameters(shell, dom, scheduler.nparams, query);
    const params = schedulerUpdates(args, shown);
    if (params.length > 0) {
      if (query === undefined) await shell.call.domainSetSchedulerParameters({ dom, params });
      else await shell.call.domainSetSchedulerParametersFlags({ dom, params, flags });
      shown = await schedulerParameters(shell, dom, scheduler.nparams, query);
    } else {
      if ((flags & both) === both) throw new Failure("cannot query both live and config at once");
    }
    for (const one of shown) printParameter(shell, one, parameterText(one));
    return true;
  },
};

const perfState = (one: TypedParam) => (Number(one.value.value) !== 0 ? "enabled" : "disabled");

export const perf: Command = {
  name: "perf",
  group: "domain",
  help: "Get or set perf event",
  description:
    "Get or set the current perf events for a guest domain.\n    To get the perf events list use following command: \n\n    virsh # perf <domain>",
  options: [
    domainOption(),
    text("enable", "perf events which will be enabled"),
    text("disable", "perf events which will be disabled"),
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
  ],
  async run(shell, args) {
    const flags = impact(args);
    const [enable, disable] = [args.string("enable"), args.string("disable")];
    const dom = await lookupDomain(shell, "perf", args);
    const events = (list: string | undefined, on: boolean) =>
      (list?.split(",") ?? []).filter((name) => name !== "").map((name) => boolParam(name, on));
    const params = [...events(enable, true), ...events(disable, false)];
    if (params.length === 0) {
      const reading = shell.call.domainGetPerfEvents({ dom, flags: flags | textsOkay });
      const { params: all } = await attempt("Unable to get perf events", reading);
      for (const one of all) printParameter(shell, one, perfState(one));
      return true;
    }
    await attempt(
      "Unable to enable/disable perf events",
      shell.call.domainSetPerfEvents({ dom, params, flags }),
    );
    for (const one of params) printParameter(shell, one, perfState(one));
    return true;
  },
};
