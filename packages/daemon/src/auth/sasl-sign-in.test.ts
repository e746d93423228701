// INIT, START and STEP in every order, what comes of them, and what the log says. The same orders are sent to the real
// libvirtd in interop/sasl-raw.test.ts.

import { LibvirtError, remote } from "@virtgate/protocol";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { fred, realm, SaslClient, SaslPlace } from "../testing/sasl-place.js";
import type { SaslService } from "./sasl-service.js";
import { SaslSignIn } from "./sasl-sign-in.js";
import { maxRefusals, signInDeadlineMs } from "./sign-in.js";

let place: SaslPlace;
let service: SaslService;

beforeAll(async () => {
  place = await SaslPlace.make(
    "mech_list: scram-sha-256 scram-sha-1 digest-md5 plain anonymous external\nvirtgate_max_wait: 0",
  );
  service = await place.service();
});
afterAll(() => place.remove());
afterEach(() => {
  place.logger.lines.length = 0;
  place.logger.refusals.length = 0;
  vi.useRealTimers();
});

const good = "\0fred\0secret1";
const wrong = "\0fred\0wrong";

/** One act of a client and what it is answered: "offer", "more", "complete", "refused", or another error's text. */
type Act = readonly ["init"] | readonly ["start", string, string | null] | readonly ["step", string | null];

async function play(client: SaslClient, acts: readonly Act[]): Promise<string[]> {
  const answers: string[] = [];
  for (const [what, ...args] of acts) {
    const answer = await (what === "init"
      ? client.init()
      : what === "start"
        ? client.start(args[0]!, args[1]!)
        : client.step(args[0]!)
    ).catch((error: Error) => error.message);
    answers.push(wordOf(answer));
  }
  return answers;
}

function wordOf(answer: unknown): string {
  if (typeof answer === "string") return answer;
  if (answer instanceof LibvirtError) {
    const { code, domain, message, str1, str2, str3 } = answer;
    if (str2 !== "authentication failed") return message;
    expect([code, domain, message, str1]).toEqual([
      45,
      7,
      "authentication failed: authentication failed",
      "authentication failed: %s",
    ]);
    // What the log has it under; virsh does not show it.
    expect(str3).toMatch(/^VG-/);
    return "refused";
  }
  const { mechlist, complete, nil } = answer as { mechlist?: string; complete?: number; nil?: number };
  if (mechlist !== undefined) return "offer";
  return `${complete === 1 ? "complete" : "more"}${nil === 1 ? " nil" : ""}`;
}

const init = ["init"] as const;
const start = (data: string | null, mech = "PLAIN"): Act => ["start", mech, data];
const step = (data: string | null): Act => ["step", data];

const orders: [string, Act[], string, string][] = [
  ["the way in", [init, start(good)], "offer, complete nil", ""],
  ["START before INIT", [start(good)], "refused", "out of order"],
  ["STEP before INIT", [step(good)], "refused", "out of order"],
  ["STEP before START", [init, step(good)], "offer, refused", "out of order"],
  ["INIT twice, and on", [init, init, start(good)], "offer, refused, complete nil", "out of order"],
  ["no such mechanism", [init, start(good, "NOSUCH")], "offer, refused", "no mechanism"],
  ["no mechanism's name", [init, start(good, "")], "offer, refused", "no mechanism"],
  ["a mechanism by small letters", [init, start(good, "plain")], "offer, complete nil", ""],
  ["one that is not offered", [init, start(good, "SCRAM-SHA-512")], "offer, refused", "no mechanism"],
  ["EXTERNAL without a certificate", [init, start("", "EXTERNAL")], "offer, refused", "no mechanism"],
  ["START twice", [init, start(null, "DIGEST-MD5"), start(good)], "offer, more, complete nil", ""],
  ["a wrong password", [init, start(wrong)], "offer, refused", "wrong password"],
  ["an unknown user", [init, start("\0nobody\0x")], "offer, refused", "unknown user"],
  [
    "START after a refusal",
    [init, start(wrong), start(good)],
    "offer, refused, refused",
    "wrong password, out of order",
  ],
  [
    "STEP after a refusal",
    [init, start(wrong), step(good)],
    "offer, refused, refused",
    "wrong password, out of order",
  ],
  [
    "anew after a refusal",
    [init, start(wrong), init, start(good)],
    "offer, refused, offer, complete nil",
    "wrong password",
  ],
  ["nothing first", [init, start(null), step(good)], "offer, more, complete nil", ""],
  ["no bytes first", [init, start(""), step(good)], "offer, more, complete nil", ""],
  ["half a message", [init, start("fred")], "offer, refused", "malformed message"],
  ["acting as oneself", [init, start(`fred${good}`)], "offer, complete nil", ""],
  ["acting as another", [init, start(`joe${good}`)], "offer, refused", "not authorized"],
  ["ANONYMOUS", [init, start("me", "ANONYMOUS")], "offer, complete nil", ""],
  [
    "everything after the end",
    [init, start(good), init, start(good), step(good)],
    "offer, complete nil, refused, refused, refused",
    "out of order, out of order, out of order",
  ],
  [
    "too many refusals",
    [
      init,
      start(wrong),
      init,
      start(wrong),
      init,
      start(wrong),
      start(wrong),
      start(wrong),
      start(wrong),
      init,
    ],
    "offer, refused, offer, refused, offer, refused, refused, refused, refused, closed: ended",
    "wrong password, wrong password, wrong password, out of order, out of order, out of order",
  ],
];

