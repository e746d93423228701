// Snippets for libvirt's Python binding that pass descriptors: see python.ts.

const files = `import os, socket
n = os.open('/dev/null', os.O_RDONLY)
xml = "<domain type='test'><name>web</name><uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid><memory>65536</memory><os><type>hvm</type></os></domain>"
`;

const passing = (code: string): [string, string] => [code, `${files}${code}`];

export const pythonFds: readonly [string, string][] = [
  "show(d.createWithFiles([n], 0))",
  "d.destroy(); show(d.createWithFiles([n, n], 0), d.ID(), d.state())",
  "d.destroy(); show(d.createWithFiles([], 0), d.state())",
  "d.destroy(); show(d.createWithFiles([n] * 32, 0)); d.destroy(); d.createWithFiles([n] * 33, 0)",
  "d.destroy(); d.createWithFiles([987654], 0)",
  "d.destroy(); d.createWithFiles([n], 1)",
  "w = c.defineXML(xml); w.undefine(); w.createWithFiles([n], 0)",
  "w = c.createXMLWithFiles(xml, [n], 0); show(w, w.state(), w.isPersistent()); c.createXMLWithFiles(xml, [n], 0)",
  "show(c.createXMLWithFiles(xml, [], 0))",
  "c.createXMLWithFiles(xml, [n], 1 << 12)",
  "c.createXMLWithFiles('<domain', [n], 0)",
  "d.openGraphics(0, os.dup2(n, 200), 0)",
  "a, b = socket.socketpair(); d.openGraphics(0, a.fileno(), 0)",
  "d.openGraphicsFD(0, 0)",
  "d.FDAssociate('files', [n], 0)",
  "d.FDAssociate('files', [], 0)",
].map(passing);

/** Once descriptors have been passed, a daemon may read the connection in another way. */
export const pythonAfterFds: readonly [string, string][] = [
  [
    "threads, events and a stream on a connection that has passed some",
    `${files}import threading
d.destroy()
d.createWithFiles([n], 0)
seen, answers, refusals = [], [0, 0, 0], set()
i = c.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, lambda *_: seen.append(1), None)
def ask(number):
    for turn in range(200):
        try:
            if number == 0:
                d.suspend()
                d.resume()
            elif number == 1:
                c.createXMLWithFiles(xml, [n] * (turn % 5 + 1), 0).destroy()
            else:
                d.info()
        except libvirt.libvirtError as error:
            refusals.add(error.get_error_message())
        answers[number] += 1
threads = [threading.Thread(target=ask, args=(number,)) for number in range(3)]
for thread in threads: thread.start()
for thread in threads: thread.join()
wait_for(lambda: len(seen) >= 800, 10)
show(answers, len(seen), sorted(refusals))
c.domainEventDeregisterAny(i)
s = c.newStream(0)
show(d.screenshot(s, 0, 0))
parts = []
s.recvAll(lambda stream, chunk, opaque: parts.append(chunk), None)
show(s.finish(), b"".join(parts)[:4].hex())`,
  ],
];
