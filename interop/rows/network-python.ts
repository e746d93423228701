// Networks and interfaces through libvirt's Python binding: `c` is the connection, show(...) what both sides must agree
// on; an error is compared field by field.

const lan = `lan = "<network><name>lan</name><uuid>c7a5fdbd-edaf-9455-926a-d65c16db1810</uuid><bridge name='virbr5'/><ip address='10.5.0.1' prefix='24'/></network>"
eth = "<interface type='ethernet' name='eth0'><mac address='52:54:00:00:00:10'/></interface>"
n = c.networkLookupByName('default')
i = c.interfaceLookupByName('eth1')
`;

const values = (...expressions: string[]) =>
  expressions.map((code): [string, string] => [code, `${lan}show(${code})`]);

const script = (title: string, code: string): [string, string] => [title, `${lan}${code}`];

const missingNetwork = "m = c.networkDefineXML(lan); m.undefine()\n";
const missingInterface = "m = c.interfaceDefineXML(eth, 0); m.undefine()\n";

/** Every method of an object that is not there any more. */
const gone = (title: string, setUp: string, ...calls: string[]) =>
  calls.map((call): [string, string] => [`${title}: ${call}`, `${lan}${setUp}show(m.${call})`]);

export const networkPython: readonly [string, string][] = [
  ...values(
    "c.numOfNetworks()",
    "c.numOfDefinedNetworks()",
    "c.listNetworks()",
    "c.listDefinedNetworks()",
    "[x.name() for x in c.listAllNetworks()]",
    ...[1, 2, 4, 8, 16, 32, 63].map((flags) => `[x.name() for x in c.listAllNetworks(${flags})]`),
    "c.listAllNetworks(64)",
    "c.networkLookupByName('default').UUIDString()",
    "c.networkLookupByName('nosuch')",
    "c.networkLookupByName('')",
    "c.networkLookupByUUIDString('dd8fe884-6c02-601e-7551-cca97df1c5df').name()",
    "c.networkLookupByUUIDString('aaaaaaaa-6c02-601e-7551-cca97df1c5df')",
    "c.networkLookupByUUIDString('nothing')",
    "n.XMLDesc()",
    "n.XMLDesc(1)",
    "n.XMLDesc(2)",
    "n.bridgeName()",
    "n.isActive()",
    "n.isPersistent()",
    "n.autostart()",
    "n.setAutostart(5)",
    "n.create()",
    "n.undefine()",
    "n.DHCPLeases()",
    "n.DHCPLeases('52:54:00:00:00:01')",
    "n.listAllPorts()",
    "n.portCreateXML('<networkport/>', 0)",
    "n.portLookupByUUIDString('aaaaaaaa-6c02-601e-7551-cca97df1c5df')",
    "c.networkDefineXML(lan).name()",
    "c.networkDefineXML('<network')",
    "c.networkDefineXML('')",
    "c.networkDefineXMLFlags(lan, 1).name()",
    "c.networkDefineXMLFlags(lan, 2)",
    "c.networkCreateXML(lan).isPersistent()",
    "c.networkCreateXMLFlags(lan, 1).isActive()",
    "c.networkCreateXMLFlags(lan, 4)",
    "c.networkCreateXML(n.XMLDesc())",
    "n.update(3, 10, -1, '<host ip=\"10.0.0.1\"><hostname>a</hostname></host>', 0)",
    "n.update(3, 10, -1, '<host/>', 4)",
    "n.update(0, 10, -1, '<host/>', 0)",
    'n.update(9, 11, -1, \'<txt name="a" value="b"/>\', 0)',
    "n.update(3, 0, -1, '<host/>', 0)",
    "n.update(3, 99, -1, '<host/>', 0)",
    'n.update(4294967295, 11, -1, \'<txt name="a" value="b"/>\', 0)',
    'n.update(3, 4, 7, \'<host name="a" ip="192.168.122.7"/>\', 0)',
    'n.update(3, 4, -5, \'<host name="a" ip="192.168.122.7"/>\', 3)',
    "n.update(3, 11, -1, 'nothing', 0)",
    "c.numOfInterfaces()",
    "c.numOfDefinedInterfaces()",
    "c.listInterfaces()",
    "c.listDefinedInterfaces()",
    ...[0, 1, 2, 3].map((flags) => `[x.name() for x in c.listAllInterfaces(${flags})]`),
    "c.listAllInterfaces(4)",
    "c.interfaceLookupByName('nosuch')",
    "c.interfaceLookupByMACString('AA:bb:cc:dd:ee:FF').MACString()",
    "c.interfaceLookupByMACString('nothing')",
    "i.XMLDesc(0)",
    "i.XMLDesc(1)",
    "i.isActive()",
    "i.MACString()",
    "i.create(0)",
    "i.create(1)",
    "i.destroy(1)",
    "c.interfaceDefineXML(eth, 0).MACString()",
    "c.interfaceDefineXML(eth, 1).isActive()",
    "c.interfaceDefineXML(eth, 2)",
    "c.interfaceDefineXML('<interface type=\"magic\"/>', 0)",
    'c.interfaceDefineXML(\'<interface type="ethernet" name="x"><mtu size="many"/></interface>\', 0)',
    "c.changeBegin(1)",
    "c.changeCommit(1)",
    "c.changeRollback(1)",
    "c.changeCommit(0)",
    "c.changeRollback(0)",
    "c.numOfNWFilters()",
    "c.nwfilterLookupByName('a')",
    "c.listAllNWFilters()",
    "c.listAllNWFilterBindings()",
  ),
  ...gone(
    "no such network",
    missingNetwork,
    ...["XMLDesc()", "bridgeName()", "isActive()", "isPersistent()", "autostart()", "setAutostart(1)"],
    ...["create()", "destroy()", "undefine()", "update(3, 10, -1, '<host/>', 0)"],
  ),
  ...gone(
    "no such interface",
    missingInterface,
    ...["XMLDesc(0)", "isActive()", "create(0)", "destroy(0)", "undefine()"],
  ),
  script(
    "a network by name and by uuid",
    // Another network has taken the name: some calls find it, and those by uuid do not.
    `m = c.networkDefineXML(lan); m.undefine()
other = c.networkDefineXML(lan.replace('1810', '1811'))
show(m.XMLDesc(), m.autostart(), m.bridgeName(), m.create())
show(other.isActive())
show(m.isActive())`,
  ),
  script(
    "restore points hold definitions alone",
    `c.changeBegin(0)
c.interfaceDefineXML(eth, 0)
i.undefine()
c2 = libvirt.open(uri)
try:
    c2.changeBegin(0)
except libvirt.libvirtError as error:
    show(error.get_error_message())
c2.changeRollback(0)
show(sorted([x.name(), x.isActive()] for x in c.listAllInterfaces()))`,
  ),
  script(
    "lists old and new",
    `for number in range(3): c.networkDefineXML(lan.replace('lan', 'n%d' % number).replace('1810', '181%d' % number))
c.networkCreateXML(lan.replace('1810', '1819'))
show(c.numOfNetworks(), c.numOfDefinedNetworks(), sorted(c.listNetworks()), sorted(c.listDefinedNetworks()))
show([sorted(x.name() for x in c.listAllNetworks(flags)) for flags in range(64)])`,
  ),
  script(
    "events of networks",
    `seen = []
note = lambda conn, net, event, detail, opaque: seen.append([net.name(), net.UUIDString()[:8], event, detail])
ids = [c.networkEventRegisterAny(None, 0, note, None), c.networkEventRegisterAny(n, 0, note, None)]
m = c.networkDefineXML(lan); m.create(); m.destroy(); m.undefine()
n.destroy(); n.create()
wait_for(lambda: len(seen) >= 8)
time.sleep(0.05)
show(seen)
for number in ids: c.networkEventDeregisterAny(number)
n.destroy()
time.sleep(0.05)
show(len(seen))`,
  ),
  script(
    "events of networks and domains have one row of numbers and one order",
    `seen = []
a = c.networkEventRegisterAny(None, 0, lambda conn, net, *rest: seen.append(net.name()), None)
b = c.domainEventRegisterAny(None, 0, lambda conn, dom, *rest: seen.append(dom.name()), None)
n.destroy(); d.suspend(); n.create(); d.resume()
wait_for(lambda: len(seen) >= 4)
show(seen)
c.networkEventDeregisterAny(a); c.domainEventDeregisterAny(b)`,
  ),
  script("an event kind that does not exist", "c.networkEventRegisterAny(None, 1, print, None)"),
  script("deregister what was never registered", "c.networkEventDeregisterAny(7)"),
];
