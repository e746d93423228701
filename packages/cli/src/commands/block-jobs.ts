// `blockcommit`, `blockcopy`, `blockpull`: disks that change while the domain runs.

import type { TypedParam } from "@virtgate/protocol";
import { attempt, Failure } from "../failure.js";
import { type Arguments, exclusive, requires } from "../grammar/arguments.js";
import { bool, type Command, domainOption, number, text } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { XmlText } from "../xml/xml-text.js";
import { readXmlFile } from "../xml-file.js";
import { bandwidthOf, maxMiB, pivotJob, sum } from "./block-job-options.js";
import { abortAsync, type BlockJobWait, jobStatus, waitForBlockJob } from "./block-job-wait.js";
import { type DomainRef, lookupDomain } from "./domain.js";
import { uintParam, ullongParam } from "./parameters.js";
import { timeoutMs } from "./timeout.js";

/** Without any option that waits, others make no sense. */
function requireWaiting(args: Arguments, waits: boolean, last: string): void {
  if (waits) return;
  for (const option of ["verbose", "async"]) {
    if (args.has(option)) {
      throw new Failure(`--${option} requires at least one of --timeout, --wait, --pivot, or --${last}`);
    }
  }
}

const waiting = (args: Arguments, path: string, label: string): BlockJobWait => ({
  path,
  label,
  verbose: args.has("verbose"),
  timeoutMs: timeoutMs(args),
  async: args.has("async"),
});

/** False: it was canceled or has failed, and the user was told. */
function succeeded(shell: Shell, status: number, what: string): boolean {
  if (status === jobStatus.canceled) shell.print(`\n${what} aborted`);
  else if (status === jobStatus.failed) shell.print(`\n${what} failed`);
  return status === jobStatus.completed || status === jobStatus.ready;
}

async function finish(shell: Shell, dom: DomainRef, path: string, args: Arguments, how: "pivot" | "finish") {
  const flags = (args.has("async") ? abortAsync : 0) | (how === "pivot" ? pivotJob : 0);
  await attempt(
    `failed to ${how} job for disk ${path}`,
    shell.call.domainBlockJobAbort({ dom, path, flags }),
  );
}

export const blockcommit: Command = {
  name: "blockcommit",
  group: "domain",
  help: "Start a block commit operation.",
  description: "Commit changes from a snapshot down to its backing image.",
  options: [
    domainOption(),
    { name: "path", type: "data", help: "fully-qualified path of disk", required: true },
    number("bandwidth", "bandwidth limit in MiB/s"),
    text("base", "path of base file to commit into (default bottom of chain)"),
    bool("shallow", "use backing file of top as base"),
    text("top", "path of top file to commit from (default top of chain)"),
    bool("active", "trigger two-stage active commit of top file"),
    bool("delete", "delete files that were successfully committed"),
    bool("wait", "wait for job to complete (with --active, wait for job to sync)"),
    bool("verbose", "with --wait, display the progress"),
    number("timeout", "implies --wait, abort if copy exceeds timeout (in seconds)"),
    bool("pivot", "implies --active --wait, pivot when commit is synced"),
    bool("keep-overlay", "implies --active --wait, quit when commit is synced"),
    bool("async", "with --wait, don't wait for cancel to finish"),
    bool("keep-relative", "keep the backing chain relatively referenced"),
    bool("bytes", "the bandwidth limit is in bytes/s rather than MiB/s"),
  ],
  async run(shell, args) {
    exclusive(args, ["pivot", "keep-overlay"]);
    const path = args.required("path");
    const active = args.has("active") || args.has("pivot") || args.has("keep-overlay");
    const base = args.string("base") ?? null;
    const top = args.string("top") ?? null;
    const bandwidth = bandwidthOf(args);
    const wait = waiting(args, path, "Block commit");
    const waits =
      args.has("wait") || args.has("pivot") || args.has("keep-overlay") || wait.timeoutMs !== undefined;
    requireWaiting(args, waits, "keep-overlay");
    const flags = sum(args, { shallow: 1, delete: 2, "keep-relative": 8, bytes: 16 }) | (active ? 4 : 0);
    const dom = await lookupDomain(shell, "blockcommit", args);
    await shell.call.domainBlockCommit({ dom, disk: path, base, top, bandwidth, flags });
    if (!waits) {
      shell.print(active ? "Active Block Commit started" : "Block Commit started");
      return true;
    }
    if (!succeeded(shell, await waitForBlockJob(shell, dom, wait), "Commit")) return false;
    if (args.has("pivot")) {
      await finish(shell, dom, path, args, "pivot");
      shell.print("\nSuccessfully pivoted");
    } else if (args.has("keep-overlay")) {
      await finish(shell, dom, path, args, "finish");
      shell.print("\nCommit complete, overlay image kept");
    } else shell.print(active ? "\nNow in synchronized phase" : "\nCommit complete");
    return true;
  },
};

