// Signing in with SASL: with real mechanisms on the other side, and with servers that do not behave.
import { randomBytes } from "node:crypto";
import { LibvirtError, remote } from "@virtgate/protocol";
import { describe, expect, test } from "vitest";
import { hostEnvironment } from "../environment.js";
import { maxSaslSteps } from "../limits.js";
import { Session } from "../session.js";
import { type Answers, FakeServer, settle } from "../testing/fake-server.js";
import { layered, password, refusal, saslServer, wireData } from "../testing/sasl-server.js";
import { memoryPair } from "../transports/memory.js";
import type { Transport } from "../transports/transport.js";
import { type SignInTerms, signIn } from "./sign-in.js";

const environment = hostEnvironment({ HOME: "/nonexistent" });
const fred = { authname: "fred", password };

const terms: SignInTerms = {
  auth: undefined,
  host: "localhost",
  isProtected: true,
  credentials: fred,
  authFile: undefined,
  environment,
};
const onTcp = { ...terms, isProtected: false };

function sessionOn(transport: Transport): Session {
  return new Session(transport, { maxCallsInFlight: 5, deadlineMs: 2000 }, { onEvent() {}, onClose() {} });
}

const hostname = (session: Session) => session.call(remote, remote.calls.connectGetHostname, {});
const answers: Answers = { connectGetHostname: () => ({ hostname: "there" }) };

describe("real mechanisms", () => {
  test.each(["SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "DIGEST-MD5", "PLAIN", "ANONYMOUS"])(
    "%s without a layer",
    async (mechlist) => {
      const { transport, ended } = saslServer({ mechlist, answers });
      const session = sessionOn(transport);
      await signIn(session, terms, {});
      expect((await ended).identity.user).toBe(mechlist === "ANONYMOUS" ? "anonymous" : "fred");
      expect(await hostname(session)).toEqual({ hostname: "there" });
    },
  );

  test("the strongest of a list, or the one of the URI", async () => {
    const list = "PLAIN,DIGEST-MD5,SCRAM-SHA-1,SCRAM-SHA-256,NOSUCH";
    for (const [auth, mechanism] of [
      [undefined, "SCRAM-SHA-256"],
      ["sasl", "SCRAM-SHA-256"],
      ["sasl.DIGEST-MD5", "DIGEST-MD5"],
      ["SASL.PLAIN", "PLAIN"],
    ] as const) {
      const { transport, ended } = saslServer({ mechlist: list });
      await signIn(sessionOn(transport), { ...terms, auth }, {});
      expect((await ended).identity.mechanism).toBe(mechanism);
    }
  });

  test.each([1, 3, 0])("DIGEST-MD5 with its layer; what comes behind is cut to %i bytes", async (piece) => {
    const { transport, server, ended } = saslServer({
      mechlist: "DIGEST-MD5",
      options: layered,
      answers,
      // Before the client can have said a word: exactly behind the success.
      behind: (one) => one.event("domainEventCallbackLifecycle", lifecycle),
    });
    let events = 0;
    const session = new Session(
      piece === 0 ? transport : inPieces(transport, piece),
      { maxCallsInFlight: 5, deadlineMs: 5000 },
      { onEvent: () => void events++, onClose() {} },
    );
    await signIn(session, onTcp, {});
    expect((await ended).identity.ssf).toBe(128);
    expect(await Promise.all([hostname(session), hostname(session)])).toHaveLength(2);
    await settle();
    expect(events).toBe(1);
    expect(server.calls.at(-1)).toBe("connectGetHostname");
  });

  test("large calls and replies both ways through the layer", async () => {
    const xml = randomBytes(300_000).toString("hex");
    const { transport } = saslServer({
      mechlist: "DIGEST-MD5",
      options: layered,
      answers: {
        domainGetXmlDesc: () => ({ xml }),
        connectDomainXmlFromNative: ({ nativeConfig }) => ({ domainXml: nativeConfig }),
      },
    });
    const session = sessionOn(transport);
    await signIn(session, onTcp, {});
    const { connectDomainXmlFromNative } = remote.calls;
    const args = { nativeFormat: "x", nativeConfig: xml, flags: 0 };
    expect(await session.call(remote, connectDomainXmlFromNative, args)).toEqual({ domainXml: xml });
  });

  const refused = "authentication failed: authentication failed";
  test.each([
    ["wrong password", { authname: "fred", password: "other" }, refused],
    ["unknown user", { authname: "nobody", password }, refused],
    ["no name", { authname: " ", password }, /^authentication failed: Failed to start .*All-whitespace/],
    ["nothing at all", undefined, "authentication failed: No authentication callback available"],
    ["no password", { authname: "fred" }, "authentication failed: Failed to collect auth credentials"],
  ])("%s", async (_, credentials, message) => {
    const { transport } = saslServer();
    const signing = signIn(sessionOn(transport), { ...terms, credentials }, {});
    const error: unknown = await signing.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LibvirtError);
    expect((error as LibvirtError).message).toMatch(message);
    expect(JSON.stringify([error, (error as LibvirtError).stack])).not.toContain(password);
  });

  test("a function is asked once, for what the mechanism needs", async () => {
    const asked: unknown[] = [];
    const { transport } = saslServer();
    const credentials = (request: unknown) => {
      asked.push(request);
      return fred;
    };
    await signIn(sessionOn(transport), { ...terms, credentials }, {});
    expect(asked).toEqual([
      {
        host: "localhost",
        mechanism: "SCRAM-SHA-256",
        prompts: [
          { name: "authname", text: "Please enter your authentication name", echo: true },
          { name: "password", text: "Please enter your password", echo: false },
        ],
        signal: undefined,
      },
    ]);
  });

  test("EXTERNAL with a certificate; no bytes in START are said again when they were taken for nothing", async () => {
    const heard: unknown[] = [];
    const empty = wireData(new Uint8Array());
    const { transport } = saslServer({
      mechlist: "EXTERNAL,PLAIN",
      answers: {
        authSaslStart: (args) => {
          heard.push(args);
          return { complete: 0, ...empty };
        },
        authSaslStep: (args) => {
          heard.push(args);
          return { complete: 1, ...wireData(null) };
        },
      },
    });
    const withCertificate = Object.assign(transport, { protection: { ssf: 256, known: true } });
    await signIn(sessionOn(withCertificate), terms, {});
    expect(heard).toEqual([{ mech: "EXTERNAL", ...empty }, empty]);
  });

  test("the code of a refusal is kept", async () => {
    const { transport } = saslServer({ answers: { authSaslStart: () => refusal("VG-7JTM3") } });
    const signing = signIn(sessionOn(transport), terms, {});
    await expect(signing).rejects.toMatchObject({ code: 45, domain: 7, str3: "VG-7JTM3" });
  });
});

