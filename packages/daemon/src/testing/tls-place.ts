// A folder with a CA, a server's certificate and clients' ones for tests, and a TLS server over the toy program.

import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { Certificate } from "@virtgate/pki";
import {
  caTemplate,
  certificatePem,
  clientTemplate,
  crlPem,
  generateKey,
  type Issuer,
  issueCertificate,
  issueCrl,
  issueSelfSigned,
  parseDn,
  privateKeyPem,
  serverTemplate,
  type Template,
} from "@virtgate/pki/issue";
import type { TlsFiles, TlsListener } from "../config/config.js";

const dayMs = 86_400_000;
const here = { dns: ["localhost"], ip: ["127.0.0.1"] };

export interface Shown {
  readonly cert: string;
  readonly key: string;
}

export class TlsPlace {
  readonly folder = mkdtempSync(join(tmpdir(), "virtgate-tls-"));
  readonly files: TlsFiles = {
    ca: join(this.folder, "cacert.pem"),
    crl: join(this.folder, "cacrl.pem"),
    cert: join(this.folder, "servercert.pem"),
    key: join(this.folder, "serverkey.pem"),
  };
  readonly #ca: Issuer;

  private constructor(ca: Issuer) {
    this.#ca = ca;
    writeFileSync(this.files.ca, certificatePem(ca.certificate));
  }

  static async make(): Promise<TlsPlace> {
    const pair = await generateKey("ecdsa");
    const certificate = issueSelfSigned(caTemplate(parseDn("CN=Test CA"), lasting(3650)), pair);
    const place = new TlsPlace({ certificate, privateKey: pair.privateKey });
    await place.renewServer();
    return place;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  get ca(): string {
    return certificatePem(this.#ca.certificate);
  }

  listener(more: Partial<TlsListener> = {}): TlsListener {
    return {
      address: "127.0.0.1",
      service: "0",
      auth: "none",
      inherited: null,
      files: this.files,
      checksOwn: true,
      rules: { verifies: true, allowedDns: null },
      priority: null,
      ...more,
    };
  }

  /** Another key and certificate in the server's files, each put in place by a rename. */
  async renewServer(name = "localhost", days = 365): Promise<void> {
    const { cert, key } = await this.server(name, days);
    this.replace(this.files.key, key);
    this.replace(this.files.cert, cert);
  }

  server(name: string, days = 365): Promise<Shown> {
    return this.#issue(serverTemplate(parseDn(`CN=${name}`), here, lasting(days)));
  }

  client(dn = "O=Example,CN=alice", days = 365): Promise<Shown> {
    return this.#issue(clientTemplate(parseDn(dn), lasting(days)));
  }

  /** Puts a revocation list in place that holds this certificate. */
  revoke({ cert }: Shown): void {
    const [{ serialNumber }] = Certificate.listFromPem(cert) as [Certificate];
    const { notBefore: thisUpdate, notAfter: nextUpdate } = lasting(30);
    const revoked = [{ serialNumber, at: thisUpdate }];
    const list = issueCrl({ number: 1, thisUpdate, nextUpdate, revoked }, this.#ca);
    this.replace(this.files.crl!, crlPem(list));
  }

  replace(file: string, text: string): void {
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  async #issue(template: Template): Promise<Shown> {
    const { publicKey, privateKey } = await generateKey("ecdsa");
    const certificate = issueCertificate(template, publicKey, this.#ca);
    return { cert: certificatePem(certificate), key: privateKeyPem(privateKey) };
  }
}

function lasting(days: number) {
  const nowMs = Date.now();
  return { notBefore: new Date(nowMs - 400 * dayMs), notAfter: new Date(nowMs + days * dayMs) };
}

/** A client of 127.0.0.1. Nothing is checked: what is tested is the server. */
export function tlsClient(port: number, options: ConnectionOptions = {}): TLSSocket {
  const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false, ...options });
  socket.on("error", () => {});
  return socket;
}

/** "in" when the server's byte came; "closed" or "silence" otherwise. */
export function outcomeOf(socket: Socket, withinMs = 5000): Promise<string> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve("silence"), withinMs);
    const finish = (word: string) => {
      clearTimeout(timer);
      resolve(word);
    };
    socket.once("data", (data: Buffer) => finish(data[0] === 1 ? "in" : data.toString("hex")));
    socket.once("error", () => finish("closed"));
    socket.once("close", () => finish("closed"));
  });
}
