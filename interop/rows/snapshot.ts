// Snapshots and checkpoints, with every command that virsh has for them.
import type { Row } from "./table.js";

/** A chain of three. */
const three = (...commands: readonly string[]) =>
  [...["a", "b", "c"].map((name) => `snapshot-create-as test ${name}`), ...commands].join("; ");
/** A tree: b and c came of a, d of c. */
const tree = (...commands: readonly string[]) =>
  [
    "snapshot-create-as test a",
    "snapshot-create-as test b",
    "snapshot-revert test a",
    "snapshot-create-as test c",
    "snapshot-create-as test d --halt",
    ...commands,
  ].join("; ");

/** The test hypervisor has no backups. */
const backups =
  "backup-begin test; backup-dumpxml test; backup-begin test nosuch.xml; backup-begin nosuch; backup-begin test --xpath x";

const list = (...options: readonly string[]) => options.map((one) => `snapshot-list test ${one}`);

const edit = (script: string, ...commands: readonly string[]): Row => ({
  args: [three(...commands)],
  environment: { EDITOR: `sed -i '${script}'` },
});
const describe = "s,<state>,<description>new</description><state>,";
const renameA = "s,<name>a<,<name>q<,";

export const snapshot: readonly Row[] = [
  three(...list("", "--parent", "--tree", "--name", "--roots", "--leaves", "--no-leaves --name")),
  tree(...list("--tree", "--topological --name", "--topological --parent", "--leaves", "--no-leaves")),
  tree(...list("--from a", "--from a --descendants", "--from a --tree", "--from a --tree --descendants")),
  tree(...list("--current", "--inactive", "--active", "--disk-only", "--internal --name", "--external")),
  tree(...list("--metadata --name", "--no-metadata", "--roots --parent", "--parent --name")),
  list("--tree --name", "--parent --tree", "--roots --tree", "--roots --from x", "--roots --current").join(
    "; ",
  ),
  list("--leaves --tree", "--descendants", "--from x", "--current", "--from x --current", "", "--tree").join(
    "; ",
  ),
  "snapshot-list nosuch; snapshot-list; snapshot-list test extra; snapshot-list test --bogus",
  ["-q", three(...list("", "--tree"))],

  tree("snapshot-info test a", "snapshot-info test --current", "snapshot-info test d", "snapshot-info test"),
  three("snapshot-info test a --current", "snapshot-info test x", "snapshot-info nosuch a"),
  three(
    "snapshot-parent test b",
    "snapshot-parent test a",
    "snapshot-parent test --current",
    "snapshot-parent test x",
  ),
  three(
    "snapshot-current test",
    "snapshot-current test --name",
    "snapshot-current test a",
    "snapshot-current test --name",
  ),
  three("snapshot-current test x", "snapshot-current test a --name", "snapshot-current test --security-info"),
  "snapshot-current test; snapshot-current test --name; snapshot-current nosuch",
  three(
    "snapshot-dumpxml test a",
    "snapshot-dumpxml test b --xpath //parent",
    "snapshot-dumpxml test b --xpath //name --wrap",
  ),
  "snapshot-dumpxml test x; snapshot-dumpxml test; snapshot-dumpxml test x --xpath ''",

  "snapshot-create test named.xml; snapshot-create test named.xml; snapshot-dumpxml test named",
  "snapshot-create test empty.xml; snapshot-list test --name; snapshot-current test",
  "snapshot-create test; snapshot-create test nosuch.xml; snapshot-create test vport.xml; snapshot-create test ''",
  "snapshot-create test disks.xml; snapshot-dumpxml test disks; snapshot-info test disks; snapshot-list test --external",
  "snapshot-create test old.xml --redefine; snapshot-dumpxml test old; snapshot-list test --inactive; snapshot-current test",
  "snapshot-create test old.xml --redefine --current; snapshot-current test --name; snapshot-revert test old; domstate test --reason",
  "snapshot-create test old.xml --redefine; snapshot-create test paused.xml --redefine; snapshot-list test --tree; snapshot-revert test paused; domstate test --reason",
  "snapshot-create test only-disks.xml --redefine; snapshot-dumpxml test only-disks; snapshot-current test only-disks",
  "snapshot-create test older.xml --redefine; snapshot-create test orphan.xml --redefine; snapshot-create test bad-state.xml --redefine",
  "snapshot-create test named.xml --redefine; snapshot-create test --current; snapshot-create test --no-metadata --redefine",
  "snapshot-create test --disk-only; snapshot-create test --halt --disk-only; snapshot-create test --halt --redefine",
  "snapshot-create test named.xml --halt --live --atomic; domstate test --reason; snapshot-dumpxml test named",
  "create web.xml; snapshot-create-as web x --halt; snapshot-create-as web x; snapshot-revert web x; domstate web --reason",
  "define web.xml; snapshot-create-as web x; snapshot-dumpxml web x; start web; snapshot-revert web x; domstate web --reason",
  "define web.xml; snapshot-create-as web x; snapshot-revert web x --running; domstate web --reason; snapshot-revert web x --paused",

  "snapshot-create-as test x y --print-xml; snapshot-create-as test --print-xml; snapshot-create-as test x 'a & b' --print-xml",
  "snapshot-create-as test --print-xml --diskspec vda --diskspec vdb,snapshot=no,file=/a,,b; snapshot-create-as test --print-xml --diskspec ''",
  "snapshot-create-as test --print-xml --diskspec a,b; snapshot-create-as test --print-xml --diskspec a,stype=x",
  "snapshot-create-as test --print-xml --diskspec 'a&b,driver=qcow2,stype=block,file=/d' vdb",
  "snapshot-create-as test --print-xml --memspec /x,snapshot=external; snapshot-create-as test --print-xml --memspec file=x",
  "snapshot-create-as test --print-xml --memspec foo; snapshot-create-as test --memspec ''; snapshot-create-as test ''",
  "snapshot-create-as test x --memspec /m; snapshot-create-as test x --diskspec vdb; snapshot-create-as test x --diskspec vda,snapshot=manual",
  "snapshot-create-as test x --memspec /m --diskspec vda,file=/d,driver=raw; snapshot-dumpxml test x",

  three(
    "snapshot-revert test a",
    "domstate test --reason",
    "snapshot-current test --name",
    "snapshot-list test --tree",
  ),
  three(
    "snapshot-revert test a --paused",
    "domstate test --reason",
    "snapshot-revert test --current",
    "domstate test --reason",
  ),
  three("destroy test", "snapshot-revert test b", "domstate test --reason", "list"),
  three(
    "suspend test",
    "snapshot-create-as test d",
    "resume test",
    "snapshot-revert test d",
    "domstate test --reason",
  ),
  three(
    "snapshot-revert test x",
    "snapshot-revert test",
    "snapshot-revert test a --running --paused",
    "snapshot-revert test a --reset-nvram",
  ),
  three(
    "snapshot-revert test a --force",
    "undefine test",
    "snapshot-revert test a",
    "domstate test --reason",
    "destroy test",
  ),
  "snapshot-create test old.xml --redefine; undefine test; snapshot-revert test old; snapshot-revert test old --running; list --all",

  tree(
    "snapshot-delete test c",
    "snapshot-list test --tree",
    "snapshot-delete test a --children-only",
    "snapshot-list test",
  ),
  tree(
    "snapshot-delete test --current",
    "snapshot-current test --name",
    "snapshot-delete test c --children",
    "snapshot-list test --tree",
  ),
  three(
    "snapshot-delete test a --metadata",
    "snapshot-delete test x",
    "snapshot-delete test",
    "snapshot-delete test a --children --children-only",
  ),
  three(
    "snapshot-delete test a",
    "snapshot-list test --parent",
    "snapshot-delete test c",
    "snapshot-current test --name",
  ),

  edit(describe, "snapshot-edit test a", "snapshot-dumpxml test a --xpath //description"),
  edit(renameA, "snapshot-edit test a --clone", "snapshot-list test --parent"),
  edit(renameA, "snapshot-edit test a --rename", "snapshot-list test --parent"),
  edit(renameA, "snapshot-edit test a", "snapshot-list test --parent"),
  edit(
    describe,
    "snapshot-edit test a --current",
    "snapshot-current test --name",
    "snapshot-edit test a --clone --rename",
  ),
  edit(describe, "snapshot-edit test", "snapshot-edit test x", "snapshot-edit test --current"),

  three("undefine test", "domstate test", "destroy test", "list --all"),
  three("destroy test", "undefine test", "undefine test --snapshots-metadata", "list --all"),
  three(
    "managedsave test",
    "undefine test",
    "undefine test --managed-save",
    "undefine test --managed-save --snapshots-metadata",
  ),
  three("list --with-snapshot", "list --without-snapshot", "destroy test", "list --all --with-snapshot"),
  three(
    "checkpoint-create test",
    "snapshot-delete test a --children",
    "checkpoint-create test",
    "snapshot-create test",
  ),
  "help snapshot; help checkpoint; help nodedev",
];