function copyXml(args: Arguments, dest: string): string {
  const block = args.has("blockdev");
  const out = new XmlText();
  out.open("disk", { type: block ? "block" : "file" });
  out.empty("source", { [block ? "dev" : "file"]: dest });
  const format = args.string("format");
  if (format !== undefined) out.empty("driver", { type: format });
  out.close("disk");
  return out.toString();
}

async function startCopy(shell: Shell, dom: DomainRef, args: Arguments, bandwidth: bigint): Promise<boolean> {
  const path = args.required("path");
  const dest = args.string("dest");
  const file = args.string("xml");
  const format = args.string("format");
  const granularity = args.uint("granularity") ?? 0;
  const bufSize = args.ulonglong("buf-size") ?? 0n;
  const flags = sum(args, { shallow: 1, "reuse-external": 2, "transient-job": 4, "synchronous-writes": 8 });
  const newer =
    granularity !== 0 ||
    bufSize !== 0n ||
    (format !== undefined && format !== "raw") ||
    file !== undefined ||
    flags > 3 ||
    args.has("print-xml");
  if (!newer) {
    const older = flags | sum(args, { blockdev: 32, bytes: 64 }) | 8 | (format === "raw" ? 4 : 0);
    await shell.call.domainBlockRebase({ dom, path, base: dest ?? null, bandwidth, flags: older });
    return true;
  }
  const params: TypedParam[] = [];
  if (bandwidth !== 0n) {
    if (!args.has("bytes") && bandwidth > maxMiB) throw new Failure(`bandwidth must be less than ${maxMiB}`);
    params.push(ullongParam("bandwidth", args.has("bytes") ? bandwidth : bandwidth << 20n));
  }
  if (granularity !== 0) params.push(uintParam("granularity", granularity));
  if (bufSize !== 0n) params.push(ullongParam("buf-size", bufSize));
  const destxml = file === undefined ? copyXml(args, dest!) : readXmlFile(file);
  if (args.has("print-xml")) {
    shell.print(destxml);
    return false;
  }
  await shell.call.domainBlockCopy({ dom, path, destxml, params, flags });
  return true;
}

