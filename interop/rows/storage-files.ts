// The files that the rows about pools and volumes name.

const uuid = (number: number) => `c7a5fdbd-edaf-9455-926a-${String(number).padStart(12, "0")}`;
const pool = (kind: string, name: string, number: number, body: string, attributes = "") =>
  `<pool type='${kind}'${attributes}>\n<name>${name}</name>\n<uuid>${uuid(number)}</uuid>\n${body}\n</pool>\n`;
const target = (path: string) => `<target><path>${path}</path></target>`;
const device = (path: string) => `<device path='${path}'/>`;

/** One pool of every kind, for rows that list or compare them. Their files are called after their kinds. */
const kinds = {
  dir: target("/pools/dir"),
  fs: `<source>${device("/dev/vdb1")}<format type='ext4'/></source>${target("/pools/fs")}`,
  netfs: `<source><host name='nfs.example.org'/><dir path='/export/'/><format type='nfs'/></source>${target("/pools/netfs")}`,
  logical: `<source>${device("/dev/vdc1")}<name>vg0</name></source>`,
  disk: `<source>${device("/dev/vdd")}<format type='gpt'/></source>${target("/dev")}`,
  iscsi: `<source><host name='iscsi.example.org' port='3260'/>${device("iqn.2020-01.org.example:t")}</source>${target("/dev/disk/by-path")}`,
  "iscsi-direct": `<source><host name='iscsi.example.org'/>${device("iqn.2020-01.org.example:t")}<initiator><iqn name='iqn.2020-01.org.example:i'/></initiator></source>`,
  scsi: `<source><adapter type='scsi_host' name='scsi_host2'/></source>${target("/dev/disk/by-path")}`,
  mpath: target("/dev/mapper"),
  rbd: "<source><host name='mon1' port='6789'/><host name='mon2'/><name>ceph</name><auth type='ceph' username='admin'><secret usage='ceph'/></auth></source>",
  sheepdog: "<source><host name='sheep'/><name>dogs</name></source>",
  gluster: "<source><host name='gluster'/><name>bricks</name><dir path='/sub'/></source>",
  zfs: `<source>${device("/dev/vde")}<name>tank</name></source>`,
  vstorage: `<source><name>cluster</name></source>${target("/pools/vz")}`,
};

export const poolKinds = Object.keys(kinds) as readonly (keyof typeof kinds)[];

const ofKinds = Object.fromEntries(
  Object.entries(kinds).map(([kind, body], at) => [
    `kind-${kind}.xml`,
    pool(kind, `k-${kind}`, 100 + at, body),
  ]),
);

const volume = (name: string, body: string) => `<volume>\n<name>${name}</name>\n${body}\n</volume>\n`;
const fibre = (wwpn: string) =>
  `<source><adapter type='fc_host' parent='scsi_host1' wwnn='20000000c9831b4b' wwpn='${wwpn}'/></source>${target("/dev/disk/by-path")}`;