const chain = (...commands: readonly string[]) =>
  [...["a", "b", "c"].map((name) => `checkpoint-create-as test ${name}`), ...commands].join("; ");
const listing = (...options: readonly string[]) => options.map((one) => `checkpoint-list test ${one}`);

export const checkpoint: readonly Row[] = [
  backups,
  chain(...listing("", "--parent", "--tree", "--name", "--roots", "--leaves", "--no-leaves --name")),
  chain(...listing("--from a", "--from a --descendants", "--from a --tree", "--topological --name")),
  listing("--descendants", "--leaves --tree", "--tree --name", "--roots --from a", "--from x", "").join("; "),
  chain("checkpoint-info test a", "checkpoint-info test c", "checkpoint-info test", "checkpoint-info test x"),
  chain(
    "checkpoint-parent test b",
    "checkpoint-parent test a",
    "checkpoint-parent test",
    "checkpoint-list nosuch",
  ),
  chain(
    "checkpoint-dumpxml test b",
    "checkpoint-dumpxml test b --no-domain --size",
    "checkpoint-dumpxml test",
  ),
  chain("checkpoint-dumpxml test b --security-info --xpath //parent", "checkpoint-dumpxml test b --xpath ''"),
  chain(
    "destroy test",
    "checkpoint-dumpxml test b --size",
    "checkpoint-create test",
    "checkpoint-list test --name",
  ),
  chain(
    "checkpoint-delete test b",
    "checkpoint-list test --tree",
    "checkpoint-delete test a --children-only",
    "checkpoint-list test",
  ),
  chain(
    "checkpoint-delete test b --children",
    "checkpoint-list test",
    "checkpoint-delete test a --metadata",
    "checkpoint-list test",
  ),
  chain(
    "checkpoint-delete test",
    "checkpoint-delete test x",
    "checkpoint-delete test a --children --children-only",
  ),
  "checkpoint-create test checkpoint.xml; checkpoint-create test checkpoint.xml; checkpoint-dumpxml test cp --no-domain",
  "checkpoint-create test old-checkpoint.xml; checkpoint-dumpxml test oldcp --no-domain; checkpoint-create test bad-checkpoint.xml",
  "checkpoint-create test old-checkpoint.xml --redefine; checkpoint-dumpxml test oldcp; checkpoint-create-as test n; checkpoint-list test --tree",
  "checkpoint-create test --redefine-validate; checkpoint-create test --redefine --redefine-validate; checkpoint-create test --quiesce --redefine",
  "checkpoint-create test nosuch.xml; checkpoint-create test vport.xml; checkpoint-create test --redefine; checkpoint-create nosuch",
  "checkpoint-create-as test n d --print-xml --diskspec vda,checkpoint=no,bitmap=x; checkpoint-create-as test --print-xml --diskspec vda,x",
  "checkpoint-create-as test --diskspec vdb; checkpoint-create-as test n --diskspec vda,bitmap=foo; checkpoint-dumpxml test n --no-domain",
  "define web.xml; start web; checkpoint-create web; checkpoint-list web",
  {
    args: [
      chain(
        "checkpoint-edit test b",
        "checkpoint-dumpxml test b --no-domain",
        "checkpoint-edit test",
        "checkpoint-edit test x",
      ),
    ],
    environment: { EDITOR: "sed -i 's,<parent>,<description>new</description><parent>,'" },
  },
  {
    args: [chain("checkpoint-edit test a", "checkpoint-list test --parent")],
    environment: { EDITOR: `sed -i '${renameA}'` },
  },
  chain("snapshot-create test", "checkpoint-delete test a --children", "snapshot-create-as test x"),
  chain(
    "list --with-checkpoint",
    "list --without-checkpoint",
    "undefine test --checkpoints-metadata",
    "destroy test",
    "undefine test",
  ),
];