export const blockcopy: Command = {
  name: "blockcopy",
  group: "domain",
  help: "Start a block copy operation.",
  description: "Copy a disk backing image chain to dest.",
  options: [
    domainOption(),
    { name: "path", type: "data", help: "fully-qualified path of source disk", required: true },
    text("dest", "path of the copy to create"),
    number("bandwidth", "bandwidth limit in MiB/s"),
    bool("shallow", "make the copy share a backing chain"),
    bool("reuse-external", "reuse existing destination"),
    bool("blockdev", "copy destination is block device instead of regular file"),
    bool("wait", "wait for job to reach mirroring phase"),
    bool("verbose", "with --wait, display the progress"),
    number("timeout", "implies --wait, abort if copy exceeds timeout (in seconds)"),
    bool("pivot", "implies --wait, pivot when mirroring starts"),
    bool("finish", "implies --wait, quit when mirroring starts"),
    bool("async", "with --wait, don't wait for cancel to finish"),
    text("xml", "filename containing XML description of the copy destination"),
    text("format", "format of the destination file"),
    number("granularity", "power-of-two granularity to use during the copy"),
    number("buf-size", "maximum amount of in-flight data during the copy"),
    bool("bytes", "the bandwidth limit is in bytes/s rather than MiB/s"),
    bool("transient-job", "the copy job is not persisted if VM is turned off"),
    bool(
      "synchronous-writes",
      "the copy job forces guest writes to be synchronously written to the destination",
    ),
    bool("print-xml", "print the XML used to start the copy job instead of starting the job"),
  ],
  aliases: [{ name: "raw", option: "format", value: "raw" }],
  async run(shell, args) {
    const path = args.required("path");
    const bandwidth = bandwidthOf(args);
    const wait = waiting(args, path, "Block Copy");
    const waits = args.has("wait") || args.has("finish") || args.has("pivot") || wait.timeoutMs !== undefined;
    exclusive(args, ["dest", "xml"], ["format", "xml"], ["blockdev", "xml"], ["pivot", "finish"]);
    if (!args.has("dest") && !args.has("xml")) throw new Failure("need either --dest or --xml");
    requireWaiting(args, waits, "finish");
    const dom = await lookupDomain(shell, "blockcopy", args);
    if (!(await startCopy(shell, dom, args, bandwidth))) return true;
    if (!waits) {
      shell.print("Block Copy started");
      return true;
    }
    if (!succeeded(shell, await waitForBlockJob(shell, dom, wait), "Copy")) return false;
    if (args.has("pivot")) {
      await finish(shell, dom, path, args, "pivot");
      shell.print("\nSuccessfully pivoted");
    } else if (args.has("finish")) {
      await finish(shell, dom, path, args, "finish");
      shell.print("\nSuccessfully copied");
    } else shell.print("\nNow in mirroring phase");
    return true;
  },
};

export const blockpull: Command = {
  name: "blockpull",
  group: "domain",
  help: "Populate a disk from its backing image.",
  description: "Populate a disk from its backing image.",
  options: [
    domainOption(),
    { name: "path", type: "data", help: "fully-qualified path of disk", required: true },
    number("bandwidth", "bandwidth limit in MiB/s"),
    text("base", "path of backing file in chain for a partial pull"),
    bool("wait", "wait for job to finish"),
    bool("verbose", "with --wait, display the progress"),
    number("timeout", "with --wait, abort if pull exceeds timeout (in seconds)"),
    bool("async", "with --wait, don't wait for cancel to finish"),
    bool("keep-relative", "keep the backing chain relatively referenced"),
    bool("bytes", "the bandwidth limit is in bytes/s rather than MiB/s"),
  ],
  async run(shell, args) {
    requires(args, "verbose", "wait");
    requires(args, "async", "wait");
    const path = args.required("path");
    const base = args.string("base") ?? null;
    const bandwidth = bandwidthOf(args);
    const wait = waiting(args, path, "Block Pull");
    const relative = args.has("keep-relative") ? 16 : 0;
    const dom = await lookupDomain(shell, "blockpull", args);
    const bytes = args.has("bytes");
    if (base !== null || relative !== 0) {
      const flags = relative | (bytes ? 64 : 0);
      await shell.call.domainBlockRebase({ dom, path, base, bandwidth, flags });
    } else {
      await shell.call.domainBlockPull({ dom, path, bandwidth, flags: bytes ? 64 : 0 });
    }
    if (!args.has("wait")) {
      shell.print("Block Pull started");
      return true;
    }
    if (!succeeded(shell, await waitForBlockJob(shell, dom, wait), "Pull")) return false;
    shell.print("\nPull complete");
    return true;
  },
};
