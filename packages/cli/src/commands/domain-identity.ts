// `domid`, `domname`, `domuuid`: one name of a domain for another.

import { type Command, domainOption } from "../grammar/command.js";
import { formatUuid, lookupDomain, noId } from "./domain.js";

export const domid: Command = {
  name: "domid",
  group: "domain",
  help: "convert a domain name or UUID to domain id",
  options: [domainOption("domain name or uuid")],
  async run(shell, args) {
    const { id } = await lookupDomain(shell, "domid", args, ["uuid", "name"]);
    shell.print(`${id === noId ? "-" : id}\n`);
    return true;
  },
};

export const domname: Command = {
  name: "domname",
  group: "domain",
  help: "convert a domain id or UUID to domain name",
  options: [domainOption("domain id or uuid")],
  async run(shell, args) {
    const { name } = await lookupDomain(shell, "domname", args, ["id", "uuid"]);
    shell.print(`${name}\n`);
    return true;
  },
};

export const domuuid: Command = {
  name: "domuuid",
  group: "domain",
  help: "convert a domain name or id to domain UUID",
  options: [domainOption("domain id or name")],
  async run(shell, args) {
    const { uuid } = await lookupDomain(shell, "domuuid", args, ["id", "name"]);
    shell.print(`${formatUuid(uuid)}\n`);
    return true;
  },
};
