// Every mechanism there is, strongest first: the order in which Cyrus' client prefers them, and in which its server
// lists them if its configuration names none.
import { anonymousClient, anonymousServer } from "./anonymous.js";
import { digestMd5 } from "./digest-md5/mechanism.js";
import { externalClient, externalServer } from "./external.js";
import { gssapi } from "./gssapi/mechanism.js";
import type { Mechanism, MechanismFlags } from "./mechanism.js";
import { plainClient, plainServer } from "./plain.js";
import { scramClient } from "./scram-client.js";
import { scramHashes } from "./scram-hash.js";
import { scramServer } from "./scram-server.js";
import type { ScramHash } from "./user-store.js";

const none: MechanismFlags = {
  anonymous: false,
  plaintext: false,
  noDictionary: false,
  noActive: false,
  mutual: false,
  clientFirst: true,
};

const scram = (hash: ScramHash): Mechanism => ({
  name: scramHashes[hash].mechanism,
  maxSsf: 0,
  flags: { ...none, noActive: true, mutual: true },
  server: (options) => scramServer(hash, options),
  client: (options) => scramClient(hash, options),
});

export const mechanisms: readonly Mechanism[] = [
  gssapi,
  scram("sha512"),
  scram("sha256"),
  scram("sha1"),
  digestMd5,
  {
    name: "EXTERNAL",
    maxSsf: 0,
    flags: { ...none, noDictionary: true },
    server: externalServer,
    client: externalClient,
  },
  {
    name: "PLAIN",
    maxSsf: 0,
    flags: { ...none, plaintext: true },
    server: plainServer,
    client: plainClient,
  },
  {
    name: "ANONYMOUS",
    maxSsf: 0,
    flags: { ...none, anonymous: true },
    server: anonymousServer,
    client: anonymousClient,
  },
];

/** The mechanism of that name, whatever its case; undefined if there is none. */
export function mechanismNamed(name: string): Mechanism | undefined {
  const upper = name.toUpperCase();
  return mechanisms.find((mechanism) => mechanism.name === upper);
}
