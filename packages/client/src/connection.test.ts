import { LibvirtError, remote } from "@virtgate/protocol";
import { describe, expect, test } from "vitest";
import { type ConnectOptions, connect } from "./connect.js";
import { type Answers, fakeDriver, settle } from "./testing/fake-server.js";

const open = async (answers: Answers = {}, options: ConnectOptions = {}) => {
  const driver = fakeDriver(answers);
  const connection = await connect("fake:///x", { local: [driver], env: {}, ...options });
  return { connection, driver, server: driver.servers[0]! };
};

test("the handshake and the leave-taking are virsh's", async () => {
  const { connection, server } = await open();
  const handshake = [
    "authList",
    "connectSupportsFeature",
    "connectOpen",
    "connectSupportsFeature",
    "connectSupportsFeature",
    "connectRegisterCloseCallback",
  ];
  expect(server.calls).toEqual(handshake);
  await connection.close();
  expect(server.calls).toEqual([...handshake, "connectUnregisterCloseCallback", "connectClose"]);
  expect(await connection.closed).toBe("client");
  await connection.close(); // once more does nothing
  expect(server.calls.length).toBe(8);
});

test("taking leave waits for the last answer alone", async () => {
  const { connection } = await open({ connectUnregisterCloseCallback: () => undefined });
  await connection.close();
  expect(await connection.closed).toBe("client");
});

test("read-only is told to the server", async () => {
  let flags: number | undefined;
  const { connection } = await open(
    {
      connectOpen: (args) => {
        flags = args.flags;
        return {};
      },
    },
    { readonly: true },
  );
  expect(flags).toBe(1);
  expect(connection.uri).toBe("fake:///x");
});

test("await using closes", async () => {
  const { connection, driver } = await open();
  {
    await using host = connection;
    expect(host.isAlive).toBe(true);
  }
  expect(driver.servers[0]!.calls.at(-1)).toBe("connectClose");
  expect(connection.isAlive).toBe(false);
});

describe("sign-in", () => {
  test.each([[[7], "authentication failed: unsupported authentication type 7", 45]])(
    "the server offers %j: %s",
    async (types, message, code) => {
      await expect(open({ authList: () => ({ types }) })).rejects.toMatchObject({ message, code });
    },
  );

  test("polkit: an agent can be started before it is asked", async () => {
    const done: string[] = [];
    const authPolkit = () => {
      done.push("asked");
      return { complete: 1 };
    };
    const driver = fakeDriver({ authList: () => ({ types: [2, 1] }), authPolkit });
    const beforePolkit = async () => void done.push("agent");
    const connection = await connect("fake:///x", { local: [driver], env: {}, beforePolkit });
    expect(connection.isAlive).toBe(true);
    expect(done).toEqual(["agent", "asked"]);
  });

  test("polkit says no", async () => {
    const refusal = new LibvirtError(45, 60, "authentication failed: access denied by policy");
    const handlers = { authList: () => ({ types: [2] }), authPolkit: () => refusal };
    await expect(open(handlers)).rejects.toMatchObject({ code: 45, domain: 60 });
  });

  test("none, first of several", async () => {
    const { connection } = await open({ authList: () => ({ types: [0, 1] }) });
    expect(connection.isAlive).toBe(true);
  });
});

test("a refused OPEN is the error, and the connection is given back", async () => {
  const refusal = new LibvirtError(5, 0, "no connection driver available for fake:///x");
  const driver = fakeDriver({ connectOpen: () => refusal });
  await expect(connect("fake:///x", { local: [driver], env: {} })).rejects.toMatchObject({ code: 5 });
  await settle();
  expect(driver.servers[0]!.closed).toBe(true);
});

test("a server without the features is good enough", async () => {
  const { connection } = await open({
    connectSupportsFeature: () => ({ supported: 0 }),
    connectRegisterCloseCallback: () => new LibvirtError(3, 0, "no"),
  });
  expect(connection.features).toEqual({ keepalive: false, eventCallbacks: false, closeCallback: false });
});

describe("connecting can be given up", () => {
  test("by a signal", async () => {
    const driver = fakeDriver({ authList: () => undefined });
    const aborter = new AbortController();
    const opening = connect("fake:///x", { local: [driver], env: {}, signal: aborter.signal });
    await settle();
    aborter.abort(new Error("enough"));
    await expect(opening).rejects.toThrow("enough");
    await settle();
    expect(driver.servers[0]!.closed).toBe(true);
  });

  test("by a deadline", async () => {
    const opening = open({ authList: () => undefined }, { deadlineMs: 10 });
    await expect(opening).rejects.toMatchObject({ code: 68 });
  });
});