test.each(orders)("%s", async (_title, acts, answers, causes) => {
  const client = new SaslClient(service);
  expect((await play(client, acts)).join(", ")).toBe(answers);
  expect(place.logger.refusals.map(({ cause }) => cause).join(", ")).toBe(causes);
});

test("the number of refusals after which a client is out", () => expect(maxRefusals).toBe(6));

test("authList asks for SASL, and for nothing after it", async () => {
  const client = new SaslClient(service);
  expect(await client.ask(remote.calls.authList, {})).toEqual({ types: [1] });
  expect(await client.ask(remote.calls.connectGetLibVersion, {})).toMatchObject({
    message: "authentication required",
  });
  expect(await client.signIn("PLAIN", fred)).toBe("complete");
  expect(await client.ask(remote.calls.authList, {})).toEqual({ types: [0] });
  expect(client.events).toEqual(["refused: sign-in", "signed in"]);
  expect(client.connection.session.identity).toEqual({ mechanism: "PLAIN", user: "fred", realm, ssf: 0 });
});

describe("libvirtd's words in the log", () => {
  const failed = "error: authentication failed: authentication failed";
  const negotiation = (text: string) =>
    `error: authentication failed: Failed to start SASL negotiation: ${text}`;
  test.each<[string, Act[], string]>([
    ["INIT", [init, init], "error: client tried invalid SASL init request"],
    ["START", [start(good)], "error: client tried invalid SASL start request"],
    ["STEP", [step(good)], "error: client tried invalid SASL start request"],
    [
      "a wrong password",
      [init, start(wrong)],
      negotiation("-13 (SASL(-13): authentication failure: Password verification failed)"),
    ],
    [
      "an unknown user",
      [init, start("\0nobody\0x")],
      negotiation("-20 (SASL(-13): user not found: Password verification failed)"),
    ],
    [
      "no such mechanism",
      [init, start("", "NOSUCH")],
      negotiation("-4 (SASL(-4): no mechanism available: Couldn't find mech NOSUCH)"),
    ],
    ["EXTERNAL", [init, start("", "EXTERNAL")], negotiation("-4 (SASL(-4): no mechanism available: )")],
  ])("%s", async (_title, acts, line) => {
    await play(new SaslClient(service), acts);
    expect(place.logger.lines.slice(0, 2)).toEqual([line, failed]);
  });

  test("who is let in, and who is not", async () => {
    await new SaslClient(service).signIn("SCRAM-SHA-256", fred);
    expect(place.logger.lines).toEqual(["info: client signed in fred"]);
    await new SaslClient(service).signIn("SCRAM-SHA-256", { ...fred, password: "x" }).catch(() => {});
    expect(place.logger.refusals[0]).toMatchObject({
      category: "rpc.sasl",
      cause: "wrong password",
      mechanism: "SCRAM-SHA-256",
      user: "fred",
      realm,
      transport: "unix",
      change: expect.stringContaining("virtgate user passwd"),
    });
    expect(JSON.stringify([place.logger.lines, place.logger.refusals])).not.toContain("secret1");
  });
});

