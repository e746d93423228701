// What users may do under access_drivers = ["polkit"], and what polkit is asked for it. Domains are alpha, beta, secret and
// late, all shut off; which rules say what about whom stands below. `attempt(lambda: ...)` shows the value or the error with
// all of its fields, and the questions.
//
// What cannot be equal, and therefore is no row:
// - networks, pools, devices and interfaces belong in libvirtd to drivers of their own (connect_driver "network",
//   "storage", ...) and in the test hypervisor to it. They are not compared here.
// - virGetLibVersion: QEMU's driver has no such call, so that libvirtd asks for nothing; virtgated asks for connect.getattr.
// - domainOpenConsole, domainBlockPeek, domainScreenshot: the test hypervisor has none, or gives one of a domain that is off.
// - domains that run: nothing of QEMU is started here. What needs one is asked of domains that are shut off.

export type AccessCase = readonly [title: string, code: string];

/** The lines that polkit's rules print are what a client counts its questions by. */
export const rules = `
var names = ["connect_driver", "domain_name", "domain_uuid", "network_name", "network_uuid", "pool_name", "pool_uuid",
  "vol_name", "vol_key", "interface_name", "interface_macaddr", "node_device_name", "nwfilter_name", "nwfilter_uuid",
  "secret_uuid", "secret_usage_type", "secret_usage_id"];
polkit.addRule(function(action, subject) {
  if (action.id.indexOf("org.libvirt.api.") != 0) return;
  var about = [];
  for (var i = 0; i < names.length; i++) {
    var value = action.lookup(names[i]);
    if (value) about.push(names[i] + "=" + value);
  }
  polkit.log("asked " + subject.pid + " " + action.id.substring(16) + " " + about.join(" "));
  if (subject.user == "virtgate-yes") return polkit.Result.YES;
  if (subject.user == "virtgate-no" && action.id == "org.libvirt.api.connect.getattr") return polkit.Result.NO;
  if (subject.user == "virtgate-admin") {
    if (action.id == "org.libvirt.api.domain.write") return polkit.Result.YES;
    if (action.id == "org.libvirt.api.domain.start") return polkit.Result.AUTH_ADMIN;
  }
  if (subject.user == "virtgate-group") {
    if (action.lookup("domain_name") == "alpha") return polkit.Result.YES;
    if (action.lookup("domain_name") == "secret") return polkit.Result.NO;
  }
});
`;

/** Run by root before anything else, who stays connected. */
export const prelude = `
import sys, time
import libvirt
uri, kind = sys.argv[1:]
c = libvirt.open(uri)
libvirt.registerErrorHandler(lambda *_: None, None)
for domain in c.listAllDomains():
    if domain.isActive(): domain.destroy()
    domain.undefine()
for number, name in enumerate(["alpha", "beta", "secret", "late"], 1):
    c.defineXML(f"<domain type='{kind}'><name>{name}</name><uuid>aaaaaaaa-0000-4000-8000-{number:012d}</uuid>"
        "<memory unit='MiB'>64</memory><vcpu>2</vcpu><os><type>hvm</type></os></domain>")
print("ready", flush=True)
sys.stdin.read()
`;

const attempts = (...calls: string[]) => calls.map((call) => `attempt(lambda: ${call})`).join("\n");

/** Each domain as the user sees it without asking for it. */
const found = `def of(name):
    try:
        return c.lookupByName(name)
    except libvirt.libvirtError as error:
        show(name, error.get_error_code())
a, b = of("alpha"), of("beta")
questions()
`;

/** Of each of the two domains that the user can find. */
const perDomain = (...calls: string[]) => `${found}for d in (a, b):
    if d is None: continue
    ${calls.map((call) => `knock(lambda: ${call})`).join("\n    ")}`;

const lists = (...calls: string[]) => calls.map((call) => `attempt_list(lambda: ${call})`).join("\n");

const alpha = "aaaaaaaa-0000-4000-8000-000000000001";
const secret = "aaaaaaaa-0000-4000-8000-000000000003";

