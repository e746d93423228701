// libvirt's Python binding is given descriptors by our connection, which our own test hypervisor has none to give; and
// what it hears from a virtgated without the native package.
import { once } from "node:events";
import { mkdtempSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { remote } from "@virtgate/protocol";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { authHandlers } from "../packages/daemon/src/auth/handlers.js";
import { WithFds } from "../packages/daemon/src/call.js";
import { Connection } from "../packages/daemon/src/connection.js";
import { attach } from "../packages/daemon/src/listen/socket-link.js";
import { UnixLink } from "../packages/daemon/src/listen/unix-link.js";
import { remoteHandlers } from "../packages/daemon/src/procedures/index.js";
import { Programs, serve } from "../packages/daemon/src/programs.js";
import type { Session } from "../packages/daemon/src/session.js";
import { type Daemon, startDaemon } from "./harness.js";
import { cleanEnvironment, runToEnd } from "./harness-process.js";
import { missing, root, title } from "./peers.js";

const why = missing("root", "namespaces", "python", "virtgated");

async function python(uri: string, code: string): Promise<string> {
  const cases = JSON.stringify([["", `import os, socket\n${code}`]]);
  const args = [join(root, "interop/run-cases.py"), uri];
  const { stdout, stderr } = await runToEnd("/usr/bin/python3", args, {
    input: cases,
    env: cleanEnvironment(),
  });
  return stdout || stderr;
}

describe.skipIf(why)(title("the Python binding is given descriptors", why), () => {
  let folder: string;
  let server: Server;
  let log: string[] = [];
  const openFds = () => readdirSync("/proc/self/fd").length;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "virtgate-given-"));
    writeFileSync(join(folder, "file"), "what stands in the file");
    const handlers = {
      ...authHandlers,
      ...remoteHandlers,
      domainOpenGraphicsFd: async ({ session }: { session: Session }) => {
        await session.passFds();
        return new WithFds({}, [openSync(join(folder, "file"), "r")]);
      },
      domainOpenGraphics: ({ passed }: { passed: { fds: readonly number[] } }) => {
        writeSync(passed.fds[0]!, "from the display");
        return {};
      },
    };
    const programs = new Programs([serve(remote, handlers as never)]);
    server = createServer({ pauseOnConnect: true }, (socket) => {
      const connection = new Connection(new UnixLink(socket), {
        id: 1,
        transport: "unix",
        readonly: false,
        signedIn: true,
        programs,
        maxRequests: 5,
        keepAlive: { intervalSeconds: -1, count: 0 },
        log: {
          refusal() {},
          closed: (_session, reason) => log.push(reason),
          cutOff: (_session, reason) => log.push(reason),
          failure: (_session, name, thrown) => log.push(`${name}: ${thrown}`),
        },
      });
      attach(socket, connection);
      socket.resume();
    }).listen(join(folder, "sock"));
    await once(server, "listening");
  });
  afterAll(() => {
    server?.close();
    rmSync(folder, { recursive: true });
  });

  test.each([
    [
      "openGraphicsFD",
      "fd = d.openGraphicsFD(0, 0)\nshow(os.read(fd, 100).decode())\nos.close(fd)\nshow(d.isActive())",
      '[[["what stands in the file"], [1]]]',
    ],
    [
      "openGraphicsFD, again and again",
      `for _ in range(300):
    fd = d.openGraphicsFD(0, 0)
    assert os.pread(fd, 100, 0) == b"what stands in the file"
    os.close(fd)
show(d.isActive())`,
      "[[[1]]]",
    ],
    [
      "openGraphics",
      "a, b = socket.socketpair()\nd.openGraphics(0, a.fileno(), 0)\nshow(b.recv(100).decode())\nshow(d.isActive())",
      '[[["from the display"], [1]]]',
    ],
    [
      "threads",
      `import threading
got = []
def ask():
    for _ in range(50):
        fd = d.openGraphicsFD(0, 0)
        got.append(os.read(fd, 100))
        os.close(fd)
threads = [threading.Thread(target=ask) for _ in range(5)]
for thread in threads: thread.start()
for thread in threads: thread.join()
show(len(got), len(set(got)))`,
      "[[[250, 1]]]",
    ],
  ])("%s", async (_title, code, expected) => {
    // What stays for good is there after the first.
    await python(`test+unix:///default?socket=${folder}/sock`, "d.openGraphicsFD(0, 0)");
    await vi.waitFor(() => expect(log.length).toBe(1), { timeout: 10_000, interval: 5 });
    const before = openFds();
    log = [];
    expect(await python(`test+unix:///default?socket=${folder}/sock`, code)).toBe(expected);
    await vi.waitFor(() => expect(log).toEqual(["client closed the connection"]), {
      timeout: 10_000,
      interval: 5,
    });
    expect(openFds()).toBe(before);
    log = [];
  });
});

/** Loads no native code: as where it is not installed. */
const withoutKoffi = `import { register } from "node:module";
register("data:text/javascript," + encodeURIComponent(\`export async function resolve(name, context, next) {
  if (name === "koffi") throw new Error("not installed");
  return next(name, context);
}\`));`;

describe.skipIf(why)(title("without the native package", why), () => {
  let daemon: Daemon;
  beforeAll(async () => {
    daemon = await startDaemon("virtgated", {
      nodeArguments: ["--import", `data:text/javascript,${encodeURIComponent(withoutKoffi)}`],
    });
  });
  afterAll(() => daemon?.stop());

  const refused = '"message": "argument unsupported: fd passing is not supported by this connection"';
  test.each([
    ["passing is refused", "d.destroy()\nd.createWithFiles([0], 0)", refused],
    ["and so is being passed", "d.openGraphicsFD(0, 0)", refused],
    [
      "all else works",
      "d.destroy()\nshow(d.createWithFiles([], 0), d.create is not None, d.isActive())",
      "[[[0, true, 1]]]",
    ],
  ])("%s", async (_title, code, expected) => {
    expect(await python(daemon.uris.unix, code)).toContain(expected);
  });
});

// The thread that waits for sockets must hold up nobody's end.
describe.skipIf(why)(title("whoever has passed descriptors ends as before", why), () => {
  let daemon: Daemon;
  beforeAll(async () => {
    daemon = await startDaemon("virtgated");
  });
  afterAll(() => daemon?.stop());

  test("a program of our client, once its connection is closed", async () => {
    const code = `import { connect } from "@virtgate/client";
const connection = await connect(${JSON.stringify(daemon.uris.unix)});
const domain = await connection.domains.lookupByName("test");
console.log(await domain.openGraphicsFd().catch(({ message }) => message));
await connection.close();`;
    const outcome = await runToEnd(process.execPath, ["--input-type=module", "-e", code], { cwd: root });
    const said = "this function is not supported by the connection driver: virDomainOpenGraphicsFD\n";
    expect(outcome).toEqual({ stdout: said, stderr: "", status: 0 });
  });

  test("the daemon, when it is told to", async () => {
    expect(await python(daemon.uris.unix, "d.destroy()\nshow(d.createWithFiles([0], 0))")).toBe("[[[0]]]");
    process.kill(daemon.pid, "SIGTERM");
    await vi.waitFor(() => expect(daemon.isRunning()).toBe(false), { timeout: 20_000, interval: 20 });
  });
});
