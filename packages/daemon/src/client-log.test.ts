import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";
import { expect, test } from "vitest";
import { ClientLog } from "./client-log.js";
import { LineBudget } from "./log/line-budget.js";
import { Log } from "./log/logger.js";
import type { Session } from "./session.js";

const session = (id: number) => ({ id, transport: "tcp", readonly: false }) as Session;
const error = libvirtError(ErrorDomain.rpc, ErrorCode.rpc, "unknown procedure: 9");

/** What the log holds afterwards, with neither time nor process, and every support code as CODE. */
function logged(act: (log: ClientLog) => void, budget?: LineBudget): string[] {
  const lines: string[] = [];
  const sink = { stamps: true, write: (line: string) => void lines.push(line), reopen() {}, close() {} };
  const settings = { level: 2, filters: [], outputs: [{ level: 2, to: "stderr", name: "" }] } as const;
  act(new ClientLog(new Log(settings as never, () => sink), "libvirtd", budget));
  return lines.slice(2).map((line) => line.trimEnd().replace(/VG-[0-9A-Z]{5}/, "CODE"));
}

const stranger = { id: 7, transport: "tls", address: "[::1]:4711" } as const;

const who = "server=libvirtd client=1 transport=tcp readonly=false";

test.each<[string, (log: ClientLog) => void, string]>([
  [
    "a refusal",
    (log) => log.refusal(session(1), "unknown procedure", error),
    `rpc.client : refused code=CODE text="unknown procedure: 9" rule="unknown procedure" ${who}`,
  ],
  [
    "a client that is cut off",
    (log) => log.cutOff(session(1), "internal error: connection closed due to keepalive timeout"),
    `rpc.client : refused code=CODE text="internal error: connection closed due to keepalive timeout" rule=connection ${who}`,
  ],
  [
    "a client that leaves",
    (log) => log.closed(session(1), "client closed the connection"),
    `rpc.client : client closed the connection ${who}`,
  ],
  [
    "a client for whom there is no room",
    (log) => log.turnedAway("libvirtd"),
    'rpc.server : refused code=CODE text="too many clients are waiting already" rule=max_queued_clients server=libvirtd',
  ],
  [
    "a TLS client that is let in",
    (log) => log.secured(stranger, "CN=alice"),
    'rpc.tls : client let in server=libvirtd client=7 transport=tls address="[::1]:4711" dn="CN=alice"',
  ],
])("%s", (_title, act, line) => {
  expect(logged(act)).toEqual([line]);
});

test("a TLS client that is refused: libvirtd's lines, then ours", () => {
  const lines = logged((log) =>
    log.notSecured(stranger, {
      lines: [{ level: "error", text: "Certificate failed validation: x" }],
      text: "Certificate failed validation: x",
      rule: "client certificate",
      distinguishedName: "CN=a\nb",
    }),
  );
  expect(lines).toEqual([
    "rpc.tls : Certificate failed validation: x",
    'rpc.tls : refused code=CODE text="Certificate failed validation: x" rule="client certificate" server=libvirtd client=7 transport=tls address="[::1]:4711" dn="CN=a\\nb"',
  ]);
});

test("one client's refusals are logged up to a number", () => {
  const lines = logged((log) => {
    for (let i = 0; i < 1000; i++) log.refusal(session(1), "rule", error);
  });
  const one = session(2);
  const capped = logged((log) => {
    for (let i = 0; i < 1000; i++) log.refusal(one, "rule", error);
  });
  expect(lines.length).toBe(1000); // sessions are told apart by what they are, not by their number
  expect(capped.length).toBe(21);
  expect(capped.at(-1)).toMatch(/^rpc.client : further refusals of this client are not logged/);
});

test("what all clients together cause is logged up to a number, and the rest is counted", () => {
  let nowMs = 0;
  const budget = new LineBudget({ burst: 10, perSecond: 1 }, () => nowMs);
  const lines = logged((log) => {
    for (let id = 1; id <= 500; id++) {
      log.cutOff(session(id), "packet length 0 is outside 28 to 33554436");
      log.turnedAway("libvirtd");
      log.failure(session(id), "x", "y");
    }
    nowMs += 1000;
    log.turnedAway("libvirtd");
  }, budget);
  expect(lines.length).toBe(12);
  expect(lines.at(-2)).toBe(
    "rpc.client : refusals came too fast and were not logged lines=1490 server=libvirtd",
  );
});
