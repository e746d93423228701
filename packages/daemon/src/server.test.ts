import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server as NetServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodePacket, FrameReader, readHeader } from "@virtgate/protocol";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listenTcp } from "./listen/tcp.js";
import { listenUnix } from "./listen/unix.js";
import { Programs, serve } from "./programs.js";
import { Server, type ServerSettings } from "./server.js";
import { headerOf, toy } from "./testing/fake-client.js";

let directory: string;
let path: string;
const open: { close(): void }[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "virtgate-test-"));
  path = join(directory, "sock");
});
afterEach(() => {
  for (const each of open.splice(0)) each.close();
  rmSync(directory, { recursive: true });
});

const programs = new Programs([serve(toy, { open: () => ({}) })]);

function serverWith(limits: Partial<ServerSettings>) {
  const log: string[] = [];
  const settings: ServerSettings = {
    maxClients: 100,
    maxAnonymousClients: 0,
    maxQueuedClients: 10,
    minWorkers: 5,
    maxWorkers: 20,
    prioWorkers: 5,
    maxClientRequests: 5,
    keepAlive: { intervalSeconds: -1, count: 0 },
    ...limits,
  };
  const serverLog = {
    refusal: () => {},
    closed: () => {},
    cutOff: () => {},
    failure: () => {},
    suspended: () => log.push("suspended"),
    resumed: () => log.push("resumed"),
    turnedAway: () => log.push("turned away"),
    secured: () => {},
    notSecured: () => {},
    remarked: () => {},
  };
  let idle = 0;
  const server = new Server("test", programs, settings, serverLog, () => idle++);
  return { server, settings, log, idleCount: () => idle };
}

async function listening(server: Server, signedIn = true): Promise<NetServer> {
  const listener = await listenUnix({ path, mode: 0o700, gid: null }, 50, (socket) =>
    server.admit(socket, { transport: "unix", readonly: false, signedIn }),
  );
  open.push(listener, { close: () => server.close("end of test") });
  return listener;
}

/** A client that has asked something; `answer` resolves when it was answered, or with "closed". */
function client(): { socket: Socket; answer: Promise<string> } {
  const socket = connect(path);
  open.push({ close: () => socket.destroy() });
  const answer = new Promise<string>((resolve) => {
    const frames = new FrameReader();
    socket.on("data", (chunk) => {
      frames.push(chunk);
      const packet = frames.next();
      if (packet !== undefined) resolve(`reply ${readHeader(packet).serial}`);
    });
    socket.on("close", () => resolve("closed"));
    socket.on("error", () => {});
  });
  socket.write(encodePacket(headerOf(1, 7)));
  return { socket, answer };
}

const silence = (answer: Promise<string>, ms = 80): Promise<string> =>
  Promise.race([answer, new Promise<string>((resolve) => setTimeout(() => resolve("silence"), ms))]);

describe("places", () => {
  test("a client over max_clients is connected and waits until one leaves", async () => {
    const { server, log } = serverWith({ maxClients: 2 });
    await listening(server);
    const [first, second, third] = [client(), client(), client()];
    expect(await first.answer).toBe("reply 7");
    expect(await second.answer).toBe("reply 7");
    expect(await silence(third.answer)).toBe("silence");
    expect(log).toEqual(["suspended"]);
    first.socket.destroy();
    expect(await third.answer).toBe("reply 7");
    expect(log).toEqual(["suspended", "resumed"]);
    expect(server.clients.size).toBe(2);
  });

  test("clients that have not signed in have a limit of their own", async () => {
    const { server } = serverWith({ maxAnonymousClients: 1 });
    await listening(server, false);
    const first = client();
    expect(await first.answer).toBe("reply 7");
    const second = client();
    expect(await silence(second.answer)).toBe("silence");
    const third = client();
    expect(await silence(third.answer)).toBe("silence");
    for (const { session } of [...server.clients.values()]) session!.signedIn = true;
    expect(await second.answer).toBe("reply 7");
    expect(await silence(third.answer)).toBe("silence");
    second.socket.destroy();
    expect(await third.answer).toBe("reply 7");
  });

  test("who signs in but is no stranger is not kept out by those who are", async () => {
    const { server } = serverWith({ maxAnonymousClients: 1 });
    const admission = { transport: "unix", readonly: false, signedIn: false } as const;
    let isNoStranger = false;
    const listener = await listenUnix({ path, mode: 0o700, gid: null }, 50, (socket) =>
      server.admit(socket, { ...admission, isNoStranger }),
    );
    open.push(listener);
    expect(await client().answer).toBe("reply 7");
    expect(await silence(client().answer)).toBe("silence");
    isNoStranger = true;
    expect(await client().answer).toBe("reply 7");
    expect(server.anonymousClients).toBe(1);
  });

  test("a raised limit lets waiting clients in, and a disconnected client is gone", async () => {
    const { server } = serverWith({ maxClients: 1 });
    await listening(server);
    const [first, second] = [client(), client()];
    expect(await first.answer).toBe("reply 7");
    expect(await silence(second.answer)).toBe("silence");
    server.setLimits({ maxClients: 2, maxAnonymousClients: 0 });
    expect(await second.answer).toBe("reply 7");
    const gone = new Promise((resolve) => first.socket.once("close", () => resolve("gone")));
    server.disconnect(server.clients.get(1)!, "asked for");
    expect(await gone).toBe("gone");
    expect([...server.clients.keys()]).toEqual([2]);
  });

  test("more than max_queued_clients are turned away", async () => {
    const { server, log } = serverWith({ maxClients: 1, maxQueuedClients: 1 });
    await listening(server);
    expect(await client().answer).toBe("reply 7");
    const [waiting, alsoWaiting] = [client(), client()];
    expect(await silence(waiting.answer)).toBe("silence");
    expect(await silence(alsoWaiting.answer)).toBe("silence");
    expect(await client().answer).toBe("closed");
    expect(log).toContain("turned away");
  });

  test("a higher limit admits those who wait", async () => {
    const { server, settings } = serverWith({ maxClients: 1 });
    await listening(server);
    expect(await client().answer).toBe("reply 7");
    const waiting = client();
    expect(await silence(waiting.answer)).toBe("silence");
    server.configure({ ...settings, maxClients: 2 });
    expect(await waiting.answer).toBe("reply 7");
  });

  test("the last client to leave is noticed", async () => {
    const { server, idleCount } = serverWith({});
    await listening(server);
    const only = client();
    await only.answer;
    only.socket.destroy();
    await silence(new Promise(() => {}), 30);
    expect(idleCount()).toBe(1);
  });

  test("closing disconnects everybody, also those who wait", async () => {
    const { server } = serverWith({ maxClients: 1 });
    await listening(server);
    const served = client();
    await served.answer;
    const waiting = client();
    await silence(waiting.answer, 30);
    const gone = new Promise((resolve) => served.socket.once("close", resolve));
    server.close("shutdown");
    await gone;
    expect(await waiting.answer).toBe("closed");
  });
});

