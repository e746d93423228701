// The certificates in use and the rules for clients, and how both are exchanged while clients are connected: by SIGHUP,
// by the administrator's wish, and when a file changes. New handshakes get the new ones; whoever is connected keeps what
// it began with. What is broken changes nothing.

import type { TlsFiles, TlsListener } from "../config/config.js";
import type { TlsTerms } from "../listen/tls.js";
import type { Logger } from "../log/logger.js";
import { loadCredentials } from "./credentials.js";
import { ExpiryLog } from "./expiry.js";
import { KnownCertificates } from "./known-certificates.js";
import { FileWatch, fingerprint, type WatchTimes } from "./watch-files.js";

/** Key and certificate are two files: the second of them may follow the first so late. */
const patienceMs = 2000;

export interface KeeperTimes {
  readonly patienceMs?: number;
  readonly watch?: WatchTimes;
}

export class TlsKeeper {
  readonly #log: Logger;
  readonly #expiry: ExpiryLog;
  readonly #watch: FileWatch;
  readonly #patienceMs: number;
  #listener: TlsListener;
  #terms: TlsTerms;
  #retry: NodeJS.Timeout | undefined;
  readonly #warn = (text: string): void => this.#log.warn("tls", text);

  /** Throws an Error with libvirtd's text when the files are not good. */
  constructor(listener: TlsListener, log: Logger, times: KeeperTimes = {}) {
    this.#log = log;
    this.#listener = listener;
    this.#patienceMs = times.patienceMs ?? patienceMs;
    const seen = fingerprint(pathsOf(listener.files));
    const credentials = loadCredentials(listener, this.#warn);
    this.#terms = { credentials, rules: listener.rules, known: new KnownCertificates() };
    this.#expiry = new ExpiryLog(log);
    this.#watch = new FileWatch(() => this.#changed(), times.watch);
    this.#inForce(seen);
  }

  /** For the next client. */
  get terms(): TlsTerms {
    return this.#terms;
  }

  /** A new configuration. Its rules hold in any case, its files if they are good. */
  configure(listener: TlsListener): void {
    this.#terms = { ...this.#terms, rules: listener.rules };
    try {
      this.#load(listener);
    } catch (thrown) {
      this.#sayKept(thrown);
    }
  }

  /** Reads the files again. Throws an Error with libvirtd's text, and changes nothing, when they are not good. */
  update(): void {
    try {
      this.#load(this.#listener);
    } catch (thrown) {
      this.#sayKept(thrown);
      throw thrown;
    }
  }

  close(): void {
    clearTimeout(this.#retry);
    this.#watch.stop();
    this.#expiry.stop();
  }

  #load(listener: TlsListener): void {
    const seen = fingerprint(pathsOf(listener.files));
    const credentials = loadCredentials(listener, this.#warn);
    clearTimeout(this.#retry);
    this.#listener = listener;
    this.#terms = { ...this.#terms, credentials };
    this.#log.info("tls", "certificates read again", { file: listener.files.cert });
    this.#inForce(seen);
  }

  #inForce(seen: string): void {
    this.#expiry.watch(this.#terms.credentials.endings);
    this.#watch.follow(pathsOf(this.#listener.files), seen);
  }

  #changed(mayWait = true): void {
    clearTimeout(this.#retry);
    try {
      this.#load(this.#listener);
    } catch (thrown) {
      if (!mayWait) return this.#sayKept(thrown);
      this.#retry = setTimeout(() => this.#changed(false), this.#patienceMs).unref();
    }
  }

  #sayKept(thrown: unknown): void {
    this.#log.error("tls", (thrown as Error).message);
    this.#log.warn("tls", "the old certificates stay in use");
  }
}

function pathsOf({ ca, crl, cert, key }: TlsFiles): string[] {
  return crl === null ? [ca, cert, key] : [ca, crl, cert, key];
}
