// `pool-edit`: a pool's definition in the user's editor.

import { ErrorCode, type LibvirtError } from "@virtgate/protocol";
import type { Command } from "../grammar/command.js";
import { editDefinition } from "./edit-definition.js";
import { lookupPool, poolOption } from "./pool.js";
import { xmlInactive } from "./pool-info.js";

export const poolEdit: Command = {
  name: "pool-edit",
  group: "pool",
  help: "edit XML configuration for a storage pool",
  description: "Edit the XML configuration for a storage pool.",
  options: [poolOption()],
  async run(shell, args) {
    const pool = await lookupPool(shell, "pool-edit", args);
    const read = async (flags: number) => (await shell.call.storagePoolGetXmlDesc({ pool, flags })).xml;
    let flags = xmlInactive;
    try {
      await read(flags);
    } catch (thrown) {
      // Some hosts have but one definition.
      if ((thrown as LibvirtError).code !== ErrorCode.invalidArg) throw thrown;
      flags = 0;
    }
    return editDefinition(shell, {
      unchanged: `Pool ${pool.name} XML configuration not changed.\n`,
      read: () => read(flags),
      async define(xml) {
        const defined = await shell.call.storagePoolDefineXml({ xml, flags: 0 });
        return `Pool ${defined.pool.name} XML configuration edited.\n`;
      },
    });
  },
};
