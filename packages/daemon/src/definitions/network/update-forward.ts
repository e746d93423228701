/** Updates of the devices of the host that guests leave a network through. */
import { NetworkUpdateCommand } from "@virtgate/protocol/constants";
import { attribute, element, isElement } from "../xml-tree.js";
import { type Change, insert, isAdd, requireElement, unknownCommand } from "./change.js";
import { forwardElement, modeOf } from "./forward.js";
import { badNetwork, notPossible, notValid } from "./refusal.js";

export function updateForwardInterface(change: Change): void {
  const { command, network, draft, xml } = change;
  requireElement(change, "interface");
  if (command === NetworkUpdateCommand.modify) {
    throw notPossible("forward interface entries cannot be modified, only added or deleted");
  }
  const dev = attribute(xml, "dev");
  if (dev === undefined) throw badNetwork("missing dev attribute in <interface> element");
  const [forward] = draft.forward ?? [];
  const children = forward?.children.filter(isElement) ?? [];
  const isDevice = (name: string) => name === "interface" || name === "address";
  const devices = children.filter(({ name }) => isDevice(name));
  const found = devices.findIndex((one) => one.name === "interface" && attribute(one, "dev") === dev);
  if (isAdd(command)) {
    if (found >= 0) {
      throw notValid(
        `there is an existing interface entry in network '${network}' that matches "<interface dev='${dev}'>"`,
      );
    }
    insert(devices, command, element("interface", { dev }));
  } else if (command === NetworkUpdateCommand.delete) {
    if (found < 0) {
      throw notValid(
        `couldn't find an interface entry in network '${network}' matching <interface dev='${dev}'>`,
      );
    }
    devices.splice(found, 1);
  } else throw unknownCommand(command);
  // An isolated network takes devices, too, but has no place to keep them.
  if (!forward) return;
  const others = children.filter(({ name }) => !isDevice(name));
  const managed = attribute(forward, "managed") === "yes";
  const pf = others.some(({ name }) => name === "pf");
  draft.forward = [forwardElement({ mode: modeOf(forward), managed, pf }, [...others, ...devices])];
}
