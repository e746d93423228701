// Pools and volumes in snippets for libvirt's Python binding; see rows/python.ts. `p` is the pool "default-pool", `o`
// one that is defined and off, `v` a volume of `p`.

const setUp = `p = c.storagePoolLookupByName("default-pool")
one = "<pool type='dir'><name>one</name><uuid>c7a5fdbd-edaf-9455-926a-000000000001</uuid><target><path>/one</path></target></pool>"
def vol(name, more="<capacity>1024</capacity>"): return f"<volume><name>{name}</name>{more}</volume>"
def names(objects): return sorted(x.name() for x in objects)
`;

const values = (...expressions: string[]) =>
  expressions.map((code): [string, string] => [code, `${setUp}show(${code})`]);

const withOne = (...expressions: string[]) =>
  expressions.map((code): [string, string] => [
    `with one: ${code}`,
    `${setUp}o = c.storagePoolDefineXML(one)\nshow(${code})`,
  ]);

const withVolume = (...expressions: string[]) =>
  expressions.map((code): [string, string] => [
    `with a volume: ${code}`,
    `${setUp}v = p.createXML(vol("v"))\nshow(${code})`,
  ]);

const script = (title: string, code: string): [string, string] => [title, setUp + code];

/** Records the events of pools while `code` runs, until `count` have come. */
const events = (title: string, count: number, code: string, of = "None"): [string, string] =>
  script(
    title,
    `seen = []
def lifecycle(conn, pool, event, detail, opaque): seen.append([pool.name(), pool.UUIDString(), event, detail])
def refresh(conn, pool, opaque): seen.append([pool.name(), "refreshed"])
ids = [c.storagePoolEventRegisterAny(${of}, libvirt.VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE, lifecycle, None),
       c.storagePoolEventRegisterAny(${of}, libvirt.VIR_STORAGE_POOL_EVENT_ID_REFRESH, refresh, None)]
${code}
wait_for(lambda: len(seen) >= ${count})
time.sleep(0.05)
show(seen)
for i in ids: c.storagePoolEventDeregisterAny(i)`,
  );