describe("unix sockets", () => {
  const accept = (socket: Socket) => socket.destroy();
  const listen = async (mode = 0o700) => {
    const listener = await listenUnix({ path, mode, gid: null }, 5, accept);
    open.push(listener);
    return listener;
  };

  test.each([
    [0o700, 0o700],
    [0o770, 0o770],
    [0o777, 0o777],
    [0o600, 0o600],
    [0, 0],
    [0o7755, 0o755],
  ])("mode %o", async (mode, expected) => {
    await listen(mode);
    expect(statSync(path).mode & 0o7777).toBe(expected);
  });

  test("a listener that cannot accept for a while harms nobody", async () => {
    const listener = await listen();
    for (let i = 0; i < 3; i++) listener.emit("error", new Error("accept EMFILE"));
    expect(listener.listening).toBe(true);
  });

  test("a group that cannot be given leaves no listener behind", async () => {
    // No group has this number, so not even root can give it away.
    const impossible = { path, mode: 0o770, gid: 2 ** 33 };
    await expect(listenUnix(impossible, 5, accept)).rejects.toThrow(
      /Failed to change ownership of '.*' to -1:8589934592/,
    );
    await new Promise((resolve) => setImmediate(resolve));
    expect(existsSync(path)).toBe(false);
  });

  test("the file goes with the listener", async () => {
    const listener = await listen();
    await new Promise((resolve) => listener.close(resolve));
    expect(existsSync(path)).toBe(false);
  });

  test("a stale file is replaced", async () => {
    const { spawnSync } = await import("node:child_process");
    const program = `require("net").createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, "SIGKILL"))`;
    spawnSync(process.execPath, ["-e", program]);
    expect(existsSync(path)).toBe(true);
    await listen();
  });

  test("a socket that is served is left alone", async () => {
    await listen();
    await expect(listenUnix({ path, mode: 0o700, gid: null }, 5, accept)).rejects.toThrow(
      /Another process already serves/,
    );
  });

  test("a file that is no socket is left alone", async () => {
    writeFileSync(path, "precious");
    await expect(listenUnix({ path, mode: 0o700, gid: null }, 5, accept)).rejects.toThrow(/is not a socket/);
    expect(statSync(path).size).toBe(8);
  });

  test.each([
    ["/proc/virtgate-test", "Permission denied"],
    ["/etc/passwd/sock", "Not a directory"],
    ["/no/such/directory/sock", "No such file or directory"],
    [`/${"x".repeat(300)}`, "File name too long"],
  ])("a place where no socket can be made: %s", async (impossible, cause) => {
    await expect(listenUnix({ path: impossible, mode: 0o700, gid: null }, 5, accept)).rejects.toThrow(
      `Failed to bind socket to '${impossible}': ${cause}`,
    );
  });
});

describe("tcp", () => {
  const accept = (socket: Socket) => socket.destroy();

  test.each(["127.0.0.1", "::1", "localhost"])("%s", async (address) => {
    const servers = await listenTcp({ address, port: 0 }, 5, accept);
    open.push(...servers);
    expect(servers.length).toBeGreaterThan(0);
  });

  test("a listener that cannot accept for a while harms nobody", async () => {
    const [server] = await listenTcp({ address: "127.0.0.1", port: 0 }, 5, accept);
    open.push(server!);
    for (let i = 0; i < 3; i++) server!.emit("error", new Error("accept EMFILE"));
    expect(server!.listening).toBe(true);
  });

  test("a port in use is libvirtd's error, and nothing stays open", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    open.push(taken);
    const { port } = taken.address() as { port: number };
    await expect(listenTcp({ address: "127.0.0.1", port }, 5, accept)).rejects.toThrow(
      "Unable to bind to port: Address already in use",
    );
  });

  test.each(["no-such-host.invalid", "", "300.1.1.1"])(
    "a name that does not resolve: %j",
    async (address) => {
      await expect(listenTcp({ address, port: 1 }, 5, accept)).rejects.toThrow(
        `Unable to resolve address '${address}' service '1': Name or service not known`,
      );
    },
  );
});
