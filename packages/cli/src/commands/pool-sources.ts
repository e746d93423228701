// Commands that look for storage to make pools of.

import { attempt } from "../failure.js";
import type { Command } from "../grammar/command.js";
import type { Shell } from "../shell.js";
import { readXmlFile } from "../xml-file.js";
import { block, line } from "./xml-lines.js";

async function find(shell: Shell, type: string, srcSpec: string | null): Promise<boolean> {
  const work = shell.call.connectFindStoragePoolSources({ type, srcSpec, flags: 0 });
  const { xml } = await attempt(`Failed to find any ${type} pool sources`, work);
  shell.print(xml);
  return true;
}

export const findStoragePoolSourcesAs: Command = {
  name: "find-storage-pool-sources-as",
  group: "pool",
  help: "find potential storage pool sources",
  description: "Returns XML <sources> document.",
  options: [
    { name: "type", type: "data", required: true, help: "type of storage pool sources to find" },
    { name: "host", type: "string", help: "optional host to query", complete: [] },
    { name: "port", type: "string", help: "optional port to query", complete: [] },
    {
      name: "initiator",
      type: "string",
      help: "optional initiator IQN to use for query",
      complete: [],
    },
  ],
  run(shell, args) {
    const type = args.required("type");
    const host = args.string("host");
    const initiator = args.string("initiator");
    // Without a host the rest is not looked at.
    if (host === undefined) return find(shell, type, null);
    const port = args.string("port");
    const portText = port === undefined ? "" : ` port='${port}'`;
    const specification = block("source", [
      line(`<host name='${host}'${portText}/>`),
      ...(initiator === undefined ? [] : [block("initiator", [line(`<iqn name='${initiator}'/>`)])]),
    ]);
    return find(shell, type, specification);
  },
};

export const findStoragePoolSources: Command = {
  name: "find-storage-pool-sources",
  group: "pool",
  help: "discover potential storage pool sources",
  description: "Returns XML <sources> document.",
  options: [
    { name: "type", type: "data", required: true, help: "type of storage pool sources to discover" },
    {
      name: "srcSpec",
      type: "string",
      help: "optional file of source xml to query for pools",
      complete: "files",
    },
  ],
  run(shell, args) {
    const type = args.required("type");
    const file = args.string("srcSpec");
    return find(shell, type, file === undefined ? null : readXmlFile(file));
  },
};
