// `iothreadinfo` and its like: a domain's I/O threads.

import type { TypedParam } from "@virtgate/protocol";
import { attempt, Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Command, domainOption, number } from "../grammar/command.js";
import { formatCpus, hostCpus, parseCpuList } from "./cpu-list.js";
import { lookupDomain } from "./domain.js";
import { impact } from "./impact.js";
import { uintParam, ullongParam } from "./parameters.js";

export const iothreadinfo: Command = {
  name: "iothreadinfo",
  group: "domain",
  help: "view domain IOThreads",
  description: "Returns basic information about the domain IOThreads.",
  options: [
    domainOption(),
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
  ],
  async run(shell, args) {
    const flags = impact(args);
    const dom = await lookupDomain(shell, "iothreadinfo", args);
    const { info } = await attempt(
      "Unable to get domain IOThreads information",
      shell.call.domainGetIothreadInfo({ dom, flags }),
    );
    if (info.length === 0) {
      shell.extra("No IOThreads found for the domain");
      return true;
    }
    const rows = info.map(({ iothreadId, cpumap }) => [String(iothreadId), formatCpus(cpumap)]);
    shell.table(["IOThread ID", "CPU Affinity"], rows);
    return true;
  },
};

export const iothreadpin: Command = {
  name: "iothreadpin",
  group: "domain",
  help: "control domain IOThread affinity",
  description: "Pin domain IOThreads to host physical CPUs.",
  options: [
    domainOption(),
    { name: "iothread", type: "int", help: "IOThread ID number", required: true },
    { name: "cpulist", type: "data", help: "host cpu number(s) to set", required: true },
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
  ],
  async run(shell, args) {
    const flags = impact(args);
    const dom = await lookupDomain(shell, "iothreadpin", args);
    const iothreadsId = args.uint("iothread")!;
    const cpumap = parseCpuList(args.required("cpulist"), await hostCpus(shell));
    await shell.call.domainPinIothread({ dom, iothreadsId, cpumap, flags });
    return true;
  },
};

function threadId(args: Arguments): number {
  const id = args.int("id")!;
  if (id <= 0) throw new Failure(`Invalid IOThread id value: '${id}'`);
  return id;
}

export const iothreadadd: Command = {
  name: "iothreadadd",
  group: "domain",
  help: "add an IOThread to the guest domain",
  description: "Add an IOThread to the guest domain.",
  options: [
    domainOption(),
    { name: "id", type: "int", help: "iothread for the new IOThread", required: true },
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
  ],
  async run(shell, args) {
    const flags = impact(args);
    const dom = await lookupDomain(shell, "iothreadadd", args);
    await shell.call.domainAddIothread({ dom, iothreadId: threadId(args), flags });
    return true;
  },
};

function polling(args: Arguments): TypedParam[] {
  const maxNs = args.ulonglong("poll-max-ns");
  const params: TypedParam[] = maxNs === undefined ? [] : [ullongParam("poll_max_ns", maxNs)];
  for (const [option, field] of [
    ["poll-grow", "poll_grow"],
    ["poll-shrink", "poll_shrink"],
    ["thread-pool-min", "thread_pool_min"],
    ["thread-pool-max", "thread_pool_max"],
  ] as const) {
    const value = args.uint(option);
    if (value !== undefined) params.push(uintParam(field, value));
  }
  return params;
}

export const iothreadset: Command = {
  name: "iothreadset",
  group: "domain",
  help: "modifies an existing IOThread of the guest domain",
  description: "Modifies an existing IOThread of the guest domain.",
  options: [
    domainOption(),
    { name: "id", type: "int", help: "iothread id of existing IOThread", required: true },
    number("poll-max-ns", "set the maximum IOThread polling time in ns"),
    number("poll-grow", "set the value to increase the IOThread polling time"),
    number("poll-shrink", "set the value for reduction of the IOThread polling time"),
    number("thread-pool-min", "lower boundary for worker thread pool"),
    number("thread-pool-max", "upper boundary for worker thread pool"),
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
  ],
  async run(shell, args) {
    const flags = impact(args);
    const dom = await lookupDomain(shell, "iothreadset", args);
    const iothreadId = threadId(args);
    const params = polling(args);
    if (params.length === 0) throw new Failure("Not enough arguments passed, nothing to set");
    await shell.call.domainSetIothreadParams({ dom, iothreadId, params, flags });
    return true;
  },
};

export const iothreaddel: Command = {
  name: "iothreaddel",
  group: "domain",
  help: "delete an IOThread from the guest domain",
  description: "Delete an IOThread from the guest domain.",
  options: [
    domainOption(),
    { name: "id", type: "int", help: "iothread_id for the IOThread to delete", required: true },
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
  ],
  async run(shell, args) {
    const flags = impact(args);
    const dom = await lookupDomain(shell, "iothreaddel", args);
    await shell.call.domainDelIothread({ dom, iothreadId: threadId(args), flags });
    return true;
  },
};
