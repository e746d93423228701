// Documents of snapshots, checkpoints and devices that rows name.

const domain = `<domain type='test'><name>test</name><uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid><memory>8388608</memory><currentMemory>2097152</currentMemory><vcpu>2</vcpu><os><type>hvm</type></os><devices><disk type='file'><source file='/guest/diskimage1'/><target dev='vda' bus='virtio'/></disk></devices></domain>`;
const snapshot = (body: string) => `<domainsnapshot>${body}</domainsnapshot>\n`;
const before = (name: string, state: string, more = "") =>
  snapshot(`<name>${name}</name><creationTime>1234567890</creationTime><state>${state}</state>${more}`);
const adapter = (parent: string, wwnn = "2000000000000001", wwpn = "1000000000000001") =>
  `<device>${parent}<capability type='scsi_host'><capability type='fc_host'><wwnn>${wwnn}</wwnn><wwpn>${wwpn}</wwpn></capability></capability></device>\n`;

export const momentFiles: Readonly<Record<string, string>> = {
  "named.xml": snapshot("<name>named</name><description>a &amp; b</description>"),
  "empty.xml": "<domainsnapshot/>\n",
  "disks.xml": snapshot(
    "<name>disks</name><memory file='/mem'/><disks><disk name='vda'><driver type='qcow2'/><source file='/abs'/></disk></disks>",
  ),
  "old.xml": before("old", "shutoff", domain),
  "older.xml": before("older", "running"),
  "paused.xml": before("paused", "paused", `<parent><name>old</name></parent>${domain}`),
  "orphan.xml": before("orphan", "running", `<parent><name>nosuch</name></parent>${domain}`),
  "only-disks.xml": before(
    "only-disks",
    "disk-snapshot",
    `<disks><disk name='vda'><source file='/abs'/></disk></disks>${domain}`,
  ),
  "bad-state.xml": before("bad", "asleep", domain),
  "checkpoint.xml":
    "<domaincheckpoint><name>cp</name><disks><disk name='vda' bitmap='bits'/></disks></domaincheckpoint>\n",
  "old-checkpoint.xml":
    "<domaincheckpoint><name>oldcp</name><creationTime>1234567890</creationTime></domaincheckpoint>\n",
  "bad-checkpoint.xml": "<domaincheckpoint><name>a b</name></domaincheckpoint>\n",
  "vport.xml": adapter("<parent>scsi_host1</parent>"),
  "vport-any.xml": adapter("", "2000000000000002", "1000000000000002"),
  "vport-wwn.xml": adapter("<parent wwnn='2000000012341234' wwpn='1000000012341234'/>"),
  "vport-fabric.xml": adapter("<parent fabric_wwn='2000000043214321'/>"),
  "vport-nosuch.xml": adapter("<parent>nosuch</parent>"),
  "vport-unfit.xml": adapter("<parent>computer</parent>"),
  "vport-half.xml": adapter("<parent wwnn='2000000012341234'/>"),
  "vport-nameless.xml":
    "<device><parent>scsi_host1</parent><capability type='scsi_host'><capability type='fc_host'/></capability></device>\n",
  "no-adapter.xml": "<device><capability type='drm'><type>primary</type></capability></device>\n",
  "no-capability.xml": "<device><name>x</name></device>\n",
};
