// What polkit's verdicts mean for a client, on a daemon without a bus. The words were watched with libvirtd 9.0.0.

import { LibvirtError, remote } from "@virtgate/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LinesLogger, SaslClient } from "../testing/sasl-place.js";
import type { PolkitAuthority, PolkitCheck, PolkitQuestion, PolkitVerdict } from "./polkit-authority.js";
import { noAnswerInTime, noBus, serviceError } from "./polkit-errors.js";
import { PolkitService } from "./polkit-service.js";
import { maxRefusals, signInDeadlineMs } from "./sign-in.js";

const { authList, authPolkit, connectOpen } = remote.calls;
const peer = { pid: 4711, uid: 1001, gid: 1001, startTime: 99n };
const root = { ...peer, uid: 0, gid: 0 };

class Authority implements PolkitAuthority {
  readonly asked: PolkitQuestion[] = [];
  cancelled = 0;
  answer: () => Promise<PolkitVerdict> = async () => "authorized";
  check(question: PolkitQuestion): PolkitCheck {
    this.asked.push(question);
    return { verdict: this.answer() };
  }
  cancel(): void {
    this.cancelled++;
  }
}

let authority: Authority;
let logger: LinesLogger;
let isStill: boolean;
let service: PolkitService;
beforeEach(() => {
  authority = new Authority();
  logger = new LinesLogger();
  isStill = true;
  service = new PolkitService(authority, () => isStill, logger);
});
afterEach(() => void vi.useRealTimers());

const words = (answer: unknown) =>
  answer instanceof LibvirtError ? `${answer.code} ${answer.domain} ${answer.message}` : answer;
const opening = { name: "test:///default", flags: 0 };

test.each([
  ["authorized", { complete: 1 }],
  ["not authorized", "45 60 authentication failed: access denied by policy"],
  [
    "challenge",
    "94 60 authentication unavailable: no polkit agent available to authenticate action 'org.libvirt.unix.manage'",
  ],
  ["dismissed", "79 60 authentication cancelled: user cancelled authentication process"],
] as const)("%s", async (verdict, expected) => {
  authority.answer = async () => verdict;
  const client = new SaslClient(service, { peer });
  expect(await client.ask(authList, {})).toEqual({ types: [2] });
  expect(words(await client.ask(authPolkit, {}))).toEqual(expected);
  const isIn = verdict === "authorized";
  expect(await client.ask(authList, {})).toEqual({ types: [isIn ? 0 : 2] });
  expect(words(await client.ask(connectOpen, opening))).toEqual(isIn ? {} : "39 7 authentication required");
  expect(authority.asked).toEqual([
    {
      subject: { pid: 4711, startTime: 99n, uid: 1001 },
      action: "org.libvirt.unix.manage",
      interactive: true,
    },
  ]);
});

test("on the read-only socket it is another action", async () => {
  const client = new SaslClient(service, { peer, readonly: true });
  expect(await client.ask(authPolkit, {})).toEqual({ complete: 1 });
  expect(authority.asked[0]!.action).toBe("org.libvirt.unix.monitor");
});

test("a refusal has the log's code, and the log has the reason", async () => {
  authority.answer = () => Promise.reject(noBus(Object.assign(new Error("x"), { code: "ENOENT" })));
  const answer = await new SaslClient(service, { peer }).ask(authPolkit, {});
  expect(words(answer)).toBe(
    "1 47 internal error: Unable to get system bus connection: Could not connect: No such file or directory",
  );
  expect((answer as LibvirtError).str3).toBe("VG-00001");
  expect(logger.refusals).toMatchObject([
    { action: "org.libvirt.unix.manage", pid: 4711, uid: 1001, cause: "x" },
  ]);
});

test("an error of polkit, and one of ours, which is nobody's business", async () => {
  const client = new SaslClient(service, { peer });
  authority.answer = () => Promise.reject(serviceError("org.x.Failed", "no action"));
  expect(words(await client.ask(authPolkit, {}))).toBe(
    "89 47 error from service: GDBus.Error:org.x.Failed: no action",
  );
  authority.answer = () => Promise.reject(new Error("secret"));
  expect(words(await client.ask(authPolkit, {}))).toBe("45 7 authentication failed: authentication failed");
});

test("root is let in by asking how, and polkit is not asked", async () => {
  const client = new SaslClient(service, { peer: root });
  expect(words(await client.ask(connectOpen, opening))).toBe("39 7 authentication required");
  expect(await client.ask(authList, {})).toEqual({ types: [0] });
  expect(await client.ask(connectOpen, opening)).toEqual({});
  expect(await new SaslClient(service, { peer: root }).ask(authPolkit, {})).toEqual({ complete: 1 });
  expect(authority.asked).toEqual([]);
});

test.each([
  [
    "nobody knows who it is",
    undefined,
    "89 47 error from service: GDBus.Error:org.freedesktop.PolicyKit1.Error.Failed: Unix process subject does not have uid set",
  ],
  [
    "its process had gone at once",
    { ...peer, startTime: undefined },
    "45 7 authentication failed: authentication failed",
  ],
  [
    "its process is of another namespace",
    { ...peer, pid: 0, startTime: undefined },
    "45 7 authentication failed: authentication failed",
  ],
] as const)("whom polkit cannot be asked about is refused: %s", async (_, who, expected) => {
  const client = new SaslClient(service, { peer: who });
  expect(await client.ask(authList, {})).toEqual({ types: [2] });
  expect(words(await client.ask(authPolkit, {}))).toBe(expected);
  expect(authority.asked).toEqual([]);
});

test("a process that ends while polkit is asked is refused, whoever has its number then", async () => {
  authority.answer = async () => {
    isStill = false;
    return "authorized";
  };
  const client = new SaslClient(service, { peer });
  expect(words(await client.ask(authPolkit, {}))).toBe("45 7 authentication failed: authentication failed");
  expect(client.connection.session.signedIn).toBe(false);
  expect(logger.refusals[0]).toMatchObject({ cause: "the process that connected has ended" });
});

test("when the client goes, nobody is asked any more", async () => {
  authority.answer = () => new Promise(() => {});
  const client = new SaslClient(service, { peer });
  const answer = client.ask(authPolkit, {}).catch((thrown: Error) => thrown.message);
  client.connection.close("gone");
  expect(await answer).toMatch(/^closed/);
  expect(authority.cancelled).toBe(1);
});

test("after so many refusals it has to connect again", async () => {
  authority.answer = async () => "not authorized";
  const client = new SaslClient(service, { peer });
  for (let refused = 1; refused <= maxRefusals; refused++) {
    await client.ask(authPolkit, {});
    expect(client.closed === undefined).toBe(refused < maxRefusals);
  }
});

test("whoever does not sign in is disconnected; whoever is being asked is answered first", async () => {
  vi.useFakeTimers();
  const idle = new SaslClient(service, { peer });
  let refuse = (_: LibvirtError) => {};
  authority.answer = () =>
    new Promise((_, reject) => {
      refuse = reject;
    });
  const asked = new SaslClient(service, { peer });
  const answer = asked.ask(authPolkit, {});
  const inside = new SaslClient(service, { peer: root });
  await inside.ask(authList, {});
  vi.advanceTimersByTime(signInDeadlineMs);
  expect(idle.events).toEqual([`cut off: the client did not sign in within ${signInDeadlineMs / 1000} s`]);
  expect(asked.closed).toBeUndefined();
  refuse(noAnswerInTime(120));
  expect(words(await answer)).toBe("89 47 error from service: Timeout was reached");
  expect(asked.closed).toBe("ended");
  expect(inside.closed).toBeUndefined();
});
