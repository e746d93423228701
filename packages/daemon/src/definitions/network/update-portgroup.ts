/** Updates of a network's groups of settings. */
import { NetworkUpdateCommand } from "@virtgate/protocol/constants";
import { attribute } from "../xml-tree.js";
import { type Change, insert, isAdd, requireElement, unknownCommand } from "./change.js";
import { portgroup } from "./portgroup.js";
import { notValid } from "./refusal.js";

export function updatePortgroup(change: Change): void {
  const { command, network, draft } = change;
  requireElement(change, "portgroup");
  const group = portgroup.apply(change.xml, change.context)!;
  const name = attribute(group, "name");
  const groups = [...(draft.portgroup ?? [])];
  const known = groups.findLastIndex((one) => attribute(one, "name") === name);
  const byDefault = groups.findLastIndex((one) => one.attributes.has("default"));
  const deleting = command === NetworkUpdateCommand.delete;
  if (known < 0 && (deleting || command === NetworkUpdateCommand.modify)) {
    throw notValid(
      `couldn't find a portgroup entry in network '${network}' matching <portgroup name='${name}'>`,
    );
  }
  if (known >= 0 && isAdd(command)) {
    throw notValid(
      `there is an existing portgroup entry in network '${network}' that matches "<portgroup name='${name}'>"`,
    );
  }
  if (!deleting && group.attributes.has("default") && byDefault >= 0 && byDefault !== known) {
    throw notValid(
      `a different portgroup entry in network '${network}' is already set as the default. Only one default is allowed.`,
    );
  }
  if (command === NetworkUpdateCommand.modify) groups[known] = group;
  else if (isAdd(command)) insert(groups, command, group);
  else if (deleting) groups.splice(known, 1);
  else throw unknownCommand(command);
  draft.portgroup = groups;
}
