// Snapshots, checkpoints and devices for libvirt's Python binding: one row, one connection. See rows/python.ts.

export type Case = readonly [title: string, code: string];

const prepare = `
def take(*names, flags=0):
    return [d.snapshotCreateXML(f"<domainsnapshot><name>{name}</name></domainsnapshot>", flags) for name in names]
def mark(*names):
    return [d.checkpointCreateXML(f"<domaincheckpoint><name>{name}</name></domaincheckpoint>", 0) for name in names]
def named(all):
    return sorted(one if isinstance(one, str) else one.getName() for one in all)
def tree():
    take("a", "b")
    d.revertToSnapshot(d.snapshotLookupByName("a"), 0)
    take("c", "d")
    d.destroy()
    take("off")
    return d.snapshotLookupByName("a")
def tried(*calls):
    for call in calls:
        try:
            show(call())
        except libvirt.libvirtError as error:
            show(fields(error))
adapter = "<device><parent>scsi_host1</parent><capability type='scsi_host'><capability type='fc_host'><wwnn>2000000000000001</wwnn><wwpn>1000000000000001</wwpn></capability></capability></device>"
`;

export const row = (title: string, code: string): Case => [title, prepare + code];
/** Each expression alone: its value, or the error that it raises. */
export const tried = (title: string, before: string, ...expressions: readonly string[]): Case =>
  row(title, `${before}\ntried(${expressions.map((one) => `lambda: ${one}`).join(", ")})`);

const lifecycle = `seen = []
def note(conn, dom, event, detail, opaque):
    seen.append([dom.name(), dom.ID(), event, detail])
number = c.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, note, None)
`;
/** The lifecycle events that `code` causes, of which there are \`count\`. */
const events = (title: string, count: number, code: string): Case =>
  row(
    `events: ${title}`,
    `${lifecycle}${code}
wait_for(lambda: len(seen) >= ${count})
time.sleep(0.05)
show(seen, d.info()[0], d.state())
c.domainEventDeregisterAny(number)`,
  );

const range = (count: number) => Array.from({ length: count }, (_, bit) => 1 << bit);

