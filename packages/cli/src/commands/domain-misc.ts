// `metadata`, `set-lifecycle-action`, `ttyconsole`, `domlaunchsecinfo` and others that are a single question each.

import { remote } from "@virtgate/protocol";
import { DomainFDAssociateFlags } from "@virtgate/protocol/constants";
import { editText } from "../editor.js";
import { attempt, Failure } from "../failure.js";
import { exclusive } from "../grammar/arguments.js";
import { bool, type Command, domainOption, number, text } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { childAt, parseXml } from "../xml/index.js";
import { type DomainRef, lookupDomain } from "./domain.js";
import { impact } from "./impact.js";
import { printParameter, textParam, ullongParam } from "./parameters.js";
import { passedFds } from "./pass-fds.js";

/** VIR_DOMAIN_METADATA_ELEMENT */
const element = 2;

async function changeMetadata(
  shell: Shell,
  dom: DomainRef,
  change: { uri: string; key: string | null; metadata: string | null; flags: number },
): Promise<void> {
  await shell.call.domainSetMetadata({ dom, type: element, ...change });
}

export const metadata: Command = {
  name: "metadata",
  group: "domain",
  help: "show or set domain's custom XML metadata",
  description: "Shows or modifies the XML metadata of a domain.",
  options: [
    domainOption(),
    { name: "uri", type: "data", help: "URI of the namespace", required: true },
    bool("live", "modify/get running state"),
    bool("config", "modify/get persistent configuration"),
    bool("current", "modify/get current state configuration"),
    bool("edit", "use an editor to change the metadata"),
    text("key", "key to be used as a namespace identifier"),
    text("set", "new metadata to set"),
    bool("remove", "remove the metadata corresponding to an uri"),
  ],
  async run(shell, args) {
    exclusive(args, ["edit", "set"], ["remove", "set"], ["remove", "edit"]);
    const flags = impact(args);
    const dom = await lookupDomain(shell, "metadata", args);
    const uri = args.required("uri");
    const key = args.string("key") ?? null;
    const set = args.string("set");
    if ((set !== undefined || args.has("edit")) && key === null) {
      throw new Failure("namespace key is required when modifying metadata");
    }
    const read = async () =>
      (await shell.call.domainGetMetadata({ dom, type: element, uri, flags })).metadata;
    if (set !== undefined || args.has("remove")) {
      await changeMetadata(shell, dom, { uri, key, metadata: set ?? null, flags });
      shell.print(set === undefined ? "Metadata removed\n" : "Metadata modified\n");
    } else if (args.has("edit")) {
      const before = await read().catch(() => "");
      const after = await editText(shell, before);
      if (after === before) shell.print("Metadata not changed\n");
      else {
        await changeMetadata(shell, dom, { uri, key, metadata: after, flags });
        shell.print("Metadata modified\n");
      }
    } else shell.print(`${await read()}\n`);
    return true;
  },
};

/** By virDomainLifecycle and virDomainLifecycleAction. */
const lifecycleTypes = ["poweroff", "reboot", "crash"];
const lifecycleActions = [
  ...["destroy", "restart", "rename-restart", "preserve", "coredump-destroy", "coredump-restart"],
];

export const setLifecycleAction: Command = {
  name: "set-lifecycle-action",
  group: "domain",
  help: "change lifecycle actions",
  description: "Change lifecycle actions for the guest domain.",
  options: [
    domainOption(),
    { name: "type", type: "data", help: "lifecycle type to modify", required: true },
    { name: "action", type: "data", help: "lifecycle action to set", required: true },
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
  ],
  async run(shell, args) {
    const flags = impact(args);
    const typeName = args.required("type");
    const actionName = args.required("action");
    const type = lifecycleTypes.indexOf(typeName);
    if (type < 0) throw new Failure(`Invalid lifecycle type '${typeName}'.`);
    const action = lifecycleActions.indexOf(actionName);
    if (action < 0) throw new Failure(`Invalid lifecycle action '${actionName}'.`);
    const dom = await lookupDomain(shell, "set-lifecycle-action", args);
    const setting = shell.call.domainSetLifecycleAction({ dom, type, action, flags });
    await attempt("Unable to change lifecycle action.", setting);
    return true;
  },
};

export const ttyconsole: Command = {
  name: "ttyconsole",
  group: "domain",
  help: "tty console",
  description: "Output the device for the TTY console.",
  options: [domainOption()],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "ttyconsole", args);
    const { xml } = await shell.call.domainGetXmlDesc({ dom, flags: 0 });
    const tty = childAt(parseXml(xml), "devices", "console")?.attributes["tty"];
    if (tty === undefined) return false;
    shell.print(`${tty}\n`);
    return true;
  },
};

