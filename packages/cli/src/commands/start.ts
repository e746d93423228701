// `start` and `create`: domains that begin to run.

import { type Args, ErrorCode, LibvirtError, remote } from "@virtgate/protocol";
import { attempt, Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Command, domainOption, fileOption, type Option } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { readXmlFile } from "../xml-file.js";
import { type DomainRef, lookupDomain, noId } from "./domain.js";
import { passedFds } from "./pass-fds.js";

const withFiles = remote.calls.domainCreateXmlWithFiles;

/** virDomainCreateFlags. */
const createFlag = {
  paused: 1,
  autodestroy: 2,
  "bypass-cache": 4,
  "force-boot": 8,
  validate: 16,
  "reset-nvram": 32,
} as const;

const startOptions: readonly Option[] = [
  bool("console", "attach to console after creation"),
  bool("paused", "leave the guest paused after creation"),
  bool("autodestroy", "automatically destroy the guest when virsh disconnects"),
];

const passFds: Option = {
  name: "pass-fds",
  type: "string",
  help: "pass file descriptors N,M,... to the guest",
  complete: [],
};

const resetNvram = bool("reset-nvram", "re-initialize NVRAM from its pristine template");

function createFlags(args: Arguments): number {
  return Object.entries(createFlag).reduce((all, [name, flag]) => (args.has(name) ? all | flag : all), 0);
}

async function consoleIfWanted(shell: Shell, args: Arguments, dom: DomainRef): Promise<boolean> {
  if (args.has("console")) {
    const { attachConsole } = await import("./console.js");
    await attachConsole(shell, dom);
  }
  return true;
}

/**
 * A host that does not know `--force-boot` gets the same done step by step. As in virsh, what else is wrong is said
 * without "Failed to start".
 */
async function forceBoot(
  shell: Shell,
  dom: DomainRef,
  flags: number,
  fds: readonly number[],
): Promise<boolean> {
  try {
    await boot(shell, dom, flags, fds);
    return true;
  } catch (thrown) {
    const unknown =
      thrown instanceof LibvirtError &&
      (thrown.code === ErrorCode.noSupport || thrown.code === ErrorCode.invalidArg);
    if (!unknown) throw thrown;
    const saved = await shell.call.domainHasManagedSaveImage({ dom, flags: 0 }).catch(() => ({ result: 0 }));
    if (saved.result > 0) await shell.call.domainManagedSaveRemove({ dom, flags: 0 });
    return false;
  }
}

async function boot(shell: Shell, dom: DomainRef, flags: number, fds: readonly number[]): Promise<void> {
  if (fds.length > 0) {
    const { host } = shell;
    await host.callWithFds(remote, remote.calls.domainCreateWithFiles, { dom, flags }, fds);
  } else if (flags === 0) await shell.call.domainCreate({ dom });
  else await shell.call.domainCreateWithFlags({ dom, flags });
}

export const start: Command = {
  name: "start",
  group: "domain",
  help: "start a (previously defined) inactive domain",
  description:
    "Start a domain, either from the last managedsave\n    state, or via a fresh boot if no managedsave state\n    is present.",
  options: [
    domainOption("name of the inactive domain"),
    ...startOptions,
    bool("bypass-cache", "avoid file system cache when loading"),
    bool("force-boot", "force fresh boot by discarding any managed save"),
    passFds,
    resetNvram,
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "start", args, ["uuid", "name"]);
    if (dom.id !== noId) throw new Failure("Domain is already active");
    const failure = `Failed to start domain '${dom.name}'`;
    const [flags, fds] = [createFlags(args), passedFds(args)];
    const forced = (flags & createFlag["force-boot"]) !== 0;
    if (!forced || !(await forceBoot(shell, dom, flags, fds))) {
      await attempt(failure, boot(shell, dom, flags & ~createFlag["force-boot"], fds));
    }
    shell.extra(`Domain '${dom.name}' started\n`);
    return consoleIfWanted(shell, args, dom);
  },
};

async function createXml(
  shell: Shell,
  args: Args<typeof withFiles>,
  fds: readonly number[],
): Promise<DomainRef> {
  if (fds.length === 0) return (await shell.call.domainCreateXml(args)).dom;
  return (await shell.host.callWithFds(remote, withFiles, args, fds)).ret.dom;
}

export const create: Command = {
  name: "create",
  group: "domain",
  help: "create a domain from an XML file",
  description: "Create a domain.",
  options: [
    fileOption("file containing an XML domain description"),
    ...startOptions,
    passFds,
    bool("validate", "validate the XML against the schema"),
    resetNvram,
  ],
  async run(shell, args) {
    const file = args.required("file");
    const xmlDesc = readXmlFile(file);
    const failure = `Failed to create domain from ${file}`;
    const [flags, fds] = [createFlags(args), passedFds(args)];
    const dom = await attempt(failure, createXml(shell, { xmlDesc, flags }, fds));
    shell.extra(`Domain '${dom.name}' created from ${file}\n`);
    // As in virsh, the domain counts even when its console does not, and what the host says of that is not told.
    try {
      await consoleIfWanted(shell, args, dom);
    } catch (thrown) {
      if (!(thrown instanceof LibvirtError)) shell.report(thrown);
    }
    return true;
  },
};