export const cases: readonly AccessCase[] = [
  [
    "the connection",
    attempts(
      "c.isAlive()",
      "c.getMaxVcpus(None) > 0",
      "c.getInfo() != None",
      "c.getHostname() != ''",
      "len(c.getCapabilities()) > 0",
      "c.getVersion() > 0",
      "c.getFreeMemory() > 0",
      "len(c.getCPUMap()) > 0",
      "c.isSecure()",
      "c.isEncrypted()",
    ),
  ],
  [
    "lists",
    lists(
      "c.numOfDefinedDomains()",
      "sorted(c.listDefinedDomains())",
      "sorted(d.name() for d in c.listAllDomains())",
      "sorted(d.name() for d in c.listAllDomains(libvirt.VIR_CONNECT_LIST_DOMAINS_NO_AUTOSTART))",
    ),
  ],
  [
    "lookups",
    attempts(
      "c.lookupByName('alpha')",
      "c.lookupByName('secret')",
      "c.lookupByName('nobody')",
      "c.lookupByID(77)",
      `c.lookupByUUIDString('${alpha}')`,
      `c.lookupByUUIDString('${secret}')`,
      "c.lookupByUUIDString('aaaaaaaa-0000-4000-8000-00000000ffff')",
    ),
  ],
  [
    "what a domain tells",
    perDomain(
      "d.info()",
      "d.state()",
      "d.isActive()",
      "d.isPersistent()",
      "d.isUpdated()",
      "d.OSType()",
      "d.maxMemory()",
      "d.autostart()",
      "len(d.XMLDesc()) > 0",
      "len(d.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE)) > 0",
      "len(d.XMLDesc(libvirt.VIR_DOMAIN_XML_SECURE)) > 0",
      "len(d.XMLDesc(libvirt.VIR_DOMAIN_XML_MIGRATABLE)) > 0",
      "len(d.XMLDesc(libvirt.VIR_DOMAIN_XML_SECURE | libvirt.VIR_DOMAIN_XML_INACTIVE)) > 0",
      "d.vcpusFlags(libvirt.VIR_DOMAIN_AFFECT_CONFIG)",
      "d.hasManagedSaveImage()",
      "d.schedulerType()[0]",
      "d.vcpuPinInfo(libvirt.VIR_DOMAIN_AFFECT_CONFIG) != None",
      "d.metadata(libvirt.VIR_DOMAIN_METADATA_TITLE, None)",
      "d.numaParameters(libvirt.VIR_DOMAIN_AFFECT_CONFIG) != None",
    ),
  ],
  [
    "life that is refused",
    perDomain(
      "d.destroy()",
      "d.destroyFlags(libvirt.VIR_DOMAIN_DESTROY_GRACEFUL)",
      "d.shutdown()",
      "d.reboot()",
      "d.reset()",
      "d.suspend()",
      "d.resume()",
      "d.save('/nowhere/image')",
      "d.coreDump('/nowhere/core', 0)",
      "d.managedSaveRemove()",
      "d.injectNMI()",
      "d.memoryPeek(0, 1, libvirt.VIR_MEMORY_VIRTUAL)",
      "d.sendKey(0, 0, [1], 1, 0)",
      "d.fSTrim(None, 0)",
      "d.fsFreeze()",
      "d.setTime({'seconds': 1, 'nseconds': 0})",
    ),
  ],
  [
    "changes",
    perDomain(
      "d.setAutostart(1)",
      "d.setAutostart(0)",
      "d.setVcpusFlags(1, libvirt.VIR_DOMAIN_AFFECT_CONFIG)",
      "d.setVcpusFlags(2, libvirt.VIR_DOMAIN_AFFECT_CONFIG)",
      "d.setVcpusFlags(1, libvirt.VIR_DOMAIN_AFFECT_LIVE)",
      "d.setVcpusFlags(1, libvirt.VIR_DOMAIN_VCPU_GUEST)",
      "d.setMemoryFlags(32768, libvirt.VIR_DOMAIN_AFFECT_CONFIG)",
      "d.setMemoryFlags(65536, libvirt.VIR_DOMAIN_AFFECT_CONFIG | libvirt.VIR_DOMAIN_AFFECT_LIVE)",
      "d.setMemoryFlags(65536, libvirt.VIR_DOMAIN_AFFECT_CONFIG)",
      "d.setMetadata(libvirt.VIR_DOMAIN_METADATA_TITLE, 'shown', None, None, libvirt.VIR_DOMAIN_AFFECT_CONFIG)",
      "d.setMetadata(libvirt.VIR_DOMAIN_METADATA_TITLE, None, None, None, libvirt.VIR_DOMAIN_AFFECT_CONFIG)",
      "d.pinVcpuFlags(0, (True,), libvirt.VIR_DOMAIN_AFFECT_CONFIG)",
    ),
  ],
  [
    "definitions",
    `${attempts("c.defineXML(xml('made', 9))", "c.defineXMLFlags(xml('made', 9), libvirt.VIR_DOMAIN_DEFINE_VALIDATE)")}
attempt(lambda: c.defineXML(xml('alpha', 1)))
attempt(lambda: c.defineXML(xml('secret', 3)))
attempt(lambda: c.defineXML('<domain'))
attempt(lambda: c.lookupByName('made').undefine())
for name in ("made", "beta"):
    attempt(lambda: c.lookupByName(name).undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE))
try: c.defineXML(xml('beta', 2))
except libvirt.libvirtError: pass
questions()`,
  ],
  [
    "a name that changes",
    `attempt(lambda: c.lookupByName('late').rename('later'))
try: c.lookupByName('later').rename('late')
except libvirt.libvirtError: pass
questions()`,
  ],
  [
    "statistics",
    `${found}attempt_list(lambda: sorted(record[0].name() for record in c.getAllDomainStats(libvirt.VIR_DOMAIN_STATS_STATE)))
for d in (a, b):
    if d is not None: attempt(lambda: [record[0].name() for record in c.domainListGetStats([d], libvirt.VIR_DOMAIN_STATS_STATE)])
if a is not None and b is not None: attempt(lambda: sorted(r[0].name() for r in c.domainListGetStats([a, b], libvirt.VIR_DOMAIN_STATS_STATE)))`,
  ],
  [
    "snapshots and checkpoints",
    perDomain(
      "d.snapshotNum()",
      "d.snapshotListNames()",
      "[s.getName() for s in d.listAllSnapshots()]",
      "d.hasCurrentSnapshot()",
      "d.snapshotLookupByName('none')",
      "d.snapshotCurrent()",
      "d.listAllCheckpoints()",
      "d.checkpointLookupByName('none')",
    ),
  ],
  [
    "files that are not there",
    attempts(
      "c.restore('/nowhere/image')",
      "c.saveImageGetXMLDesc('/nowhere/image')",
      "c.saveImageDefineXML('/nowhere/image', xml('alpha', 1))",
    ),
  ],
];

/** Here virtgated asks less: libvirtd asks about every domain, and only then looks which ones run. */
export const fewer: readonly AccessCase[] = [
  [
    "lists of those that run",
    lists(
      "c.numOfDomains()",
      "c.listDomainsID()",
      "c.listAllDomains(libvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE)",
    ),
  ],
];

/** Refused alike, whoever would have asked for them. */
export const refused: readonly AccessCase[] = [
  [
    "starting",
    `${found}for d in (a, b):
    if d is None: continue
    knock(lambda: d.create())
    knock(lambda: d.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED))
    knock(lambda: d.undefine())
    knock(lambda: d.snapshotCreateXML("<domainsnapshot><name>s</name></domainsnapshot>"))
    knock(lambda: d.snapshotCreateXML("<domainsnapshot><name>s</name></domainsnapshot>", libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE))
    knock(lambda: d.checkpointCreateXML("<domaincheckpoint><name>s</name></domaincheckpoint>"))`,
  ],
  ["creating", "knock(lambda: c.createXML(xml('made', 9)))\nknock(lambda: c.createXML('<domain'))"],
];
