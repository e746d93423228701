// Both ends of a sign-in for tests, with users that are known and randomness that is the same each time.
import { createHash } from "node:crypto";
import type { Exchange, Step } from "../exchange.js";
import type { ClientOptions, Credentials, ServerOptions } from "../mechanism.js";
import { SaslError } from "../problem.js";
import { newUserFile, type StoredUser } from "../store-format.js";
import type { UserStore } from "../user-store.js";
import { usersOfFile } from "../users.js";
import { verifiersOf } from "../verifier.js";

/** As many bytes as asked for, always the same row of them. */
export function countedRandom(seed = "0"): (bytes: number) => Uint8Array {
  let count = 0;
  return (bytes) => {
    const block = () => createHash("sha512").update(`${seed} ${count++}`).digest();
    return new Uint8Array(
      Buffer.concat(Array.from({ length: Math.ceil(bytes / 64) }, block)).subarray(0, bytes),
    );
  };
}

export const host = "hv1.example";

/** The users of the tables: name, realm, password. */
const known: [string, string, string][] = [
  ["fred", host, "secret1"],
  ["joe", "other.realm", "pw"],
  ["we,ird=n", host, "c,o=m"],
  ["jürgen", host, "pässwörd"],
  ["soft", host, "a\u00adb"],
];

export async function testStore(iterations = 4096): Promise<UserStore> {
  const random = countedRandom("store");
  const file = newUserFile(random, iterations);
  const stored: StoredUser[] = [];
  for (const [user, realm, password] of known)
    stored.push({
      user,
      realm,
      record: await verifiersOf(user, realm, password, { iterations, digestMd5: true, host, random }),
    });
  return usersOfFile({ ...file, users: stored });
}

const terms = { service: "libvirt", host, minSsf: 0, maxSsf: 0, maxBuffer: 65_536 } as const;

export const serverOptions = (users: UserStore, more: Partial<ServerOptions> = {}): ServerOptions => ({
  ...terms,
  users,
  random: countedRandom("server"),
  ...more,
});

export const clientOptions = (
  credentials: Credentials,
  more: Partial<ClientOptions> = {},
): ClientOptions => ({
  ...terms,
  externalSsf: 0,
  localHost: "desk",
  random: countedRandom("client"),
  credentials: () => credentials,
  ...more,
});

export const text = (bytes: Uint8Array | null | undefined): string | null =>
  bytes ? Buffer.from(bytes).toString() : null;
export const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

/** The error of a step; fails the test if there is none. */
export async function refusal(step: () => unknown): Promise<SaslError> {
  try {
    await step();
  } catch (problem) {
    if (problem instanceof SaslError) return problem;
    throw problem;
  }
  throw new Error("nothing was refused");
}

/** Both ends until both are done: what was said, and what came of it. */
export async function converse<Server, Client>(
  server: Exchange<Server>,
  client: Exchange<Client>,
): Promise<{ said: (string | null)[]; server: Server; client: Client }> {
  const said: (string | null)[] = [];
  let mine: Step<Client> = await client.step(null);
  for (;;) {
    said.push(text(mine.send));
    const theirs = await server.step(mine.send);
    if (theirs.send !== null || !theirs.done) said.push(text(theirs.send));
    if (!mine.done) mine = await client.step(theirs.send);
    if (theirs.done && mine.done) return { said, server: theirs.result, client: mine.result };
    if (theirs.done) throw new Error("the client waits for more");
  }
}
