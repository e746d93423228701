// `blockjob`, `blockresize`: what a disk is going through, and how large it is.

import { ErrorCode, LibvirtError } from "@virtgate/protocol";
import { attempt } from "../failure.js";
import { exclusive } from "../grammar/arguments.js";
import { bool, type Command, domainOption, number } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { bandwidthOf, pivotJob, sum } from "./block-job-options.js";
import { abortAsync, showProgress } from "./block-job-wait.js";
import { scaledCapacity } from "./capacity.js";
import { type DomainRef, lookupDomain } from "./domain.js";

/** By virDomainBlockJobType. */
const jobTypes = ["Unknown job", "Block Pull", "Block Copy", "Block Commit", "Active Block Commit", "Backup"];
/** VIR_DOMAIN_BLOCK_JOB_INFO_BANDWIDTH_BYTES */
const infoInBytes = 1;

/** In bytes/s where the host can say so, else in MiB/s. */
async function jobInfo(shell: Shell, dom: DomainRef, path: string, raw: boolean, bytes: boolean) {
  const ask = (flags: number) => shell.call.domainGetBlockJobInfo({ dom, path, flags });
  if (bytes || !raw) {
    try {
      const info = await ask(infoInBytes);
      return { info, speed: info.bandwidth };
    } catch (thrown) {
      const retry =
        thrown instanceof LibvirtError &&
        (thrown.code === ErrorCode.invalidArg || thrown.code === ErrorCode.overflow);
      if (!retry || bytes || raw) throw thrown;
    }
  }
  const info = await ask(0);
  return { info, speed: raw ? info.bandwidth : info.bandwidth << 20n };
}

async function showJob(shell: Shell, dom: DomainRef, path: string, raw: boolean, bytes: boolean) {
  const { info, speed } = await jobInfo(shell, dom, path, raw, bytes);
  if (info.found === 0) {
    if (!raw) shell.extra(`No current block job for ${path}`);
    return;
  }
  const type = jobTypes[info.type] ?? jobTypes[0]!;
  if (raw) {
    shell.print(` type=${type}\n bandwidth=${info.bandwidth}\n cur=${info.cur}\n end=${info.end}\n`);
    return;
  }
  showProgress(shell, type, info.end - info.cur, info.end);
  if (speed !== 0n) {
    const { value, unit } = scaledCapacity(speed);
    shell.print(`    Bandwidth limit: ${speed} bytes/s (${value.toFixed(3)} ${unit}/s)`);
  }
  shell.print("\n");
}

export const blockjob: Command = {
  name: "blockjob",
  group: "domain",
  help: "Manage active block operations",
  description: "Query, adjust speed, or cancel active block operations.",
  options: [
    domainOption(),
    { name: "path", type: "data", help: "fully-qualified path of disk", required: true },
    bool("abort", "abort the active job on the specified disk"),
    bool("async", "implies --abort; request but don't wait for job end"),
    bool("pivot", "implies --abort; conclude and pivot a copy or commit job"),
    bool("info", "get active job information for the specified disk"),
    bool("bytes", "get/set bandwidth in bytes rather than MiB/s"),
    bool("raw", "implies --info; output details rather than human summary"),
    number("bandwidth", "set the bandwidth limit in MiB/s"),
  ],
  async run(shell, args) {
    for (const one of ["raw", "info"]) {
      exclusive(args, [one, "abort"], [one, "pivot"], [one, "async"], [one, "bandwidth"]);
    }
    exclusive(args, ["bytes", "abort"], ["bytes", "pivot"], ["bytes", "async"]);
    const dom = await lookupDomain(shell, "blockjob", args);
    const path = args.required("path");
    const bytes = args.has("bytes");
    if (args.has("bandwidth")) {
      const bandwidth = bandwidthOf(args);
      await shell.call.domainBlockJobSetSpeed({ dom, path, bandwidth, flags: bytes ? 1 : 0 });
    } else if (args.has("abort") || args.has("pivot") || args.has("async")) {
      const flags = sum(args, { async: abortAsync, pivot: pivotJob });
      await shell.call.domainBlockJobAbort({ dom, path, flags });
    } else await showJob(shell, dom, path, args.has("raw"), bytes);
    return true;
  },
};

/** VIR_DOMAIN_BLOCK_RESIZE_... */
const resizeBytes = 1;

export const blockresize: Command = {
  name: "blockresize",
  group: "domain",
  help: "Resize block device of domain.",
  description: "Resize block device of domain.",
  options: [
    domainOption(),
    { name: "path", type: "data", help: "Fully-qualified path of block device", required: true },
    {
      name: "size",
      type: "int",
      help: "New size of the block device, as scaled integer (default KiB)",
      required: true,
    },
  ],
  async run(shell, args) {
    const disk = args.required("path");
    const bytes = args.scaled("size", 1024n)!;
    const whole = bytes % 1024n === 0n;
    const dom = await lookupDomain(shell, "blockresize", args);
    await attempt(
      `Failed to resize block device '${disk}'`,
      shell.call.domainBlockResize({
        dom,
        disk,
        size: whole ? bytes / 1024n : bytes,
        flags: whole ? 0 : resizeBytes,
      }),
    );
    shell.extra(`Block device '${disk}' is resized`);
    return true;
  },
};
