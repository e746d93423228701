// The connection to an admin socket, with a daemon of a few lines at the other end.

import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";
import { afterEach, expect, test } from "vitest";
import { connectAdmin } from "./admin-connection.js";
import { type AdminAnswers, FakeAdmin } from "./testing/fake-admin.js";

let server: FakeAdmin;
afterEach(() => server.stop());

const answers: AdminAnswers = { connectGetLibVersion: () => ({ libVer: 9_000_000n }) };

test("opens, calls and takes leave", async () => {
  server = await FakeAdmin.start(answers);
  const daemon = await connectAdmin(server.uri);
  expect(daemon.uri).toBe(server.uri);
  expect(daemon.isAlive).toBe(true);
  expect(await daemon.call.connectGetLibVersion()).toEqual({ libVer: 9_000_000n });
  await daemon.close();
  await daemon.close();
  expect(daemon.isAlive).toBe(false);
  expect(await daemon.closed).toBe("client");
  expect(server.calls).toEqual(["connectOpen", "connectGetLibVersion", "connectClose"]);
});

test("a daemon that hangs up is told of", async () => {
  server = await FakeAdmin.start(answers);
  const daemon = await connectAdmin(server.uri);
  server.sockets[0]!.end();
  expect(await daemon.closed).toBe("eof");
  await expect(daemon.call.connectGetLibVersion()).rejects.toThrow("client socket is closed");
  await daemon.close();
});

test("an opening that is refused", async () => {
  const refusal = libvirtError(ErrorDomain.admin, ErrorCode.invalidArg, "no");
  server = await FakeAdmin.start({ connectOpen: () => refusal });
  await expect(connectAdmin(server.uri)).rejects.toThrow("invalid argument: no");
});

test("an opening that is cut off", async () => {
  server = await FakeAdmin.start({ connectOpen: () => void server.sockets[0]!.destroy() });
  await expect(connectAdmin(server.uri)).rejects.toThrow(/End of file while reading data|Cannot recv data/);
});

test("an opening that is not answered ends with the deadline", async () => {
  server = await FakeAdmin.start({ connectOpen: () => undefined });
  const words = "no answer to virAdmConnectOpen within 50 ms";
  await expect(connectAdmin(server.uri, { deadlineMs: 50 })).rejects.toThrow(words);
});

test("nobody there", async () => {
  server = await FakeAdmin.start({});
  const words = /Failed to connect socket to '.*-not': No such file or directory/;
  await expect(connectAdmin(`${server.uri}-not`)).rejects.toThrow(words);
});