export const domlaunchsecinfo: Command = {
  name: "domlaunchsecinfo",
  group: "domain",
  help: "Get domain launch security info",
  description: "Get the launch security parameters for a guest domain",
  options: [domainOption()],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "domlaunchsecinfo", args);
    const { params } = await attempt(
      "Unable to get launch security parameters",
      shell.call.domainGetLaunchSecurityInfo({ dom, flags: 0 }),
    );
    for (const one of params) printParameter(shell, one);
    return true;
  },
};

export const domsetlaunchsecstate: Command = {
  name: "domsetlaunchsecstate",
  group: "domain",
  help: "Set domain launch security state",
  description: "Set a secret in the guest domain's memory",
  options: [
    domainOption(),
    {
      name: "secrethdr",
      type: "string",
      help: "path to file containing the secret header",
      nameRequired: true,
    },
    { name: "secret", type: "string", help: "path to file containing the secret", nameRequired: true },
    number("set-address", "physical address within the guest domain's memory to set the secret"),
  ],
  async run(shell, args) {
    const header = args.string("secrethdr");
    const secret = args.string("secret");
    if (header === undefined || secret === undefined) {
      throw new Failure("Both secret and the secret header are required");
    }
    const { readFileSync } = await import("node:fs");
    const address = args.ulonglong("set-address");
    const params = [
      textParam("sev-secret-header", readFileSync(header, "utf8")),
      textParam("sev-secret", readFileSync(secret, "utf8")),
      ...(address === undefined ? [] : [ullongParam("sev-secret-set-address", address)]),
    ];
    const dom = await lookupDomain(shell, "domsetlaunchsecstate", args);
    await attempt(
      "Unable to set launch security state",
      shell.call.domainSetLaunchSecurityState({ dom, params, flags: 0 }),
    );
    return true;
  },
};

export const domdirtyrateCalc: Command = {
  name: "domdirtyrate-calc",
  group: "domain",
  help: "Calculate a vm's memory dirty rate",
  description:
    "Calculate memory dirty rate of a domain in order to decide whether it's proper to be migrated out or not.\nThe calculated dirty rate information is available by calling 'domstats --dirtyrate'.",
  options: [
    domainOption(),
    number(
      "seconds",
      "calculate memory dirty rate within specified seconds, the supported value range from 1 to 60, default to 1.",
    ),
    text(
      "mode",
      "dirty page rate calculation mode, either of these 3 options 'page-sampling, dirty-bitmap, dirty-ring' can be specified.",
    ),
  ],
  async run(shell, args) {
    const mode = args.string("mode") ?? "page-sampling";
    const flags = { "page-sampling": 0, "dirty-bitmap": 1, "dirty-ring": 2 }[mode];
    if (flags === undefined) throw new Failure(`Unknown calculation mode '${mode}'`);
    const dom = await lookupDomain(shell, "domdirtyrate-calc", args);
    const seconds = args.int("seconds") ?? 1;
    await shell.call.domainStartDirtyRateCalc({ dom, seconds, flags });
    shell.extra("Start to calculate domain's memory dirty rate successfully.\n");
    return true;
  },
};

export const domblkthreshold: Command = {
  name: "domblkthreshold",
  group: "domain",
  help: "set the threshold for block-threshold event for a given block device or it's backing chain element",
  description: "set threshold for block-threshold event for a block device",
  options: [
    domainOption(),
    { name: "dev", type: "data", help: "device to set threshold for", required: true },
    {
      name: "threshold",
      type: "int",
      help: "threshold as a scaled number (by default bytes)",
      required: true,
    },
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "domblkthreshold", args);
    const dev = args.required("dev");
    const threshold = args.scaled("threshold", 1n)!;
    await shell.call.domainSetBlockThreshold({ dom, dev, threshold, flags: 0 });
    return true;
  },
};

const associateFlag = {
  "seclabel-restore": DomainFDAssociateFlags.seclabelRestore,
  "seclabel-writable": DomainFDAssociateFlags.seclabelWritable,
} as const;

export const domFdAssociate: Command = {
  name: "dom-fd-associate",
  group: "domain",
  help: "associate a FD with a domain",
  description: "associate a FD with a domain",
  options: [
    domainOption(),
    { name: "name", type: "data", help: "name of the FD group", required: true },
    { name: "pass-fds", type: "data", help: "file descriptors N,M,... to associate", required: true },
    bool("seclabel-writable", "use seclabels allowing writes"),
    bool("seclabel-restore", "try to restore security label after use if possible"),
  ],
  async run(shell, args) {
    const dom = await lookupDomain(shell, "dom-fd-associate", args);
    const name = args.required("name");
    const flags = Object.entries(associateFlag).reduce(
      (all, [option, flag]) => (args.has(option) ? all | flag : all),
      0,
    );
    const associate = remote.calls.domainFdAssociate;
    await shell.host.callWithFds(remote, associate, { dom, name, flags }, passedFds(args));
    return true;
  },
};
