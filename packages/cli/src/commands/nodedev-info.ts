// What there is to know about one device: `nodedev-info`, `nodedev-dumpxml`.

import { LibvirtError } from "@virtgate/protocol";
import type { Command } from "../grammar/command.js";
import { dumpXml, xpathOptions } from "./dump-xml.js";
import { deviceOption, findDevice } from "./nodedev.js";

export const nodedevDumpxml: Command = {
  name: "nodedev-dumpxml",
  group: "nodedev",
  help: "node device details in XML",
  description: "Output the node device details as an XML dump to stdout.",
  options: [deviceOption(), ...xpathOptions],
  async run(shell, args) {
    // Before the look-up: virsh reads its options first.
    if (args.raw("xpath") === "") return false;
    const { name } = await findDevice(shell, args);
    return dumpXml(shell, args, async () => (await shell.call.nodeDeviceGetXmlDesc({ name, flags: 0 })).xml);
  },
};

/** What the host says, or `otherwise` where it will not say. */
async function orElse<T>(asking: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await asking;
  } catch (thrown) {
    if (thrown instanceof LibvirtError) return otherwise;
    throw thrown;
  }
}

const yesNo = (yes: number) => (yes === 0 ? "no" : "yes");

export const nodedevInfo: Command = {
  name: "nodedev-info",
  group: "nodedev",
  help: "node device information",
  description: "Returns basic information about the node device",
  options: [deviceOption()],
  async run(shell, args) {
    const { name } = await findDevice(shell, args);
    const { parentName } = await orElse(shell.call.nodeDeviceGetParent({ name }), { parentName: null });
    // A host that does not know is taken to say yes, as virsh has it.
    const { active } = await orElse(shell.call.nodeDeviceIsActive({ name }), { active: -1 });
    const { persistent } = await orElse(shell.call.nodeDeviceIsPersistent({ name }), { persistent: -1 });
    const { autostart } = await orElse(shell.call.nodeDeviceGetAutostart({ name }), { autostart: -1 });
    const lines = [
      ["Name:", name],
      ["Parent:", parentName ?? ""],
      ["Active:", yesNo(active)],
      ["Persistent:", yesNo(persistent)],
      ["Autostart:", autostart === -1 ? "no autostart" : yesNo(autostart)],
    ] as const;
    for (const [label, value] of lines) shell.print(`${label.padEnd(15)} ${value}\n`);
    return true;
  },
};
