// SASL mechanisms against Cyrus SASL's sample client and server, in both directions: @virtgate/sasl alone, without
// libvirt around it.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import {
  choose,
  type Identity,
  libvirtDemands,
  maxIterationsOfCyrus,
  mechanismNamed,
  mechanisms,
  newUserFile,
  offered,
  offerText,
  readSasldb,
  readUsers,
  SaslError,
  type ServerOptions,
  type UserStore,
  usersOfFile,
  verifiersOf,
} from "@virtgate/sasl";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missing, title } from "./peers.js";
import { choices, type MechanismKind, type SignIn, signIns, users } from "./rows/sasl-sample.js";
import { SampleClient, SampleServer, SaslPlace } from "./sasl-sample.js";

const why = missing("saslSample");
const host = hostname();
const random = (bytes: number) => new Uint8Array(randomBytes(bytes));
const kindOf = (mechanism: string): MechanismKind =>
  mechanism === "PLAIN" ? "plain" : mechanism === "DIGEST-MD5" ? "digest" : "scram";
const passwordMechanisms = ["SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "DIGEST-MD5", "PLAIN"];
const external = "CN=alice";

describe.skipIf(why !== undefined)(title("Cyrus' samples", why), () => {
  let place: SaslPlace;
  let cyrusUsers: UserStore;
  let ourUsers: UserStore;
  beforeAll(async () => {
    place = new SaslPlace(
      "scram-sha-512 scram-sha-256 scram-sha-1 digest-md5 plain anonymous external",
      users,
    );
    const bytes = readFileSync(place.database);
    cyrusUsers = readUsers(bytes, random);
    const file = newUserFile(random, 4096);
    const stored = readSasldb(bytes).entries.map(async ({ user, realm, password }) => ({
      user,
      realm,
      record: await verifiersOf(user, realm, password, {
        iterations: file.iterations,
        digestMd5: true,
        host,
        random,
      }),
    }));
    ourUsers = usersOfFile({ ...file, users: await Promise.all(stored) });
  });
  afterAll(() => place?.remove());

  const terms = { service: "libvirt", host, random, minSsf: 0, maxSsf: 0, maxBuffer: 65_536 } as const;

  /** Our client at Cyrus' server. */
  async function signInAtCyrus(mechanism: string, given: Partial<SignIn>, args: string[] = []) {
    const server = new SampleServer(place, args);
    try {
      const offer = await server.mechanisms();
      const client = choose(
        mechanisms,
        offer,
        libvirtDemands({ kind: "protected", externalSsf: 256, external: true }),
        mechanism,
      ).client!({
        ...terms,
        externalSsf: 0,
        localHost: host,
        credentials: () => ({
          ...(given.user !== undefined && { authname: given.user }),
          ...(given.password !== undefined && { password: given.password }),
          ...(given.authzid !== undefined && { authzid: given.authzid }),
        }),
      });
      let step = await client.step(null);
      server.start(mechanism, step.send);
      for (;;) {
        const words = await server.next();
        if (words === undefined) break;
        if (step.done) throw new Error("the server goes on after the client's end");
        step = await client.step(words);
        if (step.send !== null || !step.done) server.send(step.send);
        if (step.done && step.send === null) break;
      }
      const ending = await server.end();
      return { ...ending, done: step.done, user: server.summary("Username"), ssf: server.summary("SSF") };
    } finally {
      server.stop();
    }
  }

  /** Cyrus' client at our server. */
  async function signInAtUs(
    mechanism: string,
    { user, password, authzid }: Partial<SignIn>,
    store: UserStore,
    args: string[] = [],
  ): Promise<{ identity?: Identity; problem?: SaslError; complete: boolean; reasons: string }> {
    const names = [
      ...(user !== undefined ? ["-a", user] : []),
      ...(authzid !== undefined ? ["-u", authzid] : []),
    ];
    const client = new SampleClient(place, [...names, ...args]);
    const options: ServerOptions = { ...terms, users: store, externalIdentity: { name: external, ssf: 256 } };
    try {
      const asksAtOnce = mechanism !== "DIGEST-MD5"; // it asks when it has heard the challenge
      const started = await client.start(mechanism, asksAtOnce ? password : undefined);
      expect(started.mechanism).toBe(mechanism);
      const server = mechanismNamed(mechanism)!.server!(options);
      let words = started.words;
      for (;;) {
        let step: Awaited<ReturnType<typeof server.step>>;
        try {
          step = await server.step(words);
        } catch (problem) {
          if (!(problem instanceof SaslError)) throw problem;
          client.stop();
          return { problem, complete: false, reasons: "" };
        }
        if (step.send !== null || !step.done)
          client.send(step.send, asksAtOnce || step.done ? undefined : password);
        if (step.done) {
          const { complete, reasons } = await client.end();
          return { identity: step.result.identity, complete, reasons };
        }
        words = (await client.next()) ?? null;
      }
    } finally {
      client.stop();
    }
  }

  describe.each(passwordMechanisms)("%s", (mechanism) => {
    test.each(signIns)("our client at Cyrus' server: $title", async (row) => {
      const { complete, user, ssf, reasons } = await signInAtCyrus(mechanism, row);
      expect({ complete, reasons }).toMatchObject({ complete: row.identity !== undefined });
      if (row.identity !== undefined) expect({ user, ssf }).toEqual({ user: row.identity, ssf: "0" });
      else expect(reasons).toContain(row.refused![kindOf(mechanism)]);
    });

    test.each(signIns)("Cyrus' client at our server, its database: $title", async (row) => {
      await expectAtUs(mechanism, row, cyrusUsers);
    });

    test.each(signIns)("Cyrus' client at our server, our verifiers: $title", async (row) => {
      await expectAtUs(mechanism, row, ourUsers);
    });
  });

  async function expectAtUs(mechanism: string, row: SignIn, store: UserStore) {
    const { identity, problem, complete, reasons } = await signInAtUs(mechanism, row, store);
    expect(identity?.user).toBe(row.identity);
    if (row.identity !== undefined) expect({ complete, reasons }).toMatchObject({ complete: true });
    else expect(problem?.message).toContain(row.refused![kindOf(mechanism)]);
  }

  test("ANONYMOUS at Cyrus' server", async () => {
    const { complete, user, reasons } = await signInAtCyrus("ANONYMOUS", {});
    expect({ complete, user }).toEqual({ complete: true, user: "anonymous" });
    expect(reasons).toContain(`ANONYMOUS login: "anonymous@${host}"`);
  });

  test("ANONYMOUS at our server", async () => {
    const { identity, complete } = await signInAtUs("ANONYMOUS", { authzid: "tester" }, ourUsers);
    expect(identity).toEqual({ mechanism: "ANONYMOUS", user: "anonymous", trace: `tester@${host}`, ssf: 0 });
    expect(complete).toBe(true);
  });

  const certificate = ["-e", `ssf=256,id=${external}`];

  test("EXTERNAL at Cyrus' server", async () => {
    const { complete, ssf } = await signInAtCyrus("EXTERNAL", {}, certificate);
    expect({ complete, ssf }).toEqual({ complete: true, ssf: "0" }); // it prints the name from freed memory
  });

  test("EXTERNAL at Cyrus' server, acting as another", async () => {
    const { complete, reasons } = await signInAtCyrus("EXTERNAL", { authzid: "other" }, certificate);
    expect(complete).toBe(false);
    expect(reasons).toContain("Requested identity not authenticated identity");
  });

  test("EXTERNAL at our server", async () => {
    const asItself = await signInAtUs("EXTERNAL", {}, ourUsers, certificate);
    expect(asItself.identity?.user).toBe(external);
    const asOther = await signInAtUs("EXTERNAL", { authzid: "other" }, ourUsers, certificate);
    expect(asOther.problem?.message).toBe(
      "SASL(-13): authentication failure: Requested identity not authenticated identity",
    );
  });

  test.each(choices)("from %s both clients take %s", async (offer, choice) => {
    const client = new SampleClient(place, ["-a", "fred"]);
    try {
      const { mechanism } = await client.start(offer, "secret1");
      expect(mechanism).toBe(choice);
    } finally {
      client.stop();
    }
    const demands = libvirtDemands({ kind: "protected", externalSsf: 0, external: false });
    expect(choose(mechanisms, offer, demands).name).toBe(choice);
  });

  test.each([
    [maxIterationsOfCyrus, true],
    [maxIterationsOfCyrus + 1, false],
  ])("%i rounds: Cyrus' client agrees: %s", async (iterations, agrees) => {
    const record = await verifiersOf("fred", host, "secret1", { iterations, random });
    const store = usersOfFile({ ...newUserFile(random), users: [{ user: "fred", realm: host, record }] });
    const client = new SampleClient(place, ["-a", "fred"]);
    try {
      const { words } = await client.start("SCRAM-SHA-256", "secret1");
      const server = mechanismNamed("SCRAM-SHA-256")!.server!({ ...terms, users: store });
      client.send((await server.step(words)).send);
      const proof = await client.next();
      expect(proof !== undefined).toBe(agrees);
      if (proof !== undefined) expect((await server.step(proof)).done).toBe(true);
      else expect((await client.end()).reasons).toContain("iteration-count is too big, refusing to compute");
    } finally {
      client.stop();
    }
  });

  test("both servers offer the same", async () => {
    const mine = [...passwordMechanisms, "ANONYMOUS", "EXTERNAL"];
    for (const external of [false, true]) {
      const server = new SampleServer(place, external ? certificate : []);
      const theirs = await server.mechanisms();
      server.stop();
      const demands = libvirtDemands({ kind: "protected", externalSsf: external ? 256 : 0, external });
      expect(offerText(offered(mechanisms, demands, mine)).replaceAll(",", " ")).toBe(theirs);
    }
  });
});
