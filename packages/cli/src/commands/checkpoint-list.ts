// `checkpoint-list`: the checkpoints of a domain, in a table, by name, or as a tree.

import { attempt, Failure } from "../failure.js";
import { bool, type Command, domainOption, outputOption } from "../grammar/command.js";
import { lookupCheckpoint, parentOf } from "./checkpoint.js";
import { lookupDomain } from "./domain.js";
import { filterFlags, listMoments, requireOneView } from "./moment.js";

/** virDomainCheckpointListFlags. */
const descendants = 1;
const roots = 1;
const topological = 2;
const filters = [
  ["leaves", 4],
  ["no-leaves", 8],
] as const;

export const checkpointList: Command = {
  name: "checkpoint-list",
  group: "checkpoint",
  help: "List checkpoints for a domain",
  description: "Checkpoint List",
  options: [
    domainOption(),
    bool("parent", "add a column showing parent checkpoint"),
    bool("roots", "list only checkpoints without parents"),
    bool("leaves", "list only checkpoints without children"),
    bool("no-leaves", "list only checkpoints that are not leaves (with children)"),
    bool("tree", "list checkpoints in a tree"),
    { name: "from", type: "string", help: "limit list to children of given checkpoint" },
    bool("descendants", "with --from, list all descendants"),
    bool("name", "list checkpoint names only"),
    bool("topological", "sort list topologically rather than by name"),
    outputOption,
  ],
  async run(shell, args) {
    requireOneView(args);
    let flags = filterFlags(args, filters);
    if (args.has("topological")) flags |= topological;
    if (args.has("roots")) flags |= roots;
    if (args.has("descendants")) {
      if (!args.has("from")) throw new Failure("--descendants requires --from");
      flags |= descendants;
    }
    const dom = await lookupDomain(shell, "checkpoint-list", args);
    const from = args.has("from") ? await lookupCheckpoint(shell, args, dom, "from") : undefined;
    const asking =
      from === undefined
        ? shell.call.domainListAllCheckpoints({ dom, needResults: 1, flags })
        : shell.call.domainCheckpointListAllChildren({ checkpoint: from, needResults: 1, flags });
    const { checkpoints } = await attempt("unexpected problem querying checkpoints", asking);
    return listMoments({
      shell,
      args,
      moments: checkpoints,
      from,
      topological: args.has("topological"),
      states: false,
      xml: async (checkpoint) => (await shell.call.domainCheckpointGetXmlDesc({ checkpoint, flags: 0 })).xml,
      parent: (checkpoint) => parentOf(shell, checkpoint),
    });
  },
};
