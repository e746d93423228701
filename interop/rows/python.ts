// Snippets for libvirt's Python binding: one row, one connection. `c` is the connection, `d` the running domain
// "test", show(...) is what both sides must agree on; an error is compared field by field. Only what virtgated
// offers, and what libvirt's test hypervisor does not have either, can be a row.

const web = `xml = "<domain type='test'><name>web</name><uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid><memory>65536</memory><os><type>hvm</type></os></domain>"
`;

/** For each expression: its value, or the error it raises. */
const values = (...expressions: string[]) =>
  expressions.map((code): [string, string] => [code, `show(${code})`]);

/** As `values`, after a second domain was defined. */
const withWeb = (...expressions: string[]) =>
  expressions.map((code): [string, string] => [
    `with web: ${code}`,
    `${web}w = c.defineXML(xml)\nshow(${code})`,
  ]);

const ended = (...expressions: string[]) =>
  expressions.map((code): [string, string] => [`shut off: ${code}`, `d.destroy()\nshow(${code})`]);

/** Statements with their own show(). */
const script = (title: string, code: string): [string, string] => [title, code];

/** Records the events of every kind while `code` runs, until `count` have come. */
const events = (title: string, count: number, code: string): [string, string] => [
  title,
  `${web}seen = []
def note(kind):
    return lambda conn, dom, *detail: seen.append([kind, dom.name(), dom.ID(), [str(x) for x in detail[:-1]]])
kinds = [libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, libvirt.VIR_DOMAIN_EVENT_ID_REBOOT]
ids = [c.domainEventRegisterAny(None, kind, note(kind), None) for kind in kinds]
${code}
wait_for(lambda: len(seen) >= ${count})
time.sleep(0.05)
show(seen)
for i in ids: c.domainEventDeregisterAny(i)`,
];