test.each(["SCRAM-SHA-256", "SCRAM-SHA-1", "DIGEST-MD5", "PLAIN"])(
  "%s: right, wrong, unknown",
  async (mechanism) => {
    const outcome = (credentials: { authname: string; password: string }) =>
      new SaslClient(service).signIn(mechanism, credentials).then(wordOf, (error: Error) => error.message);
    expect(await outcome(fred)).toBe("complete");
    expect(await outcome({ ...fred, password: "wrong" })).toBe("refused");
    expect(await outcome({ authname: "nobody", password: "secret1" })).toBe("refused");
  },
);

test("a verifier that is missing for the mechanism is told apart, in the log", async () => {
  const joe = { authname: "joe", password: "secret2" };
  expect(await new SaslClient(service).signIn("SCRAM-SHA-256", joe)).toBe("complete");
  expect(wordOf(await new SaslClient(service).signIn("DIGEST-MD5", joe))).toBe("refused");
  expect(place.logger.refusals.map(({ cause }) => cause)).toEqual(["missing verifier"]);
});

test.each([
  [null, "fred", true],
  [["fred"], "fred", true],
  [["f*", "x"], "fred", true],
  [["fre?"], "fred", true],
  [["fre"], "fred", false],
  [[], "fred", false],
  [["anonymous"], "fred", false],
])("sasl_allowed_username_list %j lets %s in: %s", async (allowedUsers, user, isIn) => {
  const listed = await place.service({ allowedUsers });
  const client = new SaslClient(listed);
  expect(wordOf(await client.signIn("SCRAM-SHA-256", { ...fred, authname: user }))).toBe(
    isIn ? "complete" : "refused",
  );
  expect(client.connection.session.signedIn).toBe(isIn);
  if (isIn) return;
  expect(place.logger.lines).toEqual([
    "error: SASL client identity 'fred' not allowed by ACL",
    "error: Client's username is not on the list of allowed clients",
    "error: authentication failed: authentication failed",
    "refused: not on the list",
  ]);
});

test("EXTERNAL is the certificate's name, where it was verified and the file asks for it", async () => {
  const certified = { name: "C=GB,CN=alice", ssf: 256 };
  const client = new SaslClient(service, { transport: "tls", certified });
  expect(await client.init()).toEqual({
    mechlist: "SCRAM-SHA-256,SCRAM-SHA-1,DIGEST-MD5,PLAIN,ANONYMOUS,EXTERNAL",
  });
  expect(wordOf(await client.start("EXTERNAL", null))).toBe("more");
  expect(wordOf(await client.step(""))).toBe("complete nil");
  expect(client.connection.session.identity).toMatchObject({ mechanism: "EXTERNAL", user: "C=GB,CN=alice" });
});

test.each([
  ["the user of a unix socket", 0, "root"],
  ["nobody for a user without a name", 4_294_967_294, undefined],
])("EXTERNAL is %s, where the file asks for it", async (_, uid, name) => {
  const peer = { pid: 1, uid, gid: uid, startTime: 1n };
  const client = new SaslClient(service, { peer });
  const { mechlist } = (await client.init()) as { mechlist: string };
  expect(mechlist.split(",").includes("EXTERNAL")).toBe(name !== undefined);
  if (name === undefined) return;
  expect(wordOf(await client.start("EXTERNAL", ""))).toBe("more");
  expect(wordOf(await client.step(name))).toBe("complete nil");
  expect(client.connection.session.identity).toMatchObject({
    mechanism: "EXTERNAL",
    user: name,
    authzid: name,
  });
});

test("EXTERNAL is the user of the socket, and no other", async () => {
  const client = new SaslClient(service, { peer: { pid: 1, uid: 0, gid: 0, startTime: 1n } });
  await client.init();
  await client.start("EXTERNAL", "");
  expect(wordOf(await client.step("fred"))).toMatch(/^refused/);
});