test("every procedure is a method, typed by its declaration", async () => {
  const { connection, server } = await open({
    connectGetHostname: () => ({ hostname: "h" }),
    domainLookupById: ({ id }) => ({ dom: { name: `n${id}`, uuid: new Uint8Array(16), id } }),
  });
  const { hostname } = await connection.call.connectGetHostname();
  const { dom } = await connection.call.domainLookupById({ id: 4 });
  expect([hostname, dom.name]).toEqual(["h", "n4"]);
  expect(connection.call).toBe(connection.call);
  connection.qemu.domainMonitorCommand({ dom, cmd: "info", flags: 0 }).catch(() => {});
  await settle();
  expect(server.received.slice(-1).map(({ program, procedure }) => [program, procedure])).toEqual([
    [0x20008087, 1],
  ]);
  // Its answer has descriptors.
  await expect(connection.lxc.domainOpenNamespace({ dom, flags: 0 })).rejects.toThrow(
    "virDomainLxcOpenNamespace: needs callWithFds",
  );
});

describe("calls with descriptors, on a way that carries none", () => {
  const dom = { name: "n", uuid: new Uint8Array(16), id: 1 };
  const create = remote.calls.domainCreateWithFiles;
  const refusals: [string, number, number[], string][] = [
    [
      "the server passes none",
      0,
      [0],
      "argument unsupported: fd passing is not supported by this connection",
    ],
    ["one that is not open", 1, [0, 987_654], "Cannot duplicate FD 987654: Bad file descriptor"],
    ["too many", 1, Array(33).fill(0), "Too many FDs to send 33, expected 32 maximum"],
    ["this socket", 1, [0], "internal error: Sending file descriptors is not supported on this socket"],
  ];
  test.each(refusals)("%s", async (_title, supported, fds, message) => {
    const { connection, server } = await open({ connectSupportsFeature: () => ({ supported }) });
    await expect(connection.callWithFds(remote, create, { dom, flags: 0 }, fds)).rejects.toThrow(message);
    expect(server.received.at(-1)?.procedure).toBe(remote.calls.connectSupportsFeature.number);
    expect(connection.isAlive).toBe(true);
  });

  test("without descriptors it is an ordinary call, and no question is asked", async () => {
    const { connection, server } = await open({ domainCreateWithFiles: ({ dom }) => ({ dom }) });
    const before = server.received.length;
    expect(await connection.callWithFds(remote, create, { dom, flags: 0 })).toEqual({
      ret: { dom },
      fds: [],
    });
    expect(server.received.slice(before).map(({ procedure }) => procedure)).toEqual([create.number]);
  });
});

describe("reconnect", () => {
  test("opens again, asks for the same events again, and repeats no call", async () => {
    const log: string[] = [];
    const driver = fakeDriver({
      connectDomainEventCallbackRegisterAny: () => ({ callbackID: 9 }),
      connectGetUri: () => undefined,
    });
    const connection = await connect("fake:///x", {
      local: [driver],
      env: {},
      reconnect: {
        delayMs: 1,
        onDisconnect: (reason) => log.push(`lost: ${reason}`),
        onReconnect: () => log.push("back"),
      },
    });
    const events = connection.events.domain("lifecycle");
    await events.ready;
    const pending = connection.call.connectGetUri();
    driver.servers[0]!.close();
    await expect(pending).rejects.toThrow("End of file while reading data");
    await expect(connection.call.connectGetUri()).rejects.toThrow("client socket is closed");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(log).toEqual(["lost: eof", "back"]);
    expect(driver.servers[1]!.calls).not.toContain("connectGetUri");
    const dom = { name: "a", uuid: new Uint8Array(16), id: 1 };
    driver.servers[1]!.event("domainEventCallbackLifecycle", {
      callbackID: 9,
      msg: { dom, event: 2, detail: 0 },
    });
    expect((await events.next()).value).toMatchObject({ event: 2 });
    await connection.close();
    expect(await connection.closed).toBe("client");
  });

  test("gives up after so many attempts", async () => {
    const driver = fakeDriver();
    const failures: unknown[] = [];
    const connection = await connect("fake:///x", {
      local: [driver],
      env: {},
      reconnect: { attempts: 3, delayMs: 1, onFailure: (error) => failures.push(error) },
    });
    const serve = driver.serve;
    Object.assign(driver, {
      serve: (transport: Parameters<typeof serve>[0]) => transport.close(),
    });
    driver.servers[0]!.close();
    expect(await connection.closed).toBe("eof");
    expect(failures.length).toBe(3);
  });
});
