// From a connected socket to one that is encrypted and whose client may come in: the client's first bytes, OpenSSL's
// handshake, our verdict on the client's certificate, and the one byte by which libvirt's clients learn of it.

import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { type Certificate, CertificateError, checkPeer, handshakeProblem } from "@virtgate/pki";
import type { TlsRules } from "../config/config.js";
import type { Certified } from "../session.js";
import type { Credentials } from "../tls/credentials.js";
import type { KnownCertificates } from "../tls/known-certificates.js";
import { nameText } from "../tls/name.js";
import { type ClientHello, nothingInCommon, readOpening } from "./client-hello.js";
import { failureWords } from "./tls-failure.js";

/** From the moment the client has its place. It takes a client some milliseconds and two round trips. */
export const handshakeDeadlineMs = 10_000;

/** More certificates of a chain than this are not looked at: it is refused for their number. */
const maxChainLength = 17;

/** A client that may come in. */
export interface Secured {
  readonly socket: Socket;
  /** As libvirt writes it, or null for a client that showed no certificate. */
  readonly distinguishedName: string | null;
  /** Absent where nothing was shown, or what was shown did not count (`tls_no_verify_certificate = 1`). */
  readonly certified?: Certified;
}

export interface LogLine {
  readonly level: "warn" | "error";
  readonly text: string;
}

/** Why a client may not. */
export interface TlsRefusal {
  /** libvirtd's lines about it, in their order. */
  readonly lines: readonly LogLine[];
  readonly text: string;
  /** Which of our rules it was. */
  readonly rule: string;
  readonly distinguishedName?: string;
  /** What OpenSSL said. */
  readonly cause?: string;
  /** What to change. */
  readonly change?: string;
}

/** What is in force when a client comes. */
export interface TlsTerms {
  readonly credentials: Credentials;
  readonly rules: TlsRules;
  readonly known: KnownCertificates;
}

export interface TlsOutcome {
  allowed(secured: Secured): void;
  refused(refusal: TlsRefusal): void;
  /** What is odd about a certificate that is good enough, or would not be, but for `tls_no_verify_certificate = 1`. */
  remarked(lines: readonly LogLine[]): void;
}

/**
 * Takes the socket, which must be paused, and reports exactly once, `allowed` or `refused`; the socket of a client that
 * is refused is closed by then.
 */
export class TlsHandshake {
  readonly #raw: Socket;
  readonly #terms: TlsTerms;
  readonly #outcome: TlsOutcome;
  readonly #deadline: NodeJS.Timeout;
  #secure: TLSSocket | undefined;
  /** What the client has said so far, and how much it must be before it is worth looking at. */
  #heard: Buffer[] = [];
  #heardBytes = 0;
  #wantedBytes = 5;
  #error: NodeJS.ErrnoException | undefined;
  #over = false;

