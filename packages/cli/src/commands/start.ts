// `start` and `create`: domains that begin to run.

import { ErrorCode, LibvirtError } from "@virtgate/protocol";
import { attempt, Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { parseDecimal } from "../grammar/arguments.js";
import { bool, type Command, domainOption, fileOption, type Option } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { readXmlFile } from "../xml-file.js";
import { type DomainRef, lookupDomain, noId } from "./domain.js";

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

/** Node.js cannot send file descriptors, so the option is read and then refused. */
function refuseFds(args: Arguments, failure: string): void {
  const given = args.string("pass-fds");
  if (given === undefined) return;
  for (const word of given.split(",")) {
    if (parseDecimal(word) === undefined) throw new Failure(`Unable to parse FD number '${word}'`);
  }
  throw new Failure(failure, new Failure("passing file descriptors is not available in virtgate"));
}

/** The console needs a terminal; attaching to it is not part of this release. */
function attachConsole(shell: Shell, args: Arguments): boolean {
  if (!args.has("console")) return true;
  if (!process.stdin.isTTY) throw new Failure("Cannot run interactive console without a controlling TTY");
  throw new Failure(`the console of a domain is not available yet (escape sequence ${shell.globals.escape})`);
}

/** A host that does not know `--force-boot` gets the same done step by step. */
async function forceBoot(shell: Shell, dom: DomainRef, flags: number): Promise<void> {
  try {
    await shell.call.domainCreateWithFlags({ dom, flags });
  } catch (thrown) {
    const unknown =
      thrown instanceof LibvirtError &&
      (thrown.code === ErrorCode.noSupport || thrown.code === ErrorCode.invalidArg);
    if (!unknown) throw thrown;
    const saved = await shell.call.domainHasManagedSaveImage({ dom, flags: 0 }).catch(() => ({ result: 0 }));
    if (saved.result > 0) await shell.call.domainManagedSaveRemove({ dom, flags: 0 });
    await boot(shell, dom, flags & ~createFlag["force-boot"]);
  }
}

async function boot(shell: Shell, dom: DomainRef, flags: number): Promise<void> {
  if (flags & createFlag["force-boot"]) await forceBoot(shell, dom, flags);
  else if (flags === 0) await shell.call.domainCreate({ dom });
  else await shell.call.domainCreateWithFlags({ dom, flags });
}

export const start: Command = {
  name: "start",
  group: "domain",
  help: "start a (previously defined) inactive domain",
  description:
    "Start a domain, either from the last managedsave\nstate, or via a fresh boot if no managedsave state\nis present.",
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
    refuseFds(args, failure);
    await attempt(failure, boot(shell, dom, createFlags(args)));
    shell.extra(`Domain '${dom.name}' started\n`);
    return attachConsole(shell, args);
  },
};

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
    refuseFds(args, failure);
    const { dom } = await attempt(failure, shell.call.domainCreateXml({ xmlDesc, flags: createFlags(args) }));
    shell.extra(`Domain '${dom.name}' created from ${file}\n`);
    // As in virsh, the domain counts even when its console does not.
    try {
      attachConsole(shell, args);
    } catch (thrown) {
      shell.report(thrown);
    }
    return true;
  },
};
