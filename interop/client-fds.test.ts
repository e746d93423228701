// Our client library passes descriptors to both daemons, and is passed some by a real guest's displays.
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readdirSync, writeFileSync } from "node:fs";
import { connect as connectSocket, createServer, Socket } from "node:net";
import { join } from "node:path";
import { type Connection, connect } from "@virtgate/client";
import { socketFd } from "@virtgate/native";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Daemon, startDaemon } from "./harness.js";
import { missing, title } from "./peers.js";
import { startPair } from "./subjects.js";

const why = missing("root", "namespaces", "libvirtd", "virtgated");
const whyNoGuest = missing("root", "namespaces", "libvirtd", "qemu");

const openFds = () => readdirSync("/proc/self/fd").length;
const readable = () => openSync("/dev/null", "r");

const transient = `<domain type='test'><name>web</name><uuid>c7a5fdbd-edaf-9455-926a-d65c16db1809</uuid><memory>65536</memory><os><type>hvm</type></os></domain>`;

/** Over TCP libvirtd promises what cannot work; of us one hears so before anything else. */
const withoutPromise = (line: string) =>
  /^(Cannot duplicate|Too many FDs|internal error: Sending file descriptors)/.test(line)
    ? "argument unsupported: fd passing is not supported by this connection"
    : line;

/** What each call has come to, in words. */
async function outcome(call: () => Promise<unknown>): Promise<string> {
  try {
    await call();
    return "done";
  } catch (error) {
    return (error as Error).message;
  }
}

describe.skipIf(why)(title("our client passes descriptors", why), () => {
  const pair = startPair();
  const roads = ["unix", "unixReadonly", "tcp"] as const;

  async function converse(daemon: Daemon, road: (typeof roads)[number]): Promise<string[]> {
    await using connection = await connect(daemon.uris[road]);
    const domain = await connection.domains.lookupByName("test");
    const fd = readable();
    const said: string[] = [];
    const say = async (call: () => Promise<unknown>) => said.push(await outcome(call));
    await say(() => domain.createWithFiles([fd]));
    await say(() => domain.destroy());
    await say(() => domain.createWithFiles([fd, fd]));
    await say(async () => expect((await domain.info()).state).toBe(1));
    await say(() => connection.domains.createXmlWithFiles(transient, Array(32).fill(fd)));
    await say(() => connection.domains.createXmlWithFiles(transient, [fd]));
    await say(() => connection.domains.createXmlWithFiles(transient, [fd], 1 << 12));
    await say(() => connection.domains.createXmlWithFiles(transient, Array(33).fill(fd)));
    await say(() => domain.createWithFiles([987_654]));
    await say(() => domain.createWithFiles([]));
    await say(async () => {
      // Its number is the daemon's.
      const refused = await outcome(() => domain.openGraphics(0, fd));
      expect(refused).toMatch(/fd \d+ must be a socket|read only|not supported on this socket|fd passing/);
    });
    await say(() => domain.openGraphicsFd());
    await say(() => domain.associateFds("files", [fd]));
    // Many at once, among others, all on one connection.
    const calls = Array.from({ length: 60 }, (_, i) =>
      i % 3 === 0 ? domain.createWithFiles([fd, fd, fd]) : domain.info(),
    );
    const settled = await Promise.allSettled(calls);
    said.push(settled.map(({ status }) => status[0]).join(""));
    closeSync(fd);
    return said;
  }

  test.each(roads)("over %s", async (road) => {
    const { peer, subject } = pair();
    // The thread that waits for sockets is started once, and stays.
    await converse(peer, road);
    const before = openFds();
    const [expected, got] = [await converse(peer, road), await converse(subject, road)];
    expect(got).toEqual(road === "tcp" ? expected.map(withoutPromise) : expected);
    await vi.waitFor(() => expect(openFds()).toBe(before), { timeout: 10_000, interval: 5 });
  });
});

const guest = `<domain type='qemu'><name>g1</name><uuid>aaaaaaaa-0000-4000-8000-000000000001</uuid>
<memory unit='MiB'>32</memory><vcpu>1</vcpu><os><type arch='x86_64' machine='pc'>hvm</type></os>
<devices><emulator>/usr/bin/qemu-system-x86_64</emulator><graphics type='vnc' port='-1' autoport='no' socket='SOCKET'/>
<video><model type='vga'/></video></devices></domain>`;

/** A guest's files and processes belong to root here, and nothing of the machine is touched. */
const qemuConf = `user = "root"
group = "root"
dynamic_ownership = 0
security_driver = "none"
namespaces = [ ]
cgroup_controllers = [ ]
stdio_handler = "file"
`;

describe.skipIf(whyNoGuest)(title("our client and the display of a real guest", whyNoGuest), () => {
  let daemon: Daemon;
  let connection: Connection;
  beforeAll(async () => {
    daemon = await startDaemon("libvirtd", {
      prepare: (folder) => {
        writeFileSync(join(folder, "etc/qemu.conf"), qemuConf);
        mkdirSync(join(folder, "vnc"));
      },
    });
    connection = await connect(`qemu+unix:///system?socket=${daemon.socket}`);
    await connection.domains.create(guest.replace("SOCKET", join(daemon.folder, "vnc/sock")));
  });
  afterAll(async () => {
    await (await connection?.domains.lookupByName("g1"))?.destroy();
    await connection?.close();
    await daemon?.stop();
  });

  /** What a VNC server says first. */
  async function greeting(fd: number): Promise<string> {
    const socket = new Socket({ fd });
    try {
      return await new Promise((resolve, reject) => {
        socket.once("data", (bytes) => resolve(bytes.toString()));
        socket.once("error", reject);
        socket.once("close", () => reject(new Error("closed")));
      });
    } finally {
      socket.destroy();
    }
  }

  test("a socket of ours", async () => {
    const path = join(daemon.folder, "pair");
    const server = createServer().listen(path);
    await once(server, "listening");
    const accepted = once(server, "connection");
    const guestEnd = connectSocket(path);
    const [ourEnd] = (await accepted) as [Socket];
    const domain = await connection.domains.lookupByName("g1");
    await domain.openGraphics(0, socketFd(guestEnd)!);
    guestEnd.destroy();
    const [bytes] = (await once(ourEnd, "data")) as [Buffer];
    expect(bytes.toString()).toBe("RFB 003.008\n");
    ourEnd.destroy();
    server.close();
  });

  test("a new socket for it, several at once, and the connection goes on", async () => {
    const domain = await connection.domains.lookupByName("g1");
    const fds = await Promise.all([
      domain.openGraphicsFd(),
      domain.openGraphicsFd(),
      domain.openGraphicsFd(),
    ]);
    expect((await domain.info()).state).toBe(1);
    expect(await Promise.all(fds.map(greeting))).toEqual(Array(3).fill("RFB 003.008\n"));
    await expect(domain.openGraphicsFd(1)).rejects.toThrow("No graphics backend with index 1");
    expect(await domain.isActive()).toBe(true);
  });
});
