// Storage pools of the test hypervisor, and the secrets that it has not: every command, many to a row, because each
// row is a process.

import { poolKinds } from "./storage-files.js";
import { volumes } from "./storage-volumes.js";
import type { Row } from "./table.js";

const all = (...commands: readonly string[]): Row => commands.join("; ");
const dfl = "default-pool";
const uuid = "dfe224cb-28fb-8dd0-c4b2-64eb3f0f4566";

const lists: Row[] = [
  "pool-list",
  all("pool-list --all", "pool-list --inactive", "pool-list --details", "pool-list --all --details"),
  all("pool-list --uuid", "pool-list --name", "pool-list --uuid --name", "pool-list --all --uuid"),
  all("pool-list --details --uuid", "pool-list --details --name", "pool-list --all --inactive"),
  all("pool-list --type bogus", "pool-list --type dir,fs", "pool-list --type dir,,fs", "pool-list --type ''"),
  ...(["define", "create"] as const).map((way) =>
    all(
      ...poolKinds.map((kind) => `pool-${way} kind-${kind}.xml`),
      "pool-list --all",
      "pool-list --all --details",
      ...poolKinds.map((kind) => `pool-list --all --type ${kind}`),
      "pool-list --all --persistent --name",
      "pool-list --all --transient --name",
      "pool-list --all --autostart --no-autostart --name",
    ),
  ),
  all(
    "pool-define pool.xml",
    "pool-autostart one",
    "pool-list --all --autostart",
    "pool-list --all --no-autostart",
    "pool-create pool.xml",
    "pool-list --all --autostart",
    "pool-list --transient --details",
    "pool-destroy one",
    "pool-list --all",
  ),
];

const asked: Row[] = [
  all(
    `pool-info ${dfl}`,
    `pool-info ${dfl} --bytes`,
    `pool-info ${uuid}`,
    "pool-info nosuch",
    "pool-info ''",
  ),
  all(`pool-name ${uuid}`, `pool-name ${dfl}`, `pool-uuid ${dfl}`, `pool-uuid ${uuid}`, "pool-uuid nosuch"),
  all("pool-name c7a5fdbd-edaf-9455-926a-000000000000", "pool-name zzzzzzzz-edaf-9455-926a-000000000000"),
  all(`pool-dumpxml ${dfl}`, `pool-dumpxml ${uuid}`, `pool-dumpxml ${dfl} --inactive`, "pool-dumpxml nosuch"),
  all(`pool-dumpxml ${dfl} --xpath //path`, `pool-dumpxml ${dfl} --xpath '//name|//uuid' --wrap`),
  all(`pool-dumpxml ${dfl} --xpath ''`, `pool-dumpxml nosuch --xpath ''`, `pool-dumpxml ${dfl} --xpath 'a['`),
  "pool-capabilities",
  all(
    "find-storage-pool-sources-as logical",
    "find-storage-pool-sources-as netfs",
    "find-storage-pool-sources-as netfs h",
    "find-storage-pool-sources-as netfs --host h --port 1 --initiator i",
    "find-storage-pool-sources-as netfs --host h --port x",
    "find-storage-pool-sources-as logical --host 'a<b'",
  ),
  all(
    "find-storage-pool-sources-as dir",
    "find-storage-pool-sources-as dir --host h",
    "find-storage-pool-sources-as fs",
    "find-storage-pool-sources-as iscsi --host h",
    "find-storage-pool-sources-as bogus",
    "find-storage-pool-sources-as bogus --host h",
    "find-storage-pool-sources-as logical --host ''",
  ),
  all(
    "find-storage-pool-sources logical",
    "find-storage-pool-sources logical source-lvm.xml",
    "find-storage-pool-sources netfs not-a-source.xml",
    "find-storage-pool-sources netfs broken.xml",
    "find-storage-pool-sources netfs nosuch.xml",
    "find-storage-pool-sources scsi source.xml",
  ),
];