const lifecycle = {
  callbackID: 1,
  msg: { dom: { name: "test", uuid: new Uint8Array(16), id: 1 }, event: 4, detail: 0 },
};

/** Everything that comes in is cut. */
function inPieces(transport: Transport, bytes: number): Transport {
  return Object.assign(Object.create(transport), {
    send: (sent: Uint8Array) => transport.send(sent),
    onDrain: (listener: () => void) => transport.onDrain(listener),
    onClose: (listener: () => void) => transport.onClose(listener),
    pause: () => transport.pause(),
    resume: () => transport.resume(),
    close: () => transport.close(),
    onData: (listener: (chunk: Uint8Array) => void) =>
      transport.onData((chunk) => {
        for (let at = 0; at < chunk.length; at += bytes) listener(chunk.slice(at, at + bytes));
      }),
  });
}

// --- servers that do not behave

const failed = "authentication failed: ";
const step = `${failed}Failed to step SASL negotiation: `;
const start = `${failed}Failed to start SASL negotiation: `;
const bytes = (text: string) => wireData(Buffer.from(text));
const digest = (more: string) => bytes(`nonce="abc",realm="vm",algorithm=md5-sess,charset=utf-8${more}`);

interface Misbehaviour {
  readonly title: string;
  readonly list?: string;
  readonly auth?: string;
  readonly tcp?: true;
  readonly start?: Answers["authSaslStart"];
  readonly step?: Answers["authSaslStep"];
  readonly message: string | RegExp;
}

