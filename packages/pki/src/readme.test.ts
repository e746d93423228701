// The README's example, run as it stands there.
import { readFileSync } from "node:fs";
import { transform } from "esbuild";
import { expect, test } from "vitest";
import * as pki from "./index.js";
import { keyPair } from "./testing/keys.js";
import { altName, commonName, extension, makeCertificate, makeCrl } from "./testing/maker.js";
import { certificate, pem } from "./testing/pem-writer.js";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

test("the example", async () => {
  const caKey = keyPair("ec", "ca");
  const notAfter = new Date(Date.now() + 100.5 * 86_400_000);
  const ca = makeCertificate({
    subject: commonName("CA"),
    key: caKey,
    extensions: [extension.basicConstraints(true)],
  });
  const server = makeCertificate({
    subject: commonName("hv1"),
    key: keyPair("ec"),
    issuer: commonName("CA"),
    signer: caKey,
    notAfter,
    extensions: [
      extension.altNames([altName.dns("hv1.example.org")]),
      extension.purposes(["1.3.6.1.5.5.7.3.2"]),
    ],
  });
  const [, example] = /```ts\n(.*?)```/s.exec(readme)!;
  const { code } = await transform(example!.replace(/^import .*$/m, ""), { loader: "ts" });
  const printed: unknown[] = [];
  const known = {
    caPem: certificate(ca),
    serverPem: certificate(server),
    crlPem: pem("X509 CRL", makeCrl({ issuer: commonName("CA"), signer: caKey, serials: [] })),
    console: { log: (value: unknown) => printed.push(value) },
    ...pki,
  };
  new Function(...Object.keys(known), code)(...Object.values(known));
  expect(printed).toEqual([
    "CN=hv1",
    true,
    100,
    "Certificate [session] purpose does not allow use for with a TLS server",
  ]);
});
