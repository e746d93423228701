// For tests: both ends of a sign-in, joined in memory, and what each needs.
import { randomBytes } from "node:crypto";
import { digestMd5Hash } from "../digest-md5/hashes.js";
import type { Exchange } from "../exchange.js";
import type { ClientOptions, ClientResult, ServerOptions, ServerResult } from "../mechanism.js";
import type { UserStore } from "../user-store.js";

/** Users with their passwords, for DIGEST-MD5. */
export function digestStore(passwords: Readonly<Record<string, string>>): UserStore {
  return {
    lookup: async (user, realm) => {
      const password = passwords[user];
      return password === undefined
        ? undefined
        : { digestMd5: { a1Hash: digestMd5Hash(user, realm, password) } };
    },
    decoys: { key: new Uint8Array(32), iterations: 4096 },
  };
}

export const serverDefaults: ServerOptions = {
  service: "libvirt",
  host: "vm",
  minSsf: 0,
  maxSsf: 100_000,
  maxBuffer: 65_536,
  random: (bytes) => randomBytes(bytes),
  users: digestStore({ fred: "secret1", andré: "héslo", jiří: "héslo", wu: "密码" }),
};

export const clientDefaults: ClientOptions = {
  service: "libvirt",
  host: "localhost",
  minSsf: 0,
  maxSsf: 100_000,
  maxBuffer: 65_536,
  random: (bytes) => randomBytes(bytes),
  externalSsf: 0,
  credentials: () => ({ authname: "fred", password: "secret1" }),
};

export interface Outcome {
  readonly server: ServerResult;
  readonly client: ClientResult;
  /** What was said, in order; null for nothing. */
  readonly said: readonly (Uint8Array | null)[];
}

/** What one side says, as the other side gets it. */
export type Wire = (from: "client" | "server", said: Uint8Array | null, turn: number) => Uint8Array | null;

/** Runs both ends to their end. Throws what either throws. */
export async function signInBoth(
  server: Exchange<ServerResult>,
  client: Exchange<ClientResult>,
  wire: Wire = (_from, said) => said,
): Promise<Outcome> {
  const said: (Uint8Array | null)[] = [];
  let fromClient = await client.step(null);
  for (let turn = 0; turn < 20; turn++) {
    said.push(fromClient.send);
    const fromServer = await server.step(wire("client", fromClient.send, turn));
    said.push(fromServer.send);
    if (fromServer.done && fromClient.done && fromServer.send === null)
      return { server: fromServer.result, client: fromClient.result, said };
    fromClient = await client.step(wire("server", fromServer.send, turn));
    if (fromServer.done) {
      if (!fromClient.done) throw new Error("the server is done, the client is not");
      return { server: fromServer.result, client: fromClient.result, said };
    }
  }
  throw new Error("no end after 20 turns");
}
