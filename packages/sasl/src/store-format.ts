// Our file of users: what SCRAM and, if asked for, DIGEST-MD5 need of each; never a password. A line of JSON that
// says what it is, then one for each user:
//
//     {"virtgateUsers":1,"decoyKey":"BASE64","iterations":65536}
//     {"user":"fred","realm":"hv1","scram":{"sha256":{"iterations":65536,"salt":"…","storedKey":"…","serverKey":"…"}}}
//
// It is read strictly: a line has to be what would be written again, so nothing in it can mean two things.
import {
  defaultIterations,
  maxIterations,
  maxNameBytes,
  maxSaltBytes,
  maxStoreBytes,
  maxStoreUsers,
  minIterations,
} from "./limits.js";
import { SaslError } from "./problem.js";
import { scramHashes } from "./scram-hash.js";
import { base64Bytes, base64Text, byteLength, utf8Text } from "./text.js";
import type { ScramHash, ScramVerifier, UserRecord } from "./user-store.js";

export interface StoredUser {
  /** Without "@": Cyrus splits names at the first. */
  readonly user: string;
  readonly realm: string;
  readonly record: UserRecord;
}

export interface UserFile {
  /** What unknown users' salts are made of; made with the file and kept. */
  readonly decoyKey: Uint8Array;
  /** Rounds for new users and for unknown ones. */
  readonly iterations: number;
  readonly users: readonly StoredUser[];
}

const decoyKeyBytes = 32;
const start = '{"virtgateUsers":';

/** A file without users. */
export const newUserFile = (
  random: (bytes: number) => Uint8Array,
  iterations = defaultIterations,
): UserFile => ({
  decoyKey: random(decoyKeyBytes),
  iterations,
  users: [],
});

/** Whether these bytes begin like our file, of whatever version. */
export const isUserFile = (bytes: Uint8Array): boolean => utf8Text(bytes.subarray(0, start.length)) === start;

/** Throws "bad name" for a name or realm that cannot be kept: empty, with white space around it or control characters. */
export function requireStorable(user: string, realm: string): void {
  for (const [what, text] of [
    ["user name", user],
    ["realm", realm],
  ] as const) {
    if (text === "" || text.trim() !== text) throw new SaslError("bad name", "All-whitespace username.");
    if (/[\p{Cc}\p{Cs}]/u.test(text))
      throw new SaslError("bad name", `the ${what} has characters that cannot be kept`);
  }
  if (user.includes("@")) throw new SaslError("bad name", 'the user name has an "@"');
  if (byteLength(user) + 1 + byteLength(realm) > maxNameBytes)
    throw new SaslError("bad name", `user name and realm are longer than ${maxNameBytes} bytes`);
}

/** The file as text, users sorted. The same users give the same text. */
export function formatUserFile({ decoyKey, iterations, users }: UserFile): string {
  const sorted = [...users].sort((a, b) => compare(a.realm, b.realm) || compare(a.user, b.user));
  const head = { virtgateUsers: 1, decoyKey: base64Text(decoyKey), iterations };
  return `${[head, ...sorted.map(lineOf)].map((line) => JSON.stringify(line)).join("\n")}\n`;
}

