// What has to pass a security layer: more than one buffer holds, in either direction, and many at once.
import type { PythonCase } from "../python-cases.js";

export const layer: readonly PythonCase[] = [
  [
    "documents of several buffers, both ways",
    `text = "x" * 200000
for size in (1, 65000, 65498, 65536, 200000):
    xml = f"<domain type='test'><name>big</name><uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid><description>{'y' * size}</description><memory>65536</memory><os><type>hvm</type></os></domain>"
    big = c.defineXML(xml)
    show(size, len(big.XMLDesc()), big.XMLDesc().count('y') >= size)
    big.undefine()`,
  ],
  [
    "a thousand calls of twenty threads",
    `import threading
names = []
def work(n):
    for i in range(50):
        d = c.lookupByName("test")
        names.append((d.name(), d.isActive(), c.getLibVersion() > 0))
threads = [threading.Thread(target=work, args=(n,)) for n in range(20)]
for t in threads: t.start()
for t in threads: t.join()
show(len(names), sorted(set(names)))`,
  ],
  [
    "a stream",
    `s = c.newStream()
show(d.screenshot(s, 0))
got = bytearray()
while True:
    data = s.recv(10000)
    if not data: break
    got += data
s.finish()
show(len(got) > 5000, bytes(got[:4]).hex())`,
  ],
  [
    "five hundred events while calls are made",
    `seen = []
def note(conn, dom, event, detail, opaque): seen.append((dom.name(), event, detail))
i = c.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, note, None)
for n in range(250):
    d.suspend(); d.resume()
wait_for(lambda: len(seen) >= 500)
c.domainEventDeregisterAny(i)
show(len(seen), seen[:4], seen[-1])`,
  ],
];
