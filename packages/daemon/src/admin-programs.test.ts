import { admin, decode, encode, type Procedure } from "@virtgate/protocol";
import { expect, test } from "vitest";
import { adminPrograms } from "./admin-programs.js";
import type { Call } from "./call.js";

const { calls } = admin;

/** What a call is answered: the reply's values, or the error's words. */
function ask<A, R>(procedure: Procedure<A, R>, args: A, update: () => boolean = () => true): unknown {
  const programs = adminPrograms({ serverNames: ["libvirtd", "admin"], updateTls: update });
  const entry = programs.find(admin.number, admin.version)!.entry(procedure.number)!;
  try {
    const ret = entry.handler!({} as Call, decode(procedure.args, encode(procedure.args, args)) as never);
    return decode(procedure.ret, encode(procedure.ret, ret as R));
  } catch (thrown) {
    const { code, message } = thrown as { code: number; message: string };
    return [code, message];
  }
}

const srv = { name: "libvirtd" };

test("servers", () => {
  const servers = [{ name: "libvirtd" }, { name: "admin" }];
  expect(ask(calls.connectListServers, { needResults: 1, flags: 0 })).toEqual({ servers, ret: 2 });
  expect(ask(calls.connectListServers, { needResults: 0, flags: 0 })).toEqual({ servers: [], ret: 2 });
  expect(ask(calls.connectLookupServer, { name: "libvirtd", flags: 0 })).toEqual({ srv });
  const unknown = [95, "Server not found: No server named 'x'"];
  expect(ask(calls.connectLookupServer, { name: "x", flags: 0 })).toEqual(unknown);
});

test("certificates read again", () => {
  const update = (answer: () => boolean) => ask(calls.serverUpdateTlsFiles, { srv, flags: 0 }, answer);
  expect(update(() => true)).toEqual({});
  expect(update(() => false)).toEqual([
    1,
    "internal error: no tls service found, unable to update tls files",
  ]);
  const broken = "The server certificate /c has expired";
  expect(
    update(() => {
      throw new Error(broken);
    }),
  ).toEqual([38, broken]);
});