/** Reads the file. Throws "broken file" with the number of the line, and nothing of what stands in it. */
export function parseUserFile(bytes: Uint8Array): UserFile {
  if (bytes.length > maxStoreBytes) throw broken(`longer than ${maxStoreBytes} bytes`);
  if (!isUserFile(bytes)) throw broken("not a file of users");
  const text = utf8Text(bytes);
  if (text === undefined) throw broken("not UTF-8");
  if (!text.endsWith("\n")) throw broken("the last line is cut off");
  const [first, ...lines] = text.slice(0, -1).split("\n");
  if (lines.length > maxStoreUsers) throw broken(`more than ${maxStoreUsers} users`);
  const head = jsonObject(first!, 1);
  if (head["virtgateUsers"] !== 1) throw broken("line 1: of a version that is not known here");
  const iterations = iterationsOf(head["iterations"], 1);
  const decoyKey = bytesOf(head["decoyKey"], decoyKeyBytes, 1);
  const file: UserFile = { decoyKey, iterations, users: lines.map((line, index) => userOf(line, index + 2)) };
  if (formatUserFile({ ...file, users: [] }) !== `${first}\n`)
    throw broken("line 1: has more or other fields");
  requireUnique(file.users);
  return file;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const hashes = Object.keys(scramHashes) as ScramHash[];

/** A user as the value of a line. The order of fields is part of the format. */
function lineOf({ user, realm, record: { scram, digestMd5 } }: StoredUser): object {
  const keys = ({ storedKey, serverKey }: { storedKey: Uint8Array; serverKey: Uint8Array }) => ({
    storedKey: base64Text(storedKey),
    serverKey: base64Text(serverKey),
  });
  const verifier = (of: ScramVerifier) => ({
    iterations: of.iterations,
    salt: base64Text(of.salt),
    ...keys(of),
    ...(of.prepared && { prepared: keys(of.prepared) }),
  });
  return {
    user,
    realm,
    ...(scram && {
      scram: Object.fromEntries(
        hashes.flatMap((hash) => (scram[hash] ? [[hash, verifier(scram[hash])]] : [])),
      ),
    }),
    ...(digestMd5 && {
      digestMd5: {
        a1Hash: base64Text(digestMd5.a1Hash),
        ...(digestMd5.fullA1Hash && { fullA1Hash: base64Text(digestMd5.fullA1Hash) }),
      },
    }),
  };
}

function userOf(line: string, number: number): StoredUser {
  const value = jsonObject(line, number);
  const { user, realm } = value;
  if (typeof user !== "string" || typeof realm !== "string") throw broken(`line ${number}: names nobody`);
  try {
    requireStorable(user, realm);
  } catch {
    throw broken(`line ${number}: the user name or realm is not valid`);
  }
  const scram = value["scram"] === undefined ? undefined : scramOf(asObject(value["scram"], number), number);
  const digest =
    value["digestMd5"] === undefined ? undefined : digestOf(asObject(value["digestMd5"], number), number);
  const stored = {
    user,
    realm,
    record: { ...(scram && { scram }), ...(digest && { digestMd5: digest }) },
  };
  if (JSON.stringify(lineOf(stored)) !== line) throw broken(`line ${number}: has more or other fields`);
  return stored;
}

function scramOf(value: Fields, number: number): UserRecord["scram"] {
  const entries = hashes.flatMap((hash) => {
    if (value[hash] === undefined) return [];
    const fields = asObject(value[hash], number);
    const keys = (of: Fields) => ({
      storedKey: bytesOf(of["storedKey"], scramHashes[hash].bytes, number),
      serverKey: bytesOf(of["serverKey"], scramHashes[hash].bytes, number),
    });
    const verifier: ScramVerifier = {
      iterations: iterationsOf(fields["iterations"], number),
      salt: bytesOf(fields["salt"], undefined, number),
      ...keys(fields),
      ...(fields["prepared"] !== undefined && { prepared: keys(asObject(fields["prepared"], number)) }),
    };
    return [[hash, verifier] as const];
  });
  return Object.fromEntries(entries);
}

const digestOf = ({ a1Hash, fullA1Hash }: Fields, number: number): NonNullable<UserRecord["digestMd5"]> => ({
  a1Hash: bytesOf(a1Hash, 16, number),
  ...(fullA1Hash !== undefined && { fullA1Hash: bytesOf(fullA1Hash, 16, number) }),
});

type Fields = { readonly [name: string]: unknown };

function jsonObject(line: string, number: number): Fields {
  try {
    return asObject(JSON.parse(line), number);
  } catch {
    throw broken(`line ${number}: not a JSON object`);
  }
}

function asObject(value: unknown, number: number): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw broken(`line ${number}: expected an object`);
  return value as Fields;
}

function bytesOf(value: unknown, length: number | undefined, number: number): Uint8Array {
  const bytes = typeof value === "string" ? base64Bytes(value) : undefined;
  if (bytes === undefined || bytes.length > maxSaltBytes || bytes.length !== (length ?? bytes.length))
    throw broken(`line ${number}: expected ${length ?? `up to ${maxSaltBytes}`} bytes in base64`);
  return bytes;
}

function iterationsOf(value: unknown, number: number): number {
  if (!Number.isInteger(value) || (value as number) < minIterations || (value as number) > maxIterations)
    throw broken(`line ${number}: expected ${minIterations} to ${maxIterations} iterations`);
  return value as number;
}

function requireUnique(users: readonly StoredUser[]): void {
  const seen = new Set<string>();
  for (const [index, { user, realm }] of users.entries()) {
    const key = `${user}@${realm}`;
    if (seen.has(key)) throw broken(`line ${index + 2}: the user stands in the file twice`);
    seen.add(key);
  }
}

const broken = (detail: string) => new SaslError("broken file", `users: ${detail}`);