export const python: readonly [string, string][] = [
  // the connection and the host
  ...values(
    "c.getType()",
    "c.getVersion()",
    "c.getLibVersion()",
    "c.getHostname() != ''",
    "c.getMaxVcpus(None)",
    "c.getMaxVcpus('test')",
    "c.getMaxVcpus('bogus')",
    "c.getInfo()",
    "c.getCapabilities()",
    "c.getSysinfo()",
    "c.getSysinfo(1)",
    "c.getFreeMemory()",
    "c.getCellsFreeMemory(0, 2)",
    "c.getCellsFreeMemory(1, 1)",
    "c.getCellsFreeMemory(0, 5)",
    "c.getCellsFreeMemory(5, 1)",
    "c.getCPUMap()",
    "c.getCPUStats(-1)",
    "c.getCPUStats(0)",
    "c.getCPUStats(200)",
    "c.getMemoryStats(-1)",
    "c.getMemoryParameters()",
    "c.getSecurityModel()",
    "c.isAlive()",
    "c.isEncrypted()",
    "c.isSecure()",
    "c.setKeepAlive(5, 3)",
    "c.compareCPU('<cpu/>', 0)",
    "c.getDomainCapabilities(None, None, None, None)",
    "c.suspendForDuration(0, 60)",
    "c.domainXMLFromNative('qemu-argv', 'x')",
    "c.domainXMLToNative('qemu-argv', '<domain/>')",
    "c.restore('/nosuch/file')",
    "c.restore('')",
  ),

  // lists and look-ups, old and new
  ...values(
    "c.numOfDomains()",
    "c.listDomainsID()",
    "c.numOfDefinedDomains()",
    "c.listDefinedDomains()",
    "c.listAllDomains(0)",
    "c.listAllDomains(1)",
    "c.listAllDomains(2)",
    "c.listAllDomains(1 << 30)",
    "c.lookupByName('test')",
    "c.lookupByName('nosuch')",
    "c.lookupByName('')",
    "c.lookupByID(1)",
    "c.lookupByID(99)",
    "c.lookupByID(-1)",
    "c.lookupByUUIDString('6695eb01-f6a4-8304-79aa-97f2502e193f')",
    "c.lookupByUUIDString('00000000-0000-0000-0000-000000000001')",
    "c.lookupByUUIDString('nonsense')",
    "c.lookupByUUID(bytes(16))",
  ),
  ...withWeb(
    "c.numOfDomains(), c.numOfDefinedDomains(), c.listDomainsID(), c.listDefinedDomains()",
    "sorted(x.name() for x in c.listAllDomains())",
    "[sorted(x.name() for x in c.listAllDomains(1 << bit)) for bit in range(14)]",
    "w.ID(), w.UUIDString(), w.isActive(), w.isPersistent(), w.isUpdated()",
    "w.info(), w.state(), w.maxMemory(), w.maxVcpus()",
    "w.XMLDesc(0)",
    "w.autostart(), w.setAutostart(1), w.autostart(), w.setAutostart(0), w.autostart()",
    "w.create(), w.ID(), w.isActive(), w.create()",
    "w.undefine(), c.numOfDefinedDomains()",
    "w.hasManagedSaveImage()",
  ),

  // one domain
  ...values(
    "d.name(), d.UUIDString(), d.ID(), d.OSType()",
    "d.info()[:4]",
    "d.state(), d.state(1)",
    "d.maxMemory(), d.maxVcpus()",
    "d.isActive(), d.isPersistent(), d.isUpdated()",
    "d.autostart()",
    "d.hasManagedSaveImage(), d.hasManagedSaveImage(1)",
    "d.XMLDesc(0)",
    "d.XMLDesc(libvirt.VIR_DOMAIN_XML_SECURE | libvirt.VIR_DOMAIN_XML_INACTIVE)",
    "d.XMLDesc(1 << 20)",
    "d.vcpusFlags(0), d.vcpusFlags(libvirt.VIR_DOMAIN_VCPU_MAXIMUM)",
    "d.vcpusFlags(libvirt.VIR_DOMAIN_VCPU_CONFIG)",
    "d.vcpusFlags(libvirt.VIR_DOMAIN_VCPU_GUEST)",
    "d.controlInfo()",
    "d.controlInfo(1)",
    "d.securityLabel()",
    "d.metadata(libvirt.VIR_DOMAIN_METADATA_TITLE, None)",
    "d.metadata(libvirt.VIR_DOMAIN_METADATA_DESCRIPTION, None)",
    "d.metadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, 'http://example.org/x')",
    "d.setMetadata(libvirt.VIR_DOMAIN_METADATA_TITLE, 'T', None, None), d.metadata(1, None)",
    "d.setMetadata(libvirt.VIR_DOMAIN_METADATA_TITLE, 'T\\nU', None, None)",
    "d.setMetadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, '<a/>', 'k', 'http://example.org/x'), d.metadata(2, 'http://example.org/x'), d.XMLDesc(0)",
    "d.sendKey(0, 0, [30], 1, 0)",
    "d.sendKey(0, 0, [30] * 17, 17, 0)",
    "d.sendKey(99, 0, [30], 1, 0)",
    "d.injectNMI()",
    "d.injectNMI(5)",
    "d.reset(), d.reset(1)",
    "d.jobInfo()",
    "d.openConsole(None, c.newStream(0), 0)",
    "d.rename('other')",
  ),

  // life
  ...values(
    "d.suspend(), d.state(), d.resume(), d.state()",
    "d.resume()",
    "d.suspend(), d.suspend()",
    "d.shutdown(), d.state(), d.ID()",
    "d.shutdownFlags(0), d.state()",
    "d.shutdownFlags(1 << 10)",
    "d.reboot(0), d.state()",
    "d.reboot(1 << 10), d.state()",
    "d.destroy(), d.state(), d.ID(), d.isActive()",
    "d.destroyFlags(1), d.state()",
    "d.destroyFlags(8)",
    "d.create()",
    "d.createWithFlags(0)",
    "d.undefine(), d.isPersistent(), d.isActive()",
    "d.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE), d.isPersistent()",
    "d.undefineFlags(1 << 20)",
    "d.managedSave(0), d.hasManagedSaveImage(), d.state(), d.managedSaveRemove(0), d.hasManagedSaveImage()",
    "d.managedSave(libvirt.VIR_DOMAIN_SAVE_PAUSED), d.create(), d.state()",
    "d.managedSave(1 << 10)",
    "d.managedSaveRemove(0)",
    "d.managedSaveGetXMLDesc(0)",
    "d.save('/nosuch/folder/file')",
    "d.setAutostart(1), d.autostart()",
  ),
  ...ended(
    "d.create(), d.ID(), d.state()",
    "d.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED), d.state()",
    "d.createWithFlags(1 << 10)",
    "d.suspend()",
    "d.resume()",
    "d.shutdown()",
    "d.reboot(0)",
    "d.reset()",
    "d.destroy()",
    "d.save('/tmp/never')",
    "d.managedSave(0)",
    "d.injectNMI()",
    "d.sendKey(0, 0, [30], 1, 0)",
    "d.controlInfo()",
    "d.screenshot(c.newStream(0), 0, 0)",
    "d.info()[:4]",
    "d.securityLabel()",
    "d.vcpusFlags(libvirt.VIR_DOMAIN_VCPU_LIVE)",
    "d.rename('other'), d.name(), c.listDefinedDomains()",
    "d.rename('test')",
    "d.rename('a/b')",
    "d.rename('')",
    "d.rename('other', 5)",
    "d.undefine(), c.numOfDefinedDomains()",
  ),
  script(
    "a domain that is gone",
    `${web}w = c.createXML(xml, 0)\nw.destroy()\nshow(w.name())\nshow(w.info())`,
  ),
  script(
    "createXML and its flags",
    `${web}w = c.createXML(xml, libvirt.VIR_DOMAIN_START_PAUSED)\nshow(w, w.state(), w.isPersistent())`,
  ),
  script("createXML with a bad flag", `${web}c.createXML(xml, 1 << 12)`),
  script("createXML twice", `${web}c.createXML(xml)\nc.createXML(xml)`),
  script("createLinux", `${web}show(c.createLinux(xml, 0))`),
  script(
    "autodestroy",
    `${web}c2 = libvirt.open(uri)\nc2.createXML(xml, libvirt.VIR_DOMAIN_START_AUTODESTROY)\nshow(c.numOfDomains())\nc2.close()\nshow(c.numOfDomains())`,
  ),
  script("defineXMLFlags with a bad flag", `${web}c.defineXMLFlags(xml, 1 << 12)`),
  script("defineXML that is no XML", "c.defineXML('<domain')"),
  script("defineXML of the running domain", "show(c.defineXML(d.XMLDesc(0)).XMLDesc(0))"),
  script(
    "undefine a running domain makes it transient",
    "d.undefine()\nshow(d.isPersistent())\nd.destroy()\nd.info()",
  ),
  script(
    "state is shared while a connection is open",
    "d.suspend()\nc2 = libvirt.open(uri)\nshow(c2.lookupByName('test').state())\nc2.close()\nshow(d.state())",
  ),
  script(
    "a closed connection",
    "c2 = libvirt.open(uri)\nx = c2.lookupByName('test')\nshow(c2.close())\nshow(x.info()[:4])",
  ),

  // events
  events("lifecycle events of a domain's life", 4, "d.suspend(); d.resume(); d.destroy(); d.create()"),
  events("shutdown and reboot events", 1, "d.reboot(0); d.shutdown()"),
  events("define, start, end, undefine", 4, "w = c.defineXML(xml); w.create(); w.destroy(); w.undefine()"),
  events("define again and rename", 4, "w = c.defineXML(xml); c.defineXML(xml); w.rename('other')"),
  events("a transient domain", 2, "w = c.createXML(xml); w.destroy()"),
  events("managed save and start", 2, "d.managedSave(0); d.create()"),
  events("start paused", 2, "d.destroy(); d.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED)"),
  script(
    "an event of one domain only",
    `${web}seen = []
i = c.domainEventRegisterAny(d, 0, lambda conn, dom, *rest: seen.append([dom.name(), *rest[:2]]), None)
c.defineXML(xml)
d.suspend()
wait_for(lambda: seen)
time.sleep(0.05)
show(seen)
c.domainEventDeregisterAny(i)
d.resume()
time.sleep(0.05)
show(len(seen))`,
  ),
  script(
    "the old way to register",
    `seen = []
note = lambda conn, dom, event, detail, opaque: seen.append([dom.name(), event, detail])
c.domainEventRegister(note, None)
d.suspend()
wait_for(lambda: seen)
show(seen)
c.domainEventDeregister(note)
d.resume()
time.sleep(0.05)
show(len(seen))`,
  ),
  script("an event kind that does not exist", "c.domainEventRegisterAny(None, 99, print, None)"),
  script("deregister what was never registered", "c.domainEventDeregisterAny(7)"),
  script("a close callback", "c.registerCloseCallback(print, None)\nc.unregisterCloseCallback()\nshow(1)"),

  // streams
  script(
    "a screenshot is a PNG",
    `s = c.newStream(0)
show(d.screenshot(s, 0, 0))
parts = []
s.recvAll(lambda stream, chunk, opaque: parts.append(chunk), None)
show(s.finish())
show(b"".join(parts)[:4].hex())`,
  ),
  script(
    "a screenshot that is abandoned",
    "s = c.newStream(0)\nd.screenshot(s, 0, 0)\ns.recv(100)\nshow(s.abort())\nshow(d.info()[:4])",
  ),
  script("a screenshot of another screen", "d.screenshot(c.newStream(0), 1, 0)"),
  script("a screenshot with a flag", "d.screenshot(c.newStream(0), 0, 1)"),
  script("a stream that was never opened", "c.newStream(0).recv(10)"),
  // Over TLS, libvirt's clients overlook the second packet of a record: then somebody here would wait for good.
  script(
    "threads share the connection and its events",
    `import threading
seen, answers, refusals = [], [0, 0, 0], set()
i = c.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, lambda *_: seen.append(1), None)
def ask(number):
    for _ in range(300):
        try:
            if number == 0:
                d.suspend()
                d.resume()
            else:
                d.info()
                d.isActive()
        except libvirt.libvirtError as error:
            refusals.add(error.get_error_code())
        answers[number] += 1
threads = [threading.Thread(target=ask, args=(number,)) for number in range(3)]
for thread in threads: thread.start()
for thread in threads: thread.join()
wait_for(lambda: len(seen) >= 600, 3 if not refusals else 0)
show(answers, len(seen), sorted(refusals))
c.domainEventDeregisterAny(i)`,
  ),
];