export const storagePython: readonly [string, string][] = [
  ...values(
    "c.numOfStoragePools()",
    "c.numOfDefinedStoragePools()",
    "c.listStoragePools()",
    "c.listDefinedStoragePools()",
    "c.listAllStoragePools()",
    "names(c.listAllStoragePools(1))",
    "c.listAllStoragePools(1 << 20)",
    "c.storagePoolLookupByName('nosuch')",
    "c.storagePoolLookupByName('')",
    "c.storagePoolLookupByUUIDString('dfe224cb-28fb-8dd0-c4b2-64eb3f0f4566')",
    "c.storagePoolLookupByUUIDString('c7a5fdbd-edaf-9455-926a-0000000000ff')",
    "c.storagePoolLookupByUUIDString('x')",
    "c.storagePoolLookupByTargetPath('/default-pool')",
    "p.info()",
    "p.XMLDesc()",
    "p.XMLDesc(1)",
    "p.isActive()",
    "p.isPersistent()",
    "p.autostart()",
    "p.setAutostart(1)",
    "p.create()",
    "p.undefine()",
    "p.build(0)",
    "p.build(4)",
    "p.delete(0)",
    "p.refresh(0)",
    "p.refresh(1)",
    "p.destroy()",
    "p.numOfVolumes()",
    "p.listVolumes()",
    "p.listAllVolumes()",
    "p.listAllVolumes(1)",
    "p.storageVolLookupByName('x')",
    "c.storageVolLookupByKey('x')",
    "c.storageVolLookupByPath('/x')",
    "c.findStoragePoolSources('logical', None)",
    "c.findStoragePoolSources('netfs', None)",
    "c.findStoragePoolSources('netfs', '<source><host name=\"h\"/></source>')",
    "c.findStoragePoolSources('netfs', 'no xml')",
    "c.findStoragePoolSources('dir', None)",
    "c.findStoragePoolSources('bogus', None)",
    "c.findStoragePoolSources('bogus', '<source/>')",
    "c.getStoragePoolCapabilities()",
    "c.storagePoolDefineXML(one)",
    "c.storagePoolDefineXML(one, 2)",
    "c.storagePoolDefineXML('')",
    "c.storagePoolDefineXML('<pool type=\"dir\"/>')",
    "c.storagePoolCreateXML(one)",
    "c.storagePoolCreateXML(one, 1)",
    "c.storagePoolDefineXML(one.replace('/one', '/default-pool'))",
    "c.storagePoolDefineXML(one.replace('<name>one', '<name>default-pool'))",
    "p.createXML(vol('v'))",
    "p.createXML(vol('v'), 1)",
    "p.createXML(vol('v', '<capacity>1</capacity><target/>'), 4)",
    "p.createXML(vol('v', ''))",
    "p.createXML(vol('v', '<capacity unit=\"TiB\">1</capacity>'))",
    "c.numOfSecrets()",
    "c.listAllSecrets()",
  ),
  ...withOne(
    "o",
    "o.info()",
    "o.isActive()",
    "o.isPersistent()",
    "o.autostart()",
    "o.destroy()",
    "o.refresh(0)",
    "o.numOfVolumes()",
    "o.listAllVolumes()",
    "o.createXML(vol('v'))",
    "o.storageVolLookupByName('x')",
    "names(c.listAllStoragePools(1))",
    "names(c.listAllStoragePools(2))",
    "names(c.listAllStoragePools(libvirt.VIR_CONNECT_LIST_STORAGE_POOLS_DIR))",
    "names(c.listAllStoragePools(libvirt.VIR_CONNECT_LIST_STORAGE_POOLS_RBD))",
    "c.listDefinedStoragePools()",
    "c.storagePoolCreateXML(one).isPersistent()",
  ),
  ...withVolume(
    "v",
    "v.info()",
    "v.infoFlags(0)",
    "v.infoFlags(1)",
    "v.XMLDesc(0)",
    "v.XMLDesc(1)",
    "v.path()",
    "v.key()",
    "v.storagePoolLookupByVolume()",
    "p.storageVolLookupByName('v')",
    "c.storageVolLookupByKey('/default-pool/v')",
    "c.storageVolLookupByPath('/default-pool/v')",
    "p.createXML(vol('v'))",
    "p.createXMLFrom(vol('c'), v)",
    "p.createXMLFrom(vol('v'), v)",
    "p.createXMLFrom(vol('c'), v, 1)",
    "v.delete(0)",
    "v.delete(1)",
    "v.wipe(0)",
    "v.wipePattern(3)",
    "v.resize(0)",
    "v.resize(0, 2)",
    "v.resize(99)",
    "v.download(c.newStream(), 0, 0)",
    "v.upload(c.newStream(), 0, 0)",
    "p.info()",
  ),
  script(
    "a life",
    "o = c.storagePoolDefineXML(one)\no.create()\nshow(o.info())\no.setAutostart(1)\nshow(o.autostart())\no.destroy()\nshow(o.isActive())\no.undefine()\nshow(o.isActive())",
  ),
  script("a volume that is gone", "v = p.createXML(vol('v'))\nv.delete(0)\nshow(p.info())\nshow(v.info())"),
  script("a pool that is gone", "o = c.storagePoolCreateXML(one)\no.destroy()\nshow(o.info())"),
  events(
    "events of all pools",
    7,
    "o = c.storagePoolDefineXML(one)\no.build(0)\no.create()\no.refresh(0)\no.destroy()\no.delete(0)\no.undefine()",
  ),
  events(
    "events of one pool",
    2,
    "o = c.storagePoolCreateXML(one)\no.destroy()\np.refresh(0)\np.destroy()",
    "p",
  ),
];