export const storageFiles: Readonly<Record<string, string>> = {
  ...ofKinds,
  "pool.xml": pool("dir", "one", 1, target("/pools/one")),
  "pool-other-name.xml": pool("dir", "two", 1, target("/pools/two")),
  "pool-other-uuid.xml": pool("dir", "one", 2, target("/pools/one")),
  "pool-same-path.xml": pool("dir", "three", 3, target("/pools/one")),
  "pool-changed.xml": pool("dir", "one", 1, target("/pools/changed")),
  "pool-netfs-port.xml": pool(
    "netfs",
    "n2",
    4,
    `<source><host name='nfs.example.org' port='111'/><dir path='/export'/></source>${target("/n2")}`,
  ),
  "pool-netfs-same.xml": pool(
    "netfs",
    "n3",
    5,
    `<source><host name='nfs.example.org'/><dir path='/export'/></source>${target("/n3")}`,
  ),
  "pool-lvm-on-fs.xml": pool("logical", "l2", 6, `<source>${device("/dev/vdb1")}</source>`),
  "pool-iscsi-same.xml": pool(
    "iscsi",
    "i2",
    7,
    `<source><host name='h'/>${device("iqn.2020-01.org.example:t")}</source>${target("/i2")}`,
  ),
  "pool-iscsi-initiator.xml": pool(
    "iscsi",
    "i3",
    8,
    `<source><host name='h'/>${device("iqn.2020-01.org.example:t")}<initiator><iqn name='iqn.x'/></initiator></source>${target("/i3")}`,
  ),
  "pool-scsi-same.xml": pool("scsi", "s2", 9, `<source><adapter name='host2'/></source>${target("/s2")}`),
  "pool-mpath-second.xml": pool("mpath", "m2", 10, target("/m2")),
  "pool-sheep-same.xml": pool(
    "sheepdog",
    "d2",
    11,
    "<source><host name='sheep'/><name>other</name></source>",
  ),
  "pool-gluster-same.xml": pool(
    "gluster",
    "g2",
    12,
    "<source><host name='gluster' port='24007'/><name>bricks</name><dir path='/sub/'/></source>",
  ),
  "pool-vz-same.xml": pool("vstorage", "v2", 13, `<source><name>cluster</name></source>${target("/v2")}`),
  "pool-fc.xml": pool("scsi", "fc", 14, fibre("10000000c9831b4b")),
  "pool-fc-parent.xml": pool("scsi", "s3", 15, `<source><adapter name='host1'/></source>${target("/s3")}`),
  "pool-fc-other.xml": pool("scsi", "fc2", 16, fibre("10000000c9831b4c")),
  "pool-fc-same.xml": pool("scsi", "fc3", 17, fibre("10000000c9831b4b")),
  "pool-options.xml": pool(
    "netfs",
    "opts",
    18,
    `<source><host name='o'/><dir path='/o'/></source>${target("/o")}<fs:mount_opts><fs:option name='sync'/><fs:option name='lazytime'/></fs:mount_opts>`,
    " xmlns:fs='http://libvirt.org/schemas/storagepool/fs/1.0'",
  ),
  "pool-broken.xml": "<pool type='dir'><name>a<b</name></pool>\n",
  "pool-unclosed.xml": "<pool type='dir'>\n<name>a</name>\n",
  "pool-no-target.xml": pool("dir", "nt", 19, ""),
  "pool-no-type.xml": "<pool><name>x</name></pool>\n",
  "not-a-pool.xml": "<network><name>x</name></network>\n",
  "volume.xml": volume("disk", "<capacity unit='MiB'>5</capacity><target><format type='qcow2'/></target>"),
  "volume-full.xml": volume(
    "full",
    `<capacity unit='GiB'>1</capacity><allocation unit='MB'>3</allocation>
<target><path>/elsewhere</path><format type='qcow2'/><permissions><mode>0600</mode><owner>107</owner><group>107</group><label>l</label></permissions>
<encryption format='luks'><secret type='passphrase' usage='s'/><cipher name='aes' size='256'/></encryption>
<compat>1.1</compat><clusterSize unit='KiB'>64</clusterSize><features><lazy_refcounts/></features></target>
<backingStore><path>/base</path><format type='raw'/></backingStore>`,
  ),
  "volume-large.xml": volume("large", "<capacity unit='TiB'>1</capacity>"),
  "volume-bad-format.xml": volume("bad", "<capacity>1</capacity><target><format type='bogus'/></target>"),
  "volume-no-capacity.xml": volume("bad", ""),
  "not-a-volume.xml": "<pool/>\n",
  "broken.xml": "<volume><name>x</volume>\n",
  "source.xml": "<source><host name='a&amp;b'/></source>\n",
  "source-lvm.xml": "<source><name>x</name></source>\n",
  "not-a-source.xml": "<pool/>\n",
};