  constructor(raw: Socket, terms: TlsTerms, outcome: TlsOutcome, deadlineMs = handshakeDeadlineMs) {
    this.#raw = raw;
    this.#terms = terms;
    this.#outcome = outcome;
    this.#deadline = setTimeout(() => this.#tooSlow(deadlineMs), deadlineMs).unref();
    raw.on("readable", this.#onReadable);
    raw.on("end", this.#onGone);
    raw.on("error", this.#onError);
    raw.on("close", this.#onGone);
  }

  /** Ends it without a report. */
  abandon(): void {
    this.#end();
    this.#close();
  }

  // --- the first bytes ---

  readonly #onReadable = (): void => {
    const chunk: Buffer | null = this.#raw.read();
    if (chunk === null || this.#over) return;
    this.#heard.push(chunk);
    this.#heardBytes += chunk.length;
    if (this.#heardBytes < this.#wantedBytes) return;
    const bytes = Buffer.concat(this.#heard);
    this.#heard = [bytes];
    const opening = readOpening(bytes);
    if (opening.kind === "more") this.#wantedBytes = opening.bytes;
    else if (opening.kind === "problem") this.#failed(opening.words, opening.unread);
    else this.#begin(bytes, opening.hello);
  };

  readonly #onError = (error: NodeJS.ErrnoException): void => {
    this.#error ??= error;
  };

  readonly #onGone = (): void => {
    if (this.#over) return;
    const inMiddle = this.#secure === undefined && this.#error === undefined && this.#heardBytes >= 5;
    this.#failed(inMiddle ? "Error decoding the received TLS packet." : failureWords(this.#error));
  };

  // --- OpenSSL's part ---

  #begin(heard: Buffer, hello: ClientHello): void {
    const { offer } = this.#terms.credentials;
    const problem = offer === undefined ? undefined : nothingInCommon(hello, offer);
    if (problem !== undefined) return this.#failed(problem);
    const raw = this.#raw;
    this.#letGoOfRaw();
    // Back into the socket, where the TLS socket takes it from.
    raw.unshift(heard);
    this.#heard = [];
    const secure = new TLSSocket(raw, {
      isServer: true,
      secureContext: this.#terms.credentials.context,
      requestCert: true,
      // Or the reason of a refusal would stay with OpenSSL.
      rejectUnauthorized: false,
    });
    this.#secure = secure;
    secure.on("error", this.#onError);
    secure.on("close", this.#onGone);
    // At once, so that our byte leaves together with OpenSSL's session tickets (Node has no way to have none): libvirt's
    // client looks for the byte when anything comes, and gives up when it finds only tickets.
    secure.once("secure", () => this.#judge(secure));
  }

  #judge(secure: TLSSocket): void {
    if (this.#over) return;
    const { credentials, rules, known } = this.#terms;
    let distinguishedName: string | undefined;
    let isVerified = false;
    try {
      const chain = peerChain(secure, known);
      distinguishedName = chain[0] && nameText(chain[0].subject);
      const violation = chain[0] && handshakeProblem(chain[0]);
      if (violation !== undefined) return this.#failed(violation);
      const who = { role: "client", allowedDns: rules.allowedDns } as const;
      checkPeer(chain, credentials.trust, who, (text) => this.#outcome.remarked([{ level: "warn", text }]));
      known.remember(chain);
      isVerified = rules.verifies;
    } catch (thrown) {
      if (!(thrown instanceof CertificateError)) return this.#broken(thrown);
      if (rules.verifies) return this.#refuse(certificateRefusal(thrown.message, distinguishedName));
      this.#outcome.remarked(failedCheck(thrown.message));
    }
    this.#end();
    secure.off("error", this.#onError);
    secure.off("close", this.#onGone);
    secure.pause();
    secure.write(confirmation);
    const certified =
      isVerified && distinguishedName !== undefined
        ? { certified: { name: distinguishedName, ssf: cipherBits(secure) } }
        : {};
    this.#outcome.allowed({ socket: secure, distinguishedName: distinguishedName ?? null, ...certified });
  }

  // --- how it ends ---

  /** `unread`: libvirtd would have left something unread, and its kernel told the client so with a reset. */
  #failed(words: string, unread = false): void {
    const text = `authentication failed: TLS handshake failed ${words}`;
    const cause = this.#error?.message.trim();
    this.#refuse(
      {
        lines: [{ level: "error", text }],
        text,
        rule: "handshake",
        ...(cause === undefined ? {} : { cause }),
      },
      unread,
    );
  }

  #tooSlow(deadlineMs: number): void {
    const text = `the TLS handshake was not finished within ${deadlineMs / 1000} s`;
    this.#refuse({ lines: [], text, rule: "handshake deadline" });
  }

  #broken(thrown: unknown): void {
    const text = `the certificate could not be judged: ${(thrown as Error).stack ?? String(thrown)}`;
    this.#refuse({
      lines: [{ level: "error", text }],
      text: "unexpected failure",
      rule: "client certificate",
    });
  }

  #refuse(refusal: TlsRefusal, reset = false): void {
    if (this.#over) return;
    this.#end();
    this.#close(reset);
    this.#outcome.refused(refusal);
  }

  #end(): void {
    this.#over = true;
    clearTimeout(this.#deadline);
    this.#letGoOfRaw();
    this.#raw.off("error", this.#onError);
    this.#raw.on("error", ignore);
  }

  #letGoOfRaw(): void {
    this.#raw.off("readable", this.#onReadable);
    this.#raw.off("end", this.#onGone);
    this.#raw.off("close", this.#onGone);
  }

  /** In silence: without a byte and without TLS's goodbye, as libvirtd does. */
  #close(reset = false): void {
    // Once OpenSSL has the socket, nobody else may close it: Node would crash in the middle of a callback.
    const secure = this.#secure;
    if (secure?.getProtocol() === "TLSv1.3") secure.destroy();
    // Before, the client cannot do without the last word of OpenSSL, which is not out yet.
    else if (secure !== undefined) setImmediate(() => secure.destroy());
    else if (reset) this.#raw.resetAndDestroy();
    else this.#raw.destroy();
  }
}

function ignore(): void {}

/** The strength of the cipher, for SASL. */
function cipherBits(secure: TLSSocket): number {
  const { name } = secure.getCipher();
  return /256|CHACHA20/.test(name) ? 256 : 128;
}

const confirmation = Buffer.from([1]);

/** As the client sent it: its own certificate first. Throws CertificateError for one that makes no sense. */
function peerChain(secure: TLSSocket, known: KnownCertificates): Certificate[] {
  const chain: Certificate[] = [];
  for (let next = secure.getPeerX509Certificate(); next !== undefined; next = next.issuerCertificate) {
    if (chain.length === maxChainLength) break;
    chain.push(known.read(next.raw));
  }
  return chain;
}

function failedCheck(reason: string): LogLine[] {
  return [
    { level: "error", text: reason },
    { level: "warn", text: `Certificate check failed ${reason}` },
  ];
}

function certificateRefusal(reason: string, distinguishedName: string | undefined): TlsRefusal {
  const change = changes.find(([words]) => reason.includes(words))?.[1];
  return {
    lines: [
      ...failedCheck(reason),
      { level: "error", text: "authentication failed: Failed to verify peer's certificate" },
    ],
    text: reason,
    rule: reason.includes("tls_allowed_dn_list") ? "tls_allowed_dn_list" : "client certificate",
    ...(distinguishedName === undefined ? {} : { distinguishedName }),
    ...(change === undefined ? {} : { change }),
  };
}

const changes: readonly (readonly [words: string, change: string])[] = [
  ["tls_allowed_dn_list", "add this name to tls_allowed_dn_list, if it may come in"],
  ["No certificate was found", "the client needs clientcert.pem and clientkey.pem from a CA of ca_file"],
  ["known issuer", "give the client a certificate from a CA of ca_file, or add its CA there"],
  ["been revoked", "give the client a new certificate"],
];
