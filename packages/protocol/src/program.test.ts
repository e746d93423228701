import { describe, expect, expectTypeOf, test, vi } from "vitest";
import { keepalive, pingPacket, pongPacket, remote, streamHole } from "./index.js";
import { encode } from "./layout.js";
import { type Args, type Body, call, event, type Ret } from "./program.js";
import { int, text, uint } from "./xdr.js";

describe("types come from the declaration", () => {
  test("of arguments, results and bodies", () => {
    type Info = { state: number; maxMem: bigint; memory: bigint; nrVirtCpu: number; cpuTime: bigint };
    type DomainRef = { name: string; uuid: Uint8Array; id: number };
    expectTypeOf<Args<typeof remote.calls.domainGetInfo>>().toEqualTypeOf<{ dom: DomainRef }>();
    expectTypeOf<Ret<typeof remote.calls.domainGetInfo>>().toEqualTypeOf<Info>();
    expectTypeOf<Args<typeof remote.calls.connectOpen>>().toEqualTypeOf<{
      name: string | null;
      flags: number;
    }>();
    expectTypeOf<Body<typeof remote.events.domainEventLifecycle>>().toEqualTypeOf<{
      dom: DomainRef;
      event: number;
      detail: number;
    }>();
    type Params = Args<typeof remote.calls.domainSetMemoryParameters>["params"];
    expectTypeOf<{ field: "x"; value: { type: 4; value: 1n } }>().toExtend<Params[number]>();
    expectTypeOf<{ field: "x"; value: { type: 4; value: 1 } }>().not.toExtend<Params[number]>();
  });

  test("mistakes do not compile", () => {
    // @ts-expect-error there is no argument "dmo"
    call(1, () => ({ api: null, args: { dom: int }, on: "dmo" }));
    // @ts-expect-error there is no permission "domain:strat"
    call(1, () => ({ api: null, access: ["domain:strat"] }));
    // @ts-expect-error a stream goes up, down or both ways
    call(1, () => ({ api: null, stream: "sideways" }));
  });
});

test("a declaration is built once, when it is first looked at", () => {
  const declare = vi.fn(() => ({ api: "virThing", args: { name: text }, ret: { id: uint } }));
  const thing = call(7, declare);
  expect(thing.number).toBe(7);
  expect(declare).not.toHaveBeenCalled();
  expect(thing.args).toBe(thing.args);
  expect(thing.ret.text).toBe("{uint}");
  expect(declare).toHaveBeenCalledTimes(1);
});

test("what a declaration leaves out", () => {
  const least = call(1, () => ({ api: null }));
  const { args, ret, on, access, filter, priority, stream, sparseFlag, write, open, fds } = least;
  expect([args.text, ret.text, priority, write, open]).toEqual(["void", "void", "low", false, false]);
  expect([access, filter]).toEqual([[], []]);
  expect([on, stream, sparseFlag, fds]).toEqual([undefined, undefined, undefined, undefined]);
  const message = event(2, () => ({ body: {} }));
  expect([message.event, message.callback]).toEqual([undefined, false]);
});

// What libvirt 9.0.0 sends; the same bytes are among the recordings.
test.each([
  ["ping", pingPacket, "0000001c6b6565700000000100000001000000020000000000000000"],
  ["pong", pongPacket, "0000001c6b6565700000000100000002000000020000000000000000"],
  ["hole of 126976 bytes", encode(streamHole, { length: 126_976n, flags: 0 }), "000000000001f00000000000"],
])("%s", (_, bytes, hex) => {
  expect(Buffer.from(bytes).toString("hex")).toBe(hex);
  expect(keepalive.number).toBe(0x6b65_6570); // "keep"
});

test("every name begins with the kind of object it is about, as libvirt's do", () => {
  const kinds = /^(auth|connect|domain|interface|network|node|nwfilter|secret|storagePool|storageVol)[A-Z]/;
  for (const name of [...Object.keys(remote.calls), ...Object.keys(remote.events)])
    expect(name).toMatch(kinds);
});

test("who may ask is declared for all but signing in and closing", () => {
  const unchecked = Object.entries(remote.calls).filter(([, { access }]) => access.length === 0);
  expect(unchecked.map(([name]) => name).sort()).toEqual(
    [
      "authList",
      "authPolkit",
      "authSaslInit",
      "authSaslStart",
      "authSaslStep",
      "connectClose",
      "connectIsSecure",
    ].sort(),
  );
});

test("what may be asked before sign-in is signing in", () => {
  const open = Object.entries(remote.calls).filter(([, call]) => call.open);
  expect(open.map(([name]) => name)).toEqual([
    "authList",
    "authSaslInit",
    "authSaslStart",
    "authSaslStep",
    "authPolkit",
  ]);
});

test("permissions are about an argument that exists", () => {
  for (const [name, { on, args, access }] of Object.entries(remote.calls)) {
    if (on === undefined) continue;
    expect(access.length, name).toBeGreaterThan(0);
    expect(args.text, name).toMatch(/^\{/);
  }
});
