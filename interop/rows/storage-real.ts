// Pools and volumes that are folders and files, and secrets, on libvirtd's own storage and secret drivers: what
// virtgate says and does beside virsh. {POOL} is an empty folder for the pool "rp". Every row starts with its files
// and without pools and secrets.

export interface RealRow {
  readonly title: string;
  /** Which of libvirtd's drivers. */
  readonly scheme: "storage" | "secret";
  readonly commands: readonly string[];
  /** Afterwards: these files are compared, byte for byte and block for block. */
  readonly compared?: readonly string[];
}

const started = ["pool-define-as rp dir --target {POOL}", "pool-build rp", "pool-start rp"];
const uuid = "c7a5fdbd-edaf-9455-926a-000000000001";

const storage = (title: string, commands: readonly string[], compared: readonly string[] = []): RealRow => ({
  title,
  scheme: "storage",
  commands: [...started, ...commands],
  compared,
});
const secret = (title: string, ...commands: string[]): RealRow => ({ title, scheme: "secret", commands });

export const realRows: readonly RealRow[] = [
  storage(
    "upload and download, whole and sparse",
    [
      "vol-create-as rp full 8M",
      "vol-create-as rp thin 8M --allocation 0",
      "vol-upload full source rp",
      "vol-upload thin source rp --sparse",
      "vol-download full full-whole rp",
      "vol-download thin thin-whole rp",
      "vol-download full full-sparse rp --sparse",
      "vol-download thin thin-sparse rp --sparse",
      "vol-download thin part rp --sparse --offset 1000000 --length 3000000",
      "vol-download thin few rp --offset 5 --length 10",
      "vol-download thin rest rp --offset 99999999",
      "vol-download thin more rp --length 99999999",
      "vol-download thin small rp --length 3",
    ],
    [
      "{POOL}/full",
      "{POOL}/thin",
      "full-whole",
      "full-sparse",
      "thin-whole",
      "thin-sparse",
      "part",
      "few",
      "rest",
      "more",
      "small",
    ],
  ),
  storage(
    "uploads of every size, and to places",
    [
      "vol-create-as rp v 1M",
      "vol-upload v small rp --offset 3",
      "vol-upload v small rp --offset 1048570",
      "vol-upload v empty rp",
      "vol-upload v hole rp --sparse",
      "vol-upload v zeros rp --sparse",
      "vol-upload v small rp --sparse --offset 2097152",
      "vol-create-as rp w 100 --allocation 0",
      "vol-upload w source rp --sparse",
    ],
    ["{POOL}/v", "{POOL}/w"],
  ),
  storage(
    "transfers that fail",
    [
      "vol-create-as rp v 1M",
      "vol-upload nosuch small rp",
      "vol-upload v nosuch rp",
      "vol-upload v . rp",
      "vol-upload v small nosuch",
      "vol-upload v small rp --offset x",
      "vol-upload v small rp --length -1",
      "vol-download v . rp",
      "vol-download v nodir/x rp",
      "vol-download v new rp --offset -1",
      "vol-download v new rp --length -1",
      "vol-download nosuch new rp",
    ],
    ["{POOL}/v"],
  ),
  storage("wiping and resizing", [
    "vol-create-as rp v 1M",
    "vol-create-as rp q 1M --format qcow2",
    "vol-wipe v rp",
    "vol-wipe v rp --algorithm trim",
    "vol-resize v 2M rp",
    "vol-resize v 1M rp",
    "vol-resize v 1M rp --shrink",
    "vol-resize v 1M rp --delta",
    "vol-resize v -1M rp --shrink",
    "vol-resize v 3M rp --allocate",
    "vol-resize v 0 rp",
    "vol-info v rp",
    "vol-info v rp --physical",
    "vol-info v rp --bytes --physical",
    "vol-info q rp",
    "vol-list rp --details",
    "vol-dumpxml v rp --xpath //target/format",
  ]),
  storage("making volumes of volumes", [
    "vol-create-as rp q 1M --format qcow2",
    "vol-create-as rp y 100 --prealloc-metadata",
    "vol-clone q q2 rp",
    "vol-clone q q3 rp --prealloc-metadata",
    "vol-clone q q2 rp",
    "vol-create-as rp s 1M --format qcow2 --backing-vol q --backing-vol-format qcow2",
    "vol-dumpxml s rp --xpath //backingStore/path",
    "vol-delete s rp --delete-snapshots",
    "vol-delete q2 rp",
    "vol-delete q2 rp",
    "vol-pool {POOL}/q",
    "vol-key q rp",
    "vol-name {POOL}/q",
    "vol-list rp",
  ]),
  storage("lives of a pool", [
    "pool-refresh rp",
    "pool-autostart rp",
    "pool-list --all",
    "pool-list --type dir --autostart",
    "pool-dumpxml rp --inactive --xpath //target",
    "pool-create-as r2 dir --target {POOL}/none",
    "pool-create-as r2 dir --target {POOL}/none --build",
    "pool-destroy r2",
    "pool-build rp",
    "pool-delete rp",
    "pool-destroy rp",
    "vol-list rp",
    "pool-list --all --details",
    "find-storage-pool-sources-as bogus",
    "find-storage-pool-sources-as dir",
    "pool-capabilities",
  ]),
  secret(
    "secrets and their values",
    "secret-list",
    "secret-define secret.xml",
    `secret-dumpxml ${uuid}`,
    "secret-list",
    "secret-list --ephemeral",
    "secret-list --no-private",
    "secret-define secret-unused.xml",
    "secret-define secret-private.xml",
    "secret-list",
    `secret-get-value ${uuid}`,
    `secret-set-value ${uuid}`,
    `secret-set-value ${uuid} --file value`,
    `secret-get-value ${uuid}`,
    `secret-get-value ${uuid} --plain`,
    `secret-set-value ${uuid} --file raw --plain`,
    `secret-get-value ${uuid}`,
    `secret-get-value ${uuid} --plain`,
    `secret-set-value ${uuid} --base64 c2VjcmV0`,
    `secret-get-value ${uuid} --plain`,
    `secret-set-value ${uuid} --base64 c2VjcmV`,
    `secret-get-value ${uuid} --plain`,
    "secret-set-value c7a5fdbd-edaf-9455-926a-000000000003 --file value",
    "secret-get-value c7a5fdbd-edaf-9455-926a-000000000003",
    `secret-dumpxml ${uuid} --xpath //usage`,
  ),
  secret(
    "secrets that are refused",
    "secret-define secret.xml",
    "secret-define not-a-secret.xml",
    "secret-define nosuch",
    "secret-define secret-same-usage.xml",
    `secret-set-value ${uuid} --file large`,
    `secret-set-value ${uuid} --file nosuch`,
    `secret-set-value ${uuid} --file value --base64 x`,
    `secret-set-value ${uuid} --interactive --plain`,
    `secret-set-value ${uuid} --base64 ''`,
    "secret-dumpxml x",
    "secret-dumpxml c7a5fdbd-edaf-9455-926a-0000000000ff",
    "secret-get-value x",
    `secret-undefine ${uuid}`,
    `secret-undefine ${uuid}`,
    "secret-event --event lifecycle --timeout 1",
    "secret-event --event value-changed --secret x --timeout 1",
  ),
];

const secretXml = (number: number, body: string, attributes = "") =>
  `<secret${attributes}>\n<uuid>c7a5fdbd-edaf-9455-926a-00000000000${number}</uuid>\n${body}\n</secret>\n`;

/** The texts of the row's files; those with bytes are made by the test. */
export const realFiles: Readonly<Record<string, string>> = {
  "secret.xml": secretXml(1, "<description>a</description><usage type='volume'><volume>/v</volume></usage>"),
  "secret-unused.xml": secretXml(2, "", " ephemeral='yes'"),
  "secret-private.xml": secretXml(3, "<usage type='ceph'><name>c d</name></usage>", " private='yes'"),
  "secret-same-usage.xml": secretXml(4, "<usage type='volume'><volume>/v</volume></usage>"),
  "not-a-secret.xml": "<pool/>\n",
  value: "c2VjcmV0\nIHZhbHVl\n",
  large: "x".repeat(1025),
};
