// Connecting over TLS as a whole: files, verdict, order of faults, deadlines. Every kind of certificate is the matter
// of @virtgate/pki and of interop/tls-client.test.ts.

import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { connect } from "../connect.js";
import type { Environment } from "../environment.js";
import { FakeServer } from "../testing/fake-server.js";
import {
  accepted,
  plainServer,
  serverEnd,
  type TlsPeer,
  type TlsServer,
  tlsFile,
  tlsServer,
} from "../testing/tls-server.js";
import { connectTls, type TlsTarget } from "./tls.js";

const folder = mkdtempSync(join(tmpdir(), "vg-tls-"));
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});
afterAll(() => rmSync(folder, { recursive: true }));

let folders = 0;
/** A folder as pkipath names it. */
function pkipath(ca: string, client?: string): string {
  const path = join(folder, String(++folders));
  mkdirSync(path);
  copyFileSync(tlsFile(ca), join(path, "cacert.pem"));
  if (client !== undefined) {
    copyFileSync(tlsFile(client), join(path, "clientcert.pem"));
    copyFileSync(tlsFile(`${client}-key`), join(path, "clientkey.pem"));
  }
  return path;
}

const environment: Environment = {
  uid: 1000,
  variables: {},
  homeDirectory: () => join(folder, "nowhere"),
  exists: () => false,
  readConfiguration: () => undefined,
};

async function open(
  more: Partial<TlsTarget> = {},
  serve: (peer: TlsPeer) => void = ({ tls }) => tls.write(accepted),
) {
  const server = await tlsServer(serve);
  cleanups.push(() => server.close());
  const warnings: string[] = [];
  const target: TlsTarget = {
    host: "localhost",
    port: String(server.port),
    pkipath: pkipath("ca", "client"),
    tlsPriority: undefined,
    noSanity: false,
    noVerify: false,
    ...more,
  };
  const opening = connectTls(target, environment, (text) => warnings.push(text));
  opening.then((transport) => cleanups.push(() => transport.close())).catch(() => {});
  return { opening, warnings, server };
}

const unknown =
  "Certificate check failed Certificate failed validation: The certificate hasn't got a known issuer.";
const elsewhere = "Certificate check failed Certificate [session] owner does not match the hostname 127.1";
const unverified = "authentication failed: Failed to verify peer's certificate";

describe("the server is", () => {
  test.each<[string, Partial<TlsTarget>, string[]]>([
    ["known by its name", {}, []],
    ["known by its address", { host: "127.0.0.1" }, []],
    ["unknown, and nobody asks", { pkipath: pkipath("other-ca"), noVerify: true }, [unknown]],
    // Another way to write 127.0.0.1, which is no address to a certificate.
    ["another one, and nobody asks", { host: "127.1", noVerify: true }, [elsewhere]],
  ])("%s", async (_, more, expected) => {
    const { opening, warnings } = await open(more);
    await opening;
    expect(warnings).toEqual(expected);
  });

  test("unknown", async () => {
    const { opening, warnings } = await open({ pkipath: pkipath("other-ca") });
    await expect(opening).rejects.toMatchObject({ code: 45, domain: 7, message: unverified });
    expect(warnings).toEqual([unknown]);
  });
});

test("the server sees the client's certificate, or none", async () => {
  const seen: unknown[] = [];
  const serve = ({ tls }: TlsPeer) => {
    seen.push(tls.getPeerCertificate().subject?.CN);
    tls.write(accepted);
  };
  await (await open({}, serve)).opening;
  await (await open({ pkipath: pkipath("ca") }, serve)).opening;
  expect(seen).toEqual(["alice", undefined]);
});

describe("what is wrong first is said first", () => {
  const nowhere = { host: "a..b" };
  const closed = { host: "127.0.0.1", port: "1" };
  test.each<[string, Partial<TlsTarget>, number, string]>([
    [
      "files, then the name",
      { ...nowhere, pkipath: "/nonexistent" },
      38,
      "Cannot read CA certificate '/nonexistent/cacert.pem': No such file or directory",
    ],
    [
      "the name, then the settings",
      { ...nowhere, tlsPriority: "BOGUS" },
      38,
      "Unable to resolve address 'a..b' service '16514': Name or service not known",
    ],
    [
      "the port, then the settings",
      { ...closed, tlsPriority: "BOGUS" },
      38,
      "unable to connect to server at '127.0.0.1:1': Connection refused",
    ],
    [
      "the settings, then the server",
      { pkipath: pkipath("other-ca"), tlsPriority: "BOGUS" },
      38,
      "Failed to set TLS session priority to BOGUS: The request is invalid.",
    ],
  ])("%s", async (_, more, code, message) => {
    const { opening } = await open({ ...(more.host === "a..b" ? { port: "16514" } : {}), ...more });
    await expect(opening).rejects.toMatchObject({ code, domain: 7, message });
  });
});

