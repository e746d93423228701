// Snapshots and checkpoints of domains: virsh on libvirtd, virsh on virtgated and virtgate on libvirtd agree.
import { files } from "./rows/files.js";
import { momentFiles } from "./rows/moment-files.js";
import { checkpoint, snapshot } from "./rows/snapshot.js";
import { describeThreeWays } from "./three-ways.js";

describeThreeWays("snapshots and checkpoints", {
  tables: { snapshot, checkpoint },
  files: { ...files, ...momentFiles },
});
