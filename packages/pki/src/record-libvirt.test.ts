// VIRTGATE_RECORD=1: asks libvirt (virsh) what it makes of its own and of a server's certificates and writes its answers
// to vectors/checks.json, which vectors.test.ts holds against our own.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type Server } from "node:tls";
import { afterAll, describe, test } from "vitest";
import {
  type CheckCase,
  checkCases,
  leafKeyPem,
  saneClient,
  certificate as toPem,
} from "./testing/check-cases.js";
import { Pool, rowsText } from "./testing/rows.js";

const vectors = new URL("../vectors/checks.json", import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "virtgate-checks-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What virsh writes: warnings and the last error, without places in its source. */
async function virsh(uri: string): Promise<{ warnings: string[]; error: string }> {
  const child = spawn("virsh", ["-c", uri, "uri"], {
    env: { PATH: process.env["PATH"], HOME: folder, LC_ALL: "C" },
    stdio: ["ignore", "ignore", "pipe"],
    timeout: 20_000,
  });
  let text = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  await new Promise((resolve) => child.on("close", resolve));
  const warnings = [...text.matchAll(/: warning : \w+:\d+ : (.*)/g)].map((match) => match[1]!);
  const error = text.match(/^error: (?!failed to connect)(.*)$/m)?.[1] ?? text;
  return { warnings, error };
}

/** Shows the chain, and refuses every client with a byte that is not 1. */
async function serve(chain: readonly Uint8Array[]): Promise<Server> {
  const cert = chain.map(toPem).join("");
  const server = createServer(
    { cert, key: leafKeyPem, ciphers: "DEFAULT:@SECLEVEL=0", requestCert: true, rejectUnauthorized: false },
    (socket) => {
      socket.on("error", () => {});
      socket.end(Buffer.of(0));
    },
  );
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

async function check(one: CheckCase): Promise<{ warnings: string[]; error: string }> {
  const own = one.kind === "own" ? one.chain : saneClient.chain;
  writeFileSync(join(folder, "cacert.pem"), one.cas.map(toPem).join(""));
  writeFileSync(join(folder, "clientcert.pem"), own.map(toPem).join(""));
  writeFileSync(join(folder, "clientkey.pem"), leafKeyPem);
  const uri = (port: number) => `test+tls://${one.host ?? "127.0.0.1"}:${port}/default?pkipath=${folder}`;
  if (one.kind === "own") return await virsh(uri(1));
  const server = await serve(one.chain);
  try {
    return await virsh(uri((server.address() as AddressInfo).port));
  } finally {
    server.close();
  }
}

describe("libvirt is asked", () => {
  test("what it says of its own and of its peer's certificates", { timeout: 600_000 }, async () => {
    const pool = new Pool();
    const rows: unknown[] = [];
    for (const one of checkCases()) {
      const { warnings, error } = await check(one);
      const clean = (text: string) => text.replaceAll(folder, "DIR");
      rows.push({
        what: one.what,
        kind: one.kind,
        warnings: warnings.map(clean),
        error: clean(error),
        host: one.host ?? "127.0.0.1",
        chain: one.chain.map(pool.index),
        cas: one.cas.map(pool.index),
      });
    }
    writeFileSync(vectors, rowsText([...rows, { certificates: pool.certificates }]));
  });
});