describe("the client's own", () => {
  const broken = (name: string, text: string, ca = "ca"): string => {
    const path = pkipath(ca, "client");
    writeFileSync(join(path, name), text);
    return path;
  };
  test.each<[string, () => string, string]>([
    [
      "certificate is not of its authority",
      () => pkipath("other-ca", "client"),
      "Our own certificate PATH/clientcert.pem failed validation against PATH/cacert.pem: The certificate hasn't got a known issuer.",
    ],
    [
      "certificate is no certificate",
      () => broken("clientcert.pem", "x"),
      "Unable to import client certificate PATH/clientcert.pem",
    ],
    [
      "authority is none",
      () => broken("cacert.pem", "x"),
      "Unable to import CA certificate list PATH/cacert.pem",
    ],
    [
      "key is none",
      () => broken("clientkey.pem", "x"),
      "Unable to set x509 key and certificate: PATH/clientkey.pem, PATH/clientcert.pem: The requested data were not available.",
    ],
    [
      "revocations are none",
      () => broken("cacrl.pem", "x"),
      "Unable to set x509 certificate revocation list: PATH/cacrl.pem: Base64 decoding error.",
    ],
  ])("%s", async (_, path, message) => {
    const place = path();
    const { opening } = await open({ pkipath: place });
    await expect(opening).rejects.toMatchObject({
      code: 38,
      domain: 7,
      message: message.replaceAll("PATH", place),
    });
  });

  test("key stays out of what is said about it", async () => {
    const secret = "c2VjcmV0IGtleSBtYXRlcmlhbA==";
    const path = broken(
      "clientkey.pem",
      `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----\n`,
    );
    const error: Error & { cause?: unknown } = await (await open({ pkipath: path })).opening.catch(
      (one) => one,
    );
    expect(error.message).toContain("ASN1 parser: Error in TAG.");
    expect(JSON.stringify([error.message, String(error.stack), String(error.cause)])).not.toContain("c2Vjcm");
  });
});

describe("with a server behind it", () => {
  const uriOf = ({ port }: TlsServer) => `fake+tls://localhost:${port}/x?pkipath=${pkipath("ca", "client")}`;
  const options = { env: {}, deadlineMs: 5000 };

  test.each([
    ["all at once", false],
    ["one byte at a time", true],
  ])("calls are answered, %s", async (_, oneByteAtATime) => {
    const server = await tlsServer((peer) => {
      peer.tls.write(accepted);
      const fake = new FakeServer(serverEnd(peer), { connectGetHostname: () => ({ hostname: "far" }) });
      fake.oneByteAtATime = oneByteAtATime;
    });
    cleanups.push(() => server.close());
    await using host = await connect(uriOf(server), options);
    const calls = Array.from({ length: 16 }, () => host.host.hostname());
    expect(new Set(await Promise.all(calls))).toEqual(new Set(["far"]));
  });

  test.each<[string, () => Promise<TlsServer>]>([
    ["does not answer the handshake", () => plainServer((raw) => raw.resume())],
    ["does not confirm", () => tlsServer(() => {})],
    ["does not answer calls", () => tlsServer(({ tls }) => tls.resume().write(accepted))],
  ])("a server that %s: the deadline passes", async (_, serve) => {
    const server = await serve();
    cleanups.push(() => server.close());
    const opening = connect(uriOf(server), { ...options, deadlineMs: 100 });
    await expect(opening).rejects.toThrow(/^Timed out during operation: no answer to .* within 100 ms$/);
  });

  test("the signal ends it", async () => {
    const server = await plainServer((raw) => raw.resume());
    cleanups.push(() => server.close());
    const reason = new Error("enough");
    const aborter = new AbortController();
    setTimeout(() => aborter.abort(reason), 50);
    await expect(connect(uriOf(server), { ...options, signal: aborter.signal })).rejects.toBe(reason);
  });
});