export const pythonMoments: readonly Case[] = [
  // lists, with each filter alone and several together
  row(
    "every filter of snapshots",
    "root = tree()\nfor flag in [0] + [1 << bit for bit in range(11)] + [3, 12, 18, 48, 224, 768, 1028]: show(flag, d.snapshotNum(flag), named(d.snapshotListNames(flag)), named(d.listAllSnapshots(flag)))",
  ),
  row(
    "every filter of children",
    "root = tree()\nfor flag in [0] + [1 << bit for bit in range(11)] + [5, 9, 12, 33, 65, 1025]: show(flag, root.numChildren(flag), named(root.listChildrenNames(flag)), named(root.listAllChildren(flag)))",
  ),
  row(
    "topological order",
    "tree()\nshow([one.getName() for one in d.listAllSnapshots(1024)], d.snapshotListNames(1024))",
  ),
  tried(
    "filters that are unknown",
    "root = tree()",
    ...[
      "d.snapshotNum(2048)",
      "d.snapshotListNames(2048)",
      "d.listAllSnapshots(2048)",
      "root.numChildren(2048)",
      "root.listChildrenNames(4096)",
      "root.listAllChildren(1 << 31)",
    ],
  ),
  row(
    "every filter of checkpoints",
    "root = mark('a', 'b', 'c')[0]\nfor flag in range(16): show(flag, named(d.listAllCheckpoints(flag)), named(root.listAllChildren(flag)))",
  ),
  tried(
    "filters of checkpoints that are unknown",
    "root = mark('a')[0]",
    "d.listAllCheckpoints(16)",
    "root.listAllChildren(32)",
  ),
  row(
    "domains with snapshots",
    "take('a')\nshow([[flag, [one.name() for one in c.listAllDomains(flag)]] for flag in (4096, 8192, 12288, 16384, 32768)])",
  ),

  // flags, one by one
  row(
    "every flag of taking",
    `for flag in ${JSON.stringify(range(11))}: tried(lambda: take(f"s{flag}", flags=flag)[0].getName(), lambda: d.isActive())`,
  ),
  tried(
    "flags of taking that exclude each other",
    "x = '<domainsnapshot/>'",
    ...[3, 5, 7, 9, 11, 13, 18, 1 << 20].map((flags) => `d.snapshotCreateXML(x, ${flags})`),
  ),
  row(
    "every flag of reverting",
    "take('a')\nfor flag in range(17): tried(lambda: d.revertToSnapshot(d.snapshotLookupByName('a'), flag), lambda: d.state())",
  ),
  row(
    "every flag of deleting",
    "for flag in range(17):\n    take('a', 'b')\n    tried(lambda: d.snapshotLookupByName('a').delete(flag), lambda: named(d.listAllSnapshots(0)))\n    for one in d.listAllSnapshots(0): one.delete(0)",
  ),
  row(
    "every flag of deleting checkpoints",
    "for flag in range(17):\n    mark('a', 'b')\n    tried(lambda: d.checkpointLookupByName('a').delete(flag), lambda: named(d.listAllCheckpoints(0)))\n    for one in d.listAllCheckpoints(0): one.delete(0)",
  ),
  tried(
    "flags of checkpoints that exclude each other",
    "x = '<domaincheckpoint/>'",
    ...[3, 4, 5, 7, 8].map((flags) => `d.checkpointCreateXML(x, ${flags})`),
  ),
  tried(
    "flags where there are none",
    "s = take('a')[0]",
    ...[
      "d.snapshotLookupByName('a', 1)",
      "d.snapshotCurrent(1)",
      "d.hasCurrentSnapshot(1)",
      "s.getParent(1)",
      "s.isCurrent(1)",
      "s.hasMetadata(1)",
      "s.getXMLDesc(2)",
    ],
  ),
  tried(
    "flags of checkpoints where there are none",
    "s = mark('a')[0]",
    "d.checkpointLookupByName('a', 1)",
    "s.getParent(1)",
    "s.getXMLDesc(8)",
  ),
  row(
    "undefining with flags",
    "take('a')\nd.destroy()\nfor flag in [0, 1, 4, 8, 16, 32, 64, 2]: tried(lambda: d.undefineFlags(flag), lambda: [one.name() for one in c.listAllDomains(0)])",
  ),

  // who is whose
  tried(
    "names and relatives",
    "s, t = take('s', 't')",
    ...[
      "t.getParent().getName()",
      "s.getParent()",
      "s.isCurrent()",
      "t.isCurrent()",
      "t.hasMetadata()",
      "d.snapshotCurrent().getName()",
      "d.hasCurrentSnapshot()",
      "t.getDomain().name()",
      "d.snapshotLookupByName('x')",
      "d.snapshotLookupByName('')",
    ],
  ),
  tried(
    "none",
    "",
    "d.snapshotCurrent()",
    "d.hasCurrentSnapshot()",
    "d.listAllSnapshots()",
    "d.snapshotNum()",
  ),
  tried(
    "checkpoints and relatives",
    "s, t = mark('s', 't')",
    "t.getParent().getName()",
    "s.getParent()",
    "d.checkpointLookupByName('x')",
    "t.getDomain().name()",
  ),
  tried(
    "what is gone",
    "s, t = take('s', 't')\ns.delete(1)",
    ...[
      "s.getXMLDesc()",
      "s.isCurrent()",
      "s.delete()",
      "t.getParent()",
      "s.numChildren()",
      "d.revertToSnapshot(t)",
    ],
  ),
  tried(
    "of a domain that is gone",
    "s = take('s')[0]\nd.undefine()\nd.destroy()",
    ...[
      "s.getXMLDesc()",
      "d.snapshotNum()",
      "d.listAllSnapshots()",
      "s.delete()",
      "d.snapshotCreateXML('<domainsnapshot/>')",
      "d.checkpointCreateXML('<domaincheckpoint/>')",
    ],
  ),
  tried(
    "after a rename",
    "take('s')\nd.destroy()\nd.rename('web')",
    "c.lookupByName('web').snapshotLookupByName('s').getName()",
    "c.lookupByName('web').snapshotNum()",
  ),
  tried(
    "snapshots and checkpoints exclude each other",
    "take('s')",
    ...["mark('c')", "d.snapshotLookupByName('s').delete()", "mark('c')[0].getName()", "take('t')"],
  ),
  tried("an inactive domain has no checkpoints", "d.destroy()", "mark('c')", "d.listAllCheckpoints()"),
  row(
    "a thousand snapshots",
    "for number in range(1000): d.snapshotCreateXML(f'<domainsnapshot><name>s{number}</name></domainsnapshot>', 0)\nroot = d.snapshotLookupByName('s0')\nshow(d.snapshotNum(), root.numChildren(1), root.numChildren(0), len(d.listAllSnapshots()), d.snapshotCurrent().getName())\nroot.delete(4)\nshow(d.snapshotNum(), d.snapshotCurrent().getName())",
  ),

  // documents
  row("the document of a snapshot", "s = take('s')[0]\nshow(s.getXMLDesc(), s.getXMLDesc(1))"),
  row("the document of a checkpoint", "s = mark('s')[0]\nfor flag in range(8): show(s.getXMLDesc(flag))"),
  row(
    "a definition that is put back as it was",
    "take('a', 'b')\nx = d.snapshotLookupByName('b').getXMLDesc(1)\nd.snapshotLookupByName('b').delete(0)\nd.snapshotCreateXML(x, 3)\nshow(d.snapshotLookupByName('b').getXMLDesc(1) == x, d.snapshotCurrent().getName())",
  ),
  row(
    "a definition that would change the guest",
    "take('a')\nx = d.snapshotLookupByName('a').getXMLDesc(1)\nfor old, new in [('8388608', '8388609'), (\"placement='static'>2\", \"placement='static'>3\"), ('<name>test<', '<name>foo<'), (\"dev='vda'\", \"dev='vdb'\"), ('aa:bb:cc:dd:ee:ff', 'aa:bb:cc:dd:ee:fe'), ('<memballoon model=\\'virtio\\'>', '<memballoon model=\\'xen\\'>'), (\"bus='0x01' slot='0x00'\", \"bus='0x01' slot='0x03'\"), ('6695eb01', '7695eb01'), ('running', 'shutoff'), (\"arch='i686'\", \"arch='x86_64'\")]: tried(lambda: d.snapshotCreateXML(x.replace(old, new), 1).getName())",
  ),

  // events
  events("halting", 1, "take('a', flags=8)"),
  events("from running to running", 2, "take('a')\nd.revertToSnapshot(d.snapshotLookupByName('a'))"),
  events("from running to paused", 3, "take('a')\nd.revertToSnapshot(d.snapshotLookupByName('a'), 2)"),
  events(
    "from paused to running",
    3,
    "take('a')\nd.suspend()\nd.revertToSnapshot(d.snapshotLookupByName('a'))",
  ),
  events(
    "from paused to paused",
    4,
    "d.suspend()\ntake('a')\nd.revertToSnapshot(d.snapshotLookupByName('a'))",
  ),
  events(
    "from shut off to running",
    2,
    "take('a')\nd.destroy()\nd.revertToSnapshot(d.snapshotLookupByName('a'))",
  ),
  events(
    "from running to shut off",
    3,
    "d.destroy()\ntake('a')\nd.create()\nd.revertToSnapshot(d.snapshotLookupByName('a'))",
  ),
  events(
    "from shut off to shut off",
    1,
    "d.destroy()\ntake('a')\nd.revertToSnapshot(d.snapshotLookupByName('a'))",
  ),
  events(
    "to shut off, but running",
    3,
    "d.destroy()\ntake('a')\nd.revertToSnapshot(d.snapshotLookupByName('a'), 1)",
  ),
  events(
    "to shut off, but paused",
    3,
    "d.destroy()\ntake('a')\nd.revertToSnapshot(d.snapshotLookupByName('a'), 2)",
  ),
  events(
    "of a transient domain",
    3,
    "take('a')\nd.undefine()\nd.revertToSnapshot(d.snapshotLookupByName('a'))",
  ),
];
