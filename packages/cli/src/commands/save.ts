// `save`, `restore` and managed save: a domain's memory in a file.

import { attempt, Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Command, domainOption, fileOption, type Option } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { readXmlFile } from "../xml-file.js";
import { type DomainRef, lookupDomain } from "./domain.js";
import { watchJob } from "./job.js";

/** virDomainSaveRestoreFlags. */
const saveFlag = { "bypass-cache": 1, running: 2, paused: 4, "reset-nvram": 8 } as const;

export function saveFlags(args: Arguments): number {
  return Object.entries(saveFlag).reduce((all, [name, flag]) => (args.has(name) ? all | flag : all), 0);
}

/** libvirt's library refuses this before it asks the host. */
async function checked<T>(flags: number, work: () => Promise<T>): Promise<T> {
  if (flags & saveFlag.running && flags & saveFlag.paused) {
    throw new Failure("Flags 'VIR_DOMAIN_SAVE_RUNNING' and 'VIR_DOMAIN_SAVE_PAUSED' are mutually exclusive");
  }
  return work();
}

/** The host has another working directory than we. */
export const absolute = (path: string) => (path.startsWith("/") ? path : `${process.cwd()}/${path}`);

const xmlOption: Option = {
  name: "xml",
  type: "string",
  help: "filename containing updated XML for the target",
  complete: "files",
};

const readUpdate = (args: Arguments) => {
  const file = args.string("xml");
  return file === undefined ? null : readXmlFile(file);
};

async function saveTo(shell: Shell, dom: DomainRef, args: Arguments, dxml: string | null): Promise<void> {
  const flags = saveFlags(args);
  const to = absolute(args.required("file"));
  await checked(flags, async () => {
    if (flags === 0 && dxml === null) await shell.call.domainSave({ dom, to });
    else await shell.call.domainSaveFlags({ dom, to, dxml, flags });
  });
}

export const save: Command = {
  name: "save",
  group: "domain",
  help: "save a domain state to a file",
  description: "Save the RAM state of a running domain.",
  options: [
    domainOption(),
    fileOption("where to save the data"),
    bool("bypass-cache", "avoid file system cache when saving"),
    xmlOption,
    bool("running", "set domain to be running on restore"),
    bool("paused", "set domain to be paused on restore"),
    bool("verbose", "display the progress of save"),
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "save", args);
    const given = args.required("domain");
    const file = args.required("file");
    const dxml = readUpdate(args);
    const work = watchJob(
      shell,
      dom,
      saveTo(shell, dom, args, dxml),
      args.has("verbose") ? "Save" : undefined,
    );
    await attempt(`Failed to save domain '${given}' to ${file}`, work);
    shell.extra(`\nDomain '${given}' saved to ${file}\n`);
    return true;
  },
};

export const restore: Command = {
  name: "restore",
  group: "domain",
  help: "restore a domain from a saved state in a file",
  description: "Restore a domain.",
  options: [
    fileOption("the state to restore"),
    bool("bypass-cache", "avoid file system cache when restoring"),
    xmlOption,
    bool("running", "restore domain into running state"),
    bool("paused", "restore domain into paused state"),
    bool("reset-nvram", "re-initialize NVRAM from its pristine template"),
  ],
  async run(shell, args) {
    const file = args.required("file");
    const flags = saveFlags(args);
    const dxml = readUpdate(args);
    const from = absolute(file);
    const work = checked(flags, () =>
      flags === 0 && dxml === null
        ? shell.call.domainRestore({ from })
        : shell.call.domainRestoreFlags({ from, dxml, flags }),
    );
    await attempt(`Failed to restore domain from ${file}`, work);
    shell.extra(`Domain restored from ${file}\n`);
    return true;
  },
};

export const managedsave: Command = {
  name: "managedsave",
  group: "domain",
  help: "managed save of a domain state",
  description:
    "Save and destroy a running domain, so it can be restarted from\n    the same state at a later time.  When the virsh 'start'\n    command is next run for the domain, it will automatically\n    be started from this saved state.",
  options: [
    domainOption(),
    bool("bypass-cache", "avoid file system cache when saving"),
    bool("running", "set domain to be running on next start"),
    bool("paused", "set domain to be paused on next start"),
    bool("verbose", "display the progress of save"),
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "managedsave", args);
    const given = args.required("domain");
    const flags = saveFlags(args);
    const saving = checked(flags, () => shell.call.domainManagedSave({ dom, flags }));
    const work = watchJob(shell, dom, saving, args.has("verbose") ? "Managedsave" : undefined);
    await attempt(`Failed to save domain '${given}' state`, work);
    shell.extra(`\nDomain '${given}' state saved by libvirt\n`);
    return true;
  },
};

export const managedsaveRemove: Command = {
  name: "managedsave-remove",
  group: "domain",
  help: "Remove managed save of a domain",
  description: "Remove an existing managed save state file from a domain",
  options: [domainOption()],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "managedsave-remove", args);
    const given = args.required("domain");
    const { result } = await attempt(
      "Failed to check for domain managed save image",
      shell.call.domainHasManagedSaveImage({ dom, flags: 0 }),
    );
    if (result === 0) {
      shell.extra(`Domain '${given}' has no manage save image; removal skipped`);
      return true;
    }
    await attempt(
      `Failed to remove managed save image for domain '${given}'`,
      shell.call.domainManagedSaveRemove({ dom, flags: 0 }),
    );
    shell.extra(`Removed managedsave image for domain '${given}'`);
    return true;
  },
};