test("whoever does not sign in is disconnected", () => {
  vi.useFakeTimers();
  const client = new SaslClient(service);
  vi.advanceTimersByTime(signInDeadlineMs - 1);
  expect(client.closed).toBeUndefined();
  vi.advanceTimersByTime(1);
  expect(client.events).toEqual([`cut off: the client did not sign in within ${signInDeadlineMs / 1000} s`]);
});

test("whoever has signed in may stay", async () => {
  const client = new SaslClient(service, { beginSignIn: (session) => new SaslSignIn(session, service, 200) });
  await client.signIn("PLAIN", fred);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(client.closed).toBeUndefined();
});

test("calls behind the last step are answered after it, and one at a time before", async () => {
  const client = new SaslClient(service);
  await client.init();
  const data = Array.from(Buffer.from(good));
  const packets = [
    client.packet(remote.calls.authSaslStart, { mech: "PLAIN", nil: 0, data }, 100),
    client.packet(remote.calls.connectOpen, { name: "test:///default", flags: 0 }, 101),
    client.packet(remote.calls.connectGetHostname, {}, 102),
  ];
  const answers = [client.answerTo(100), client.answerTo(101), client.answerTo(102)];
  client.sendRaw(Buffer.concat(packets));
  await Promise.all(answers);
  // Nobody has been refused as a stranger.
  expect(client.events).toEqual(["signed in"]);
});

describe("failures before", () => {
  const slow = async () => {
    const waiting = await SaslPlace.make("mech_list: scram-sha-256 plain\nvirtgate_max_wait: 1");
    return { waiting, service: await waiting.service() };
  };

  test("make the verdict wait, right or wrong, and nobody else's", async () => {
    const { waiting, service: slowly } = await slow();
    try {
      const attempt = async (credentials: object) => {
        const beganMs = performance.now();
        const answer = await new SaslClient(slowly).signIn("SCRAM-SHA-256", credentials);
        return [wordOf(answer), performance.now() - beganMs > 150] as const;
      };
      for (let i = 0; i < 3; i++)
        expect(await attempt({ ...fred, password: "x" })).toEqual(["refused", false]);
      const ghost = { authname: "ghost", password: "x" };
      for (let i = 0; i < 3; i++) expect(await attempt(ghost)).toEqual(["refused", false]);
      const [known, unknown, joe] = await Promise.all([
        attempt({ ...fred, password: "y" }),
        attempt(ghost),
        attempt({ authname: "joe", password: "secret2" }),
      ]);
      expect([known, unknown, joe]).toEqual([
        ["refused", false],
        ["refused", false],
        ["complete", false],
      ]);
      expect(await Promise.all([attempt(fred), attempt(ghost)])).toEqual([
        ["complete", true],
        ["refused", true],
      ]);
    } finally {
      waiting.remove();
    }
  });

  test("a client that leaves while it waits leaves nothing behind", async () => {
    const { waiting, service: slowly } = await slow();
    try {
      for (let i = 0; i < 6; i++) await new SaslClient(slowly).signIn("PLAIN", { ...fred, password: "x" });
      const client = new SaslClient(slowly);
      const attempt = client.signIn("PLAIN", fred).catch((error: Error) => error.message);
      await new Promise((resolve) => setTimeout(resolve, 50));
      client.connection.close("gone");
      expect(await attempt).toMatch(/^closed/);
      expect(client.connection.session.signedIn).toBe(false);
    } finally {
      waiting.remove();
    }
  });

  test("one address cannot take all places while it waits", async () => {
    const { waiting, service: slowly } = await slow();
    try {
      const from = (address: string, name: string) =>
        new SaslClient(slowly, { transport: "tls", address })
          .signIn("PLAIN", { authname: name, password: "secret1" })
          .then(wordOf, (error: Error) => error.message);
      for (let i = 0; i < 11; i++) await from("192.0.2.1", `user${i}`);
      const crowd = Promise.all([0, 1, 2, 3, 4].map((i) => from("192.0.2.1", `other${i}`)));
      expect(await from("192.0.2.2", "fred")).toBe("complete");
      await crowd;
      expect(waiting.logger.refusals.filter(({ cause }) => cause === "too many failures")).toHaveLength(1);
    } finally {
      waiting.remove();
    }
  });
});
