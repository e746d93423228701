// From a password to a user's line in the file.

import {
  defaultHost,
  defaultIterations,
  maxIterations,
  maxIterationsOfCyrus,
  minIterations,
  type StoredUser,
  verifiersOf,
} from "@virtgate/sasl";
import type { Command } from "commander";
import { wholeNumber } from "../tools/options.js";
import type { UserContext } from "./context.js";
import { nameOf, type Who } from "./target.js";

export interface VerifierOptions {
  readonly digestMd5?: boolean;
  readonly iterations?: number;
}

export const withVerifiers = (command: Command): Command =>
  command
    .option("--digest-md5", "also keep what DIGEST-MD5 needs: whoever reads that can sign in with it")
    .option(
      "--iterations <number>",
      `rounds of SCRAM, ${minIterations} to ${maxIterations} (default: the file's, ${defaultIterations} in a new one)`,
      wholeNumber(minIterations, maxIterations),
    );

/** Takes as long as the rounds do: a fifth of a second with the default. */
export async function storedUser(
  who: Who,
  password: string,
  { iterations, digestMd5 }: { iterations: number; digestMd5: boolean },
  { random, hostname }: UserContext,
): Promise<StoredUser> {
  const { user, realm } = who;
  // Of a user in another realm, clients of DIGEST-MD5 hash the whole name and the host's.
  const host = defaultHost(hostname);
  return {
    user,
    realm,
    record: await verifiersOf(user, realm, password, { iterations, digestMd5, host, random }),
  };
}

export function warn({ terminal }: UserContext, ...texts: readonly (string | undefined)[]): void {
  for (const text of texts) {
    if (text !== undefined && !terminal.quiet) terminal.errorText(`warning: ${text}\n`);
  }
}

/** More rounds than virsh's library makes lock virsh out. */
export const iterationsWarning = (iterations: number): string | undefined =>
  iterations > maxIterationsOfCyrus
    ? `clients of Cyrus SASL (virsh) sign in with at most ${maxIterationsOfCyrus} iterations, and this is ${iterations}`
    : undefined;

/** "fred@hv1 (SCRAM-SHA-512, SCRAM-SHA-256, SCRAM-SHA-1)" */
export const described = (one: StoredUser): string => `${nameOf(one)} (${mechanismsOf(one).join(", ")})`;

const scramNames = { sha512: "SCRAM-SHA-512", sha256: "SCRAM-SHA-256", sha1: "SCRAM-SHA-1" } as const;

/** The mechanisms with a verifier of their own. PLAIN does with any. */
export function mechanismsOf({ record: { scram, digestMd5 } }: StoredUser): string[] {
  const hashes = (["sha512", "sha256", "sha1"] as const).filter((hash) => scram?.[hash] !== undefined);
  return [...hashes.map((hash) => scramNames[hash]), ...(digestMd5 ? ["DIGEST-MD5"] : [])];
}
