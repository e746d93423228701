// npm run bench -- --layers: what a message costs in each of SASL's security layers. Printed, not judged.
import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { systemGss } from "@virtgate/native";
import {
  type ClientOptions,
  digestMd5Hash,
  mechanismNamed,
  type SecurityLayer,
  type ServerOptions,
  type UserStore,
} from "@virtgate/sasl";
import { startKdc } from "../interop/kdc.js";
import { missing } from "../interop/peers.js";

const secondsPerFigure = 0.3;
const sizes = [100, 1_000, 10_000, 65_000];

const users: UserStore = {
  lookup: async (user, realm) => ({ digestMd5: { a1Hash: digestMd5Hash(user, realm, "secret1") } }),
  decoys: { key: new Uint8Array(32), iterations: 4096 },
};
const host = hostname();
const terms = {
  service: "libvirt",
  random: randomBytes,
  minSsf: 0,
  maxSsf: 100_000,
  maxBuffer: 65_536,
} as const;

interface Ends {
  readonly client: SecurityLayer;
  readonly server: SecurityLayer;
}

async function signIn(
  name: string,
  ofServer: Partial<ServerOptions>,
  ofClient: Partial<ClientOptions> = {},
): Promise<Ends> {
  const mechanism = mechanismNamed(name)!;
  const credentials = () => ({ authname: "fred", password: "secret1" });
  const client = mechanism.client!({
    ...terms,
    host: "localhost",
    externalSsf: 0,
    credentials,
    ...ofClient,
  });
  const server = mechanism.server!({ ...terms, host, users, ...ofServer });
  let mine = await client.step(null);
  for (;;) {
    const theirs = await server.step(mine.send);
    if (!mine.done) mine = await client.step(theirs.send);
    if (theirs.done && mine.done) return { client: mine.result.layer!, server: theirs.result.layer! };
  }
}

/** Microseconds for one message, sealed and opened. */
function measure({ client, server }: Ends, bytes: number): number {
  const payload = new Uint8Array(randomBytes(bytes));
  for (let warm = 0; warm < 200; warm++) server.decode(client.encode(payload));
  const began = performance.now();
  let count = 0;
  while (performance.now() - began < secondsPerFigure * 1000) {
    for (let batch = 0; batch < 10; batch++) server.decode(client.encode(payload));
    count += 10;
  }
  return ((performance.now() - began) / count) * 1000;
}

function report(name: string, ends: Ends): void {
  const figures = sizes.map((bytes) => {
    const us = measure(ends, bytes);
    return `${us.toFixed(1).padStart(9)} µs ${(bytes / us).toFixed(0).padStart(5)} MB/s`;
  });
  process.stdout.write(`${name.padEnd(22)}${figures.join("")}\n`);
  ends.client.close?.();
  ends.server.close?.();
}

/** Prints a line for every layer; GSSAPI in a Kerberos realm of its own, where there is MIT's KDC. */
export async function reportLayers(): Promise<void> {
  const heads = sizes.map((bytes) => `${bytes} bytes`.padStart(23)).join("");
  process.stdout.write(`${"sealed and opened".padEnd(22)}${heads}\n`);
  const digestMd5 = { "auth-int": 1, "rc4-40": 40, des: 55, "rc4-56": 56, "3des": 112, rc4: 128 };
  for (const [name, ssf] of Object.entries(digestMd5)) {
    report(`DIGEST-MD5 ${name}`, await signIn("DIGEST-MD5", { minSsf: ssf, maxSsf: ssf }));
  }

  const why = missing("kdc");
  if (why !== undefined) {
    process.stdout.write(`GSSAPI: ${why}\n`);
  } else {
    const kdc = await startKdc();
    try {
      Object.assign(process.env, kdc.environment(kdc.kinit("alice", "alicepw")));
      const gss = await systemGss({ keytab: kdc.keytab });
      for (const [name, maxSsf] of [
        ["integrity", 1],
        ["AES-256", 100_000],
      ] as const) {
        report(`GSSAPI ${name}`, await signIn("GSSAPI", { gss, minSsf: 1, maxSsf }, { gss }));
      }
    } finally {
      await kdc.stop();
    }
  }
}