const misbehaviours: readonly Misbehaviour[] = [
  { title: "an empty list", list: "", message: `${start}-4 (SASL(-4): no mechanism available: )` },
  {
    title: "a list of unknown ones",
    list: "NOSUCH,OTHER",
    message: `${start}-4 (SASL(-4): no mechanism available: No worthy mechs found)`,
  },
  {
    title: "a huge list",
    list: "SCRAM-SHA-256,".repeat(10_000),
    message: /a list of mechanisms of 140000 characters/,
  },
  {
    title: "weaker than asked for",
    list: "PLAIN,ANONYMOUS",
    auth: "sasl.SCRAM-SHA-256",
    message: `${failed}SASL mechanism SCRAM-SHA-256 not supported by server`,
  },
  ...["PLAIN", "ANONYMOUS", "SCRAM-SHA-256", "EXTERNAL"].map((list) => ({
    title: `${list} on TCP`,
    list,
    tcp: true as const,
    message: `${start}-4 (SASL(-4): no mechanism available: No worthy mechs found)`,
  })),
  {
    title: "DIGEST-MD5 on TCP without a layer",
    list: "DIGEST-MD5",
    tcp: true,
    start: () => ({ complete: 0, ...digest(',qop="auth"') }),
    message: /^authentication failed: Failed to step SASL negotiation: -15 \(/,
  },
  {
    title: "SCRAM: done at once",
    start: () => ({ complete: 1, ...wireData(null) }),
    message: /Failed to step SASL negotiation/,
  },
  {
    title: "SCRAM: an error instead of the first message",
    start: () => ({ complete: 0, ...bytes("e=other-error") }),
    message: /Failed to step SASL negotiation/,
  },
  {
    title: "SCRAM: a nonce that is not ours",
    start: () => ({ complete: 0, ...bytes("r=abc,s=c2FsdA==,i=4096") }),
    message: /Failed to step SASL negotiation/,
  },
  {
    title: "SCRAM: too few rounds",
    start: ({ data }) => ({ complete: 0, ...bytes(`r=${nonceIn(data)}x,s=c2FsdA==,i=1`) }),
    message: /iteration/i,
  },
  {
    title: "SCRAM: rounds for a day",
    start: ({ data }) => ({ complete: 0, ...bytes(`r=${nonceIn(data)}x,s=c2FsdA==,i=2000000000`) }),
    message: /iteration/i,
  },
  {
    title: "SCRAM: a wrong signature",
    start: ({ data }) => ({ complete: 0, ...bytes(`r=${nonceIn(data)}x,s=c2FsdA==,i=4096`) }),
    step: () => ({ complete: 1, ...bytes(`v=${Buffer.alloc(32).toString("base64")}`) }),
    message: `${step}-13 (SASL(-13): authentication failure: ServerSignature mismatch)`,
  },
  {
    title: "SCRAM: success without a signature",
    start: ({ data }) => ({ complete: 0, ...bytes(`r=${nonceIn(data)}x,s=c2FsdA==,i=4096`) }),
    step: () => ({ complete: 1, ...wireData(null) }),
    message: /Failed to step SASL negotiation/,
  },
  {
    title: "DIGEST-MD5: success without rspauth",
    list: "DIGEST-MD5",
    start: () => ({ complete: 0, ...digest(',qop="auth"') }),
    step: () => ({ complete: 1, ...wireData(null) }),
    message: /Failed to step SASL negotiation/,
  },
  {
    title: "DIGEST-MD5: a wrong rspauth",
    list: "DIGEST-MD5",
    start: () => ({ complete: 0, ...digest(',qop="auth"') }),
    step: () => ({ complete: 1, ...bytes(`rspauth=${"0".repeat(32)}`) }),
    message: /Failed to step SASL negotiation/,
  },
  {
    title: "more data than a message has",
    start: () => ({ complete: 0, nil: 0, data: Array(65_000).fill(65) }),
    message: /Failed to step SASL negotiation/,
  },
  {
    title: "PLAIN: never done",
    list: "PLAIN",
    start: () => ({ complete: 0, ...wireData(null) }),
    step: () => ({ complete: 0, ...wireData(null) }),
    message: `${failed}the server does not end the SASL negotiation`,
  },
  { title: "no answer", start: () => undefined, message: /no answer to procedure 68 within 300 ms/ },
];

/** The client's nonce in its first message. */
const nonceIn = (data: readonly number[]) =>
  /r=([^,]*)/.exec(Buffer.from(Uint8Array.from(data)).toString())![1]!;

test.each(misbehaviours.map((row) => [row.title, row] as const))("a server with %s", async (_, row) => {
  const [transport, theirs] = memoryPair();
  const server = new FakeServer(theirs, {
    authList: () => ({ types: [1] }),
    authSaslInit: () => ({ mechlist: row.list ?? "SCRAM-SHA-256" }),
    ...(row.start && { authSaslStart: row.start }),
    ...(row.step && { authSaslStep: row.step }),
  });
  const session = new Session(
    transport,
    { maxCallsInFlight: 5, deadlineMs: 300 },
    { onEvent() {}, onClose() {} },
  );
  const signing = signIn(session, { ...(row.tcp ? onTcp : terms), auth: row.auth }, {});
  const error: unknown = await signing.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(LibvirtError);
  if (typeof row.message === "string") expect((error as LibvirtError).message).toBe(row.message);
  else expect((error as LibvirtError).message).toMatch(row.message);
  expect(server.calls.length).toBeLessThan(maxSaslSteps + 5);
});

describe("a server that breaks its layer", () => {
  test.each([
    ["a length of 2 GiB", Uint8Array.of(0x7f, 0xff, 0xff, 0xff, 0)],
    ["a wrong MAC", Uint8Array.of(0, 0, 0, 32, ...Array<number>(32).fill(7))],
    ["clear text", Uint8Array.of(0, 0, 0, 28, 0x20, 0, 0x80, 0x86, ...Array<number>(40).fill(0))],
  ])("%s", async (_, broken) => {
    const { transport, sendRaw } = saslServer({ mechlist: "DIGEST-MD5", options: layered });
    const told: unknown[] = [];
    const session = new Session(
      transport,
      { maxCallsInFlight: 5, deadlineMs: 2000 },
      { onEvent() {}, onClose: (_reason, error) => void told.push(error) },
    );
    await signIn(session, onTcp, {});
    const calling = hostname(session);
    sendRaw(broken);
    await expect(calling).rejects.toThrow(/^internal error: failed to decode SASL data: -\d+ \(/);
    expect(told[0]).toBeInstanceOf(LibvirtError);
    expect(session.open).toBe(false);
  });
});
