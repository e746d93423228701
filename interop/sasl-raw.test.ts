// Sign-in by hand, in every order: both daemons answer alike, and log alike.
import { hostname } from "node:os";
import {
  array,
  char,
  decode,
  errorLayout,
  int,
  MessageStatus,
  type Procedure,
  payloadOffset,
  remote,
  struct,
  text,
} from "@virtgate/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missing, title } from "./peers.js";
import { type Act, orders, tcpOrders } from "./rows/sasl-raw.js";
import { type SaslDaemon, startSaslDaemon } from "./sasl-daemons.js";
import { subjectName } from "./subjects.js";
import { TlsPki } from "./tls-pki.js";
import { WireClient } from "./wire.js";

const why = missing("root", "namespaces", "libvirtd", "saslSample", "certtool", "openssl", "virtgated");

const { calls } = remote;

/** As START, and longer than it may be. */
const anyStart = {
  ...calls.authSaslStart,
  number: calls.authSaslStart.number,
  args: struct({ mech: text, nil: int, data: array(char, 1_000_000) }),
  ret: calls.authSaslStart.ret,
};

/** A call and the words for its answer; "closed" when there is none. */
async function ask<A, R>(client: WireClient, procedure: Procedure<A, R>, args: A): Promise<string> {
  const heard = await client.ask(procedure, args);
  if (heard === undefined) return "closed";
  const payload = heard.packet.slice(payloadOffset);
  if (heard.header.status === MessageStatus.ok) return plain(decode(procedure.ret, payload) as object);
  // Where libvirtd has nothing, ours has its support code.
  const { str3, ...error } = decode(errorLayout, payload);
  return plain({ ...error, str3: str3?.replace(/^VG-[0-9A-Z]{5}$/, "") || null });
}

/** Without what is drawn at random. */
function plain(answer: object): string {
  const { data } = answer as { data?: number[] };
  if (data === undefined) return JSON.stringify(answer);
  const said = Buffer.from(data).toString("latin1");
  const words = said.replace(/nonce="[^"]*"/, "nonce").replace(/^r=abc[^,]*,s=[^,]*,/, "r=abc…,s=…,");
  return JSON.stringify({ ...answer, data: words });
}

function perform(client: WireClient, [what, ...args]: Act): Promise<string> {
  const message = (data: string | null, nil = data === null ? 1 : 0) => ({
    nil,
    data: Array.from(Buffer.from((data ?? "").replace("REALM", hostname())), (byte) => (byte << 24) >> 24),
  });
  const [first, second, third] = args as [string | null, (string | number | null)?, number?];
  switch (what) {
    case "authList":
      return ask(client, calls.authList, {});
    case "init":
      return ask(client, calls.authSaslInit, {});
    case "start":
      return ask(client, anyStart, { mech: first!, ...message(second as string | null, third) });
    case "step":
      return ask(client, calls.authSaslStep, message(first, second as number | undefined));
    case "polkit":
      // libvirtd forgets to set an error here, and answers with the last one of whichever of its threads it was.
      return ask(client, calls.authPolkit, {}).then((said) =>
        said.startsWith('{"code"') ? "refused" : said,
      );
    case "open":
      return ask(client, calls.connectOpen, { name: "test:///default", flags: 0 });
  }
}

async function converse(place: string | number, acts: readonly Act[]): Promise<string[]> {
  const client = await WireClient.connect(place);
  try {
    const answers: string[] = [];
    for (const act of acts) answers.push(await perform(client, act));
    return answers;
  } finally {
    client.close();
  }
}

describe.skipIf(why)(title("sign-in in every order", why), () => {
  let pki: TlsPki;
  let both: [SaslDaemon, SaslDaemon];
  beforeAll(async () => {
    pki = await TlsPki.make();
    const setup = { mechList: "scram-sha-256 scram-sha-1 digest-md5 plain anonymous" };
    both = await Promise.all([
      startSaslDaemon("libvirtd", pki, setup),
      startSaslDaemon(subjectName, pki, setup),
    ]);
  });
  afterAll(async () => {
    await Promise.all(both?.map((daemon) => daemon.stop()) ?? []);
    pki?.remove();
  });

  async function compare(placeOf: (daemon: SaslDaemon) => string | number, acts: readonly Act[]) {
    for (const daemon of both) daemon.forgetLines();
    const [expected, got] = await Promise.all(both.map((daemon) => converse(placeOf(daemon), acts)));
    expect(got).toEqual(expected);
    const [theirs, ours] = both.map((daemon) => daemon.newLines().map(withoutDetail));
    expect(ours).toEqual(theirs);
  }

  test.each(orders)("unix: %s", (_title, acts) => compare(({ socket }) => socket, acts));
  test.each(orders.slice(0, 4))("read-only: %s", (_title, acts) =>
    compare(({ readonlySocket }) => readonlySocket, acts),
  );
  test.each(tcpOrders)("tcp: %s", (_title, acts) => compare(({ port }) => port, acts));

  const isOurs = subjectName === "virtgated";

  test.runIf(isOurs)("STEP between INIT and START, of which libvirtd dies, is refused", async () => {
    const answers = await converse(both[1].socket, [
      ["init"],
      ["step", "x"],
      ["start", "PLAIN", "\0fred\0secret1"],
    ]);
    expect(answers[1]).toContain("authentication failed: authentication failed");
    expect(answers[2]).toContain('"complete":1');
  });

  test.runIf(isOurs)("after six refusals the connection is closed", async () => {
    const wrong: Act = ["start", "PLAIN", "\0fred\0wrong"];
    const answers = await converse(both[1].socket, [
      ...Array(6)
        .fill([["init"], wrong])
        .flat(),
      ["init"],
    ]);
    expect(answers.at(-2)).toContain("authentication failed");
    expect(answers.at(-1)).toBe("closed");
  });
});

/** Whether a message is nonsense is the same for both; what is said of it is Cyrus' affair. */
const withoutDetail = (line: string): string => line.replace(/(Failed to start SASL negotiation): .*/, "$1");