const lives: Row[] = [
  all(
    "pool-define pool.xml",
    "pool-dumpxml one",
    "pool-info one",
    "pool-start one",
    "pool-start one",
    "pool-build one",
    "pool-delete one",
    "pool-undefine one",
    "pool-refresh one",
    "pool-destroy one",
    "pool-destroy one",
    "pool-refresh one",
    "pool-build one",
    "pool-delete one",
    "pool-undefine one",
    "pool-info one",
  ),
  all(
    "pool-create pool.xml",
    "pool-create pool.xml",
    "pool-autostart one",
    "pool-autostart one --disable",
    "pool-define pool-changed.xml",
    "pool-autostart one",
    "pool-dumpxml one",
    "pool-destroy one",
    "pool-dumpxml one",
    "pool-create pool-changed.xml",
    "pool-dumpxml one",
    "pool-destroy one",
    "pool-info one",
  ),
  all(
    "pool-define pool.xml",
    "pool-define pool-other-name.xml",
    "pool-define pool-other-uuid.xml",
    "pool-define pool-same-path.xml",
    "pool-create pool-other-name.xml",
    "pool-create pool-same-path.xml",
  ),
  all(
    ...["broken", "unclosed", "no-target", "no-type"].map((name) => `pool-define pool-${name}.xml`),
    "pool-define not-a-pool.xml",
    "pool-define nosuch.xml",
    "pool-create pool-no-target.xml",
    "pool-create nosuch.xml",
    "pool-define pool.xml --validate",
    "pool-define ''",
  ),
  all(
    "pool-create pool.xml --build",
    "pool-create pool.xml --overwrite",
    "pool-create pool.xml --overwrite --no-overwrite",
    "pool-define pool.xml",
    "pool-build one --overwrite",
    "pool-build one --no-overwrite",
    "pool-start one --build",
    "pool-start one --overwrite --no-overwrite",
    "pool-start nosuch --overwrite --no-overwrite",
  ),
  all(
    ...["autostart", "build", "delete", "destroy", "refresh", "start", "undefine", "edit"].map(
      (what) => `pool-${what} nosuch`,
    ),
  ),
  { args: [`pool-edit ${dfl}`], environment: { EDITOR: "true" } },
  { args: [`pool-edit ${dfl}; pool-dumpxml ${dfl}`], environment: { EDITOR: "sed -i s,/default-pool,/p," } },
  all("pool-define pool-options.xml", "pool-dumpxml opts", "pool-undefine opts"),
];

const conflicts: Row[] = [
  all(
    ...poolKinds.map((kind) => `pool-define kind-${kind}.xml`),
    ...["netfs-same", "netfs-port", "lvm-on-fs", "iscsi-same", "iscsi-initiator", "scsi-same"].map(
      (name) => `pool-define pool-${name}.xml`,
    ),
    ...["mpath-second", "sheep-same", "gluster-same", "vz-same"].map(
      (name) => `pool-define pool-${name}.xml`,
    ),
    ...poolKinds.map((kind) => `pool-define kind-${kind}.xml`),
  ),
  all(
    "pool-define pool-fc.xml",
    "pool-define pool-fc-same.xml",
    "pool-define pool-fc-parent.xml",
    "pool-define pool-fc-other.xml",
    "pool-start fc",
    "pool-destroy fc",
    "pool-list --all",
  ),
  all("pool-create pool-fc.xml", "pool-list", "pool-destroy fc", "pool-list --all"),
];

const as = (name: string, options: string) => `pool-define-as ${name} ${options} --print-xml`;
const options: Row[] = [
  all(
    as("p", "dir --target /q"),
    as("p", "dir"),
    as("p", "fs --source-dev /dev/x --source-format ext4 --target /t"),
    as(
      "p",
      "netfs --source-host h --source-path /e --target /t --source-format nfs --source-protocol-ver 4.1",
    ),
    as("p", "iscsi --source-host h --source-dev d --source-initiator i --target /t"),
    as("p", "iscsi --source-host h --auth-type chap --auth-username u --secret-usage s"),
    as("p", "iscsi --source-host h --auth-type chap --auth-username u --secret-uuid s"),
    as("p", "iscsi --source-host h --auth-type chap --secret-uuid s"),
    as("p", "dir --auth-type chap --auth-username u --secret-usage s --source-protocol-ver 3"),
    as("p", "rbd h1 - - ceph"),
  ),
  all(
    as("p", "scsi --adapter-name host1 --target /t"),
    as("p", "scsi --adapter-wwnn 1 --adapter-wwpn 2"),
    as("p", "scsi --adapter-wwnn 1 --adapter-name n"),
    as("p", "scsi --adapter-wwnn 1 --adapter-wwpn 2 --adapter-parent p --adapter-parent-wwnn x"),
    as("p", "scsi --adapter-wwnn 1 --adapter-wwpn 2 --adapter-parent-wwnn p --adapter-parent-wwpn q"),
    as("p", "scsi --adapter-wwnn 1 --adapter-wwpn 2 --adapter-parent-fabric-wwn p"),
    as("p", "dir --secret-usage a --secret-uuid b"),
    as("'a<b'", "'x y' --target ''"),
  ),
  all(
    "pool-define-as p dir --target /q",
    "pool-define-as p dir --target /r",
    "pool-create-as t dir --target /t",
    "pool-create-as t dir --target /t --build",
    "pool-create-as u dir --target /u --overwrite --no-overwrite",
    "pool-create-as u dir --print-xml --build",
    "pool-define-as b bogus",
    "pool-define-as b dir",
    "pool-define-as 'a<b' dir --target /c",
    "pool-list --all",
  ),
];

const secrets: Row[] = [
  all(
    "secret-list",
    "secret-list --private",
    "secret-dumpxml x",
    `secret-dumpxml ${uuid}`,
    `secret-undefine ${uuid}`,
  ),
  all("secret-define pool.xml", `secret-get-value ${uuid}`, `secret-set-value ${uuid} --base64 eA==`),
  all(`secret-set-value ${uuid} --file a --base64 b`, `secret-set-value ${uuid} --plain --interactive`),
  all(
    "secret-event --list",
    "secret-event",
    "secret-event --event x",
    "secret-event --event lifecycle --timeout 1",
  ),
];

export const storage = { lists, asked, lives, conflicts, options, volumes, secrets };
