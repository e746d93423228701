// `snapshot-list`: the snapshots of a domain, in a table, by name, or as a tree.

import { Failure } from "../failure.js";
import { exclusive } from "../grammar/arguments.js";
import { bool, type Command, domainOption, outputOption } from "../grammar/command.js";
import { lookupDomain } from "./domain.js";
import { filterFlags, listMoments, requireOneView } from "./moment.js";
import { currentOption, lookupSnapshot, parentOf } from "./snapshot.js";

/** virDomainSnapshotListFlags. */
const descendants = 1;
const roots = 1;
const metadata = 2;
const noMetadata = 16;
const topological = 1024;
const filters = [
  ["leaves", 4],
  ["no-leaves", 8],
  ["inactive", 32],
  ["active", 64],
  ["disk-only", 128],
  ["internal", 256],
  ["external", 512],
] as const;

export const snapshotList: Command = {
  name: "snapshot-list",
  group: "snapshot",
  help: "List snapshots for a domain",
  description: "Snapshot List",
  options: [
    domainOption(),
    bool("parent", "add a column showing parent snapshot"),
    bool("roots", "list only snapshots without parents"),
    bool("leaves", "list only snapshots without children"),
    bool("no-leaves", "list only snapshots that are not leaves (with children)"),
    bool("metadata", "list only snapshots that have metadata that would prevent undefine"),
    bool("no-metadata", "list only snapshots that have no metadata managed by libvirt"),
    bool("inactive", "filter by snapshots taken while inactive"),
    bool("active", "filter by snapshots taken while active (full system snapshots)"),
    bool("disk-only", "filter by disk-only snapshots"),
    bool("internal", "filter by internal snapshots"),
    bool("external", "filter by external snapshots"),
    bool("tree", "list snapshots in a tree"),
    { name: "from", type: "string", help: "limit list to children of given snapshot" },
    currentOption("limit list to children of current snapshot"),
    bool("descendants", "with --from, list all descendants"),
    bool("name", "list snapshot names only"),
    bool("topological", "sort list topologically rather than by name"),
    outputOption,
  ],
  async run(shell, args) {
    requireOneView(args);
    exclusive(args, ["roots", "current"]);
    const below = args.has("from") || args.has("current");
    let flags = filterFlags(args, filters);
    if (args.has("topological")) flags |= topological;
    if (args.has("roots")) flags |= roots;
    if (args.has("metadata")) flags |= metadata;
    if (args.has("no-metadata")) flags |= noMetadata;
    if (args.has("descendants")) {
      if (!below) throw new Failure("--descendants requires either --from or --current");
      flags |= descendants;
    }
    const dom = await lookupDomain(shell, "snapshot-list", args);
    const from = below ? await lookupSnapshot(shell, args, dom, { option: "from" }) : undefined;
    const { snapshots } =
      from === undefined
        ? await shell.call.domainListAllSnapshots({ dom, needResults: 1, flags })
        : await shell.call.domainSnapshotListAllChildren({ snapshot: from, needResults: 1, flags });
    return listMoments({
      shell,
      args,
      moments: snapshots,
      from,
      topological: args.has("topological"),
      states: true,
      xml: async (snap) => (await shell.call.domainSnapshotGetXmlDesc({ snap, flags: 0 })).xml,
      parent: (snap) => parentOf(shell, snap),
    });
  },
};
