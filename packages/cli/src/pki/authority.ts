// The folder of a certificate authority:
//
//     cacert.pem cakey.pem cacrl.pem     its certificate, its key (0600, perhaps encrypted), its last revocation list
//     index.json                         what it has issued
//     servers/NAME/                      cacert.pem servercert.pem serverkey.pem
//     clients/NAME/                      cacert.pem clientcert.pem clientkey.pem: fit for `pkipath=` of a URI
//     revoked/SERIAL/                    what used to stand there
//
// Whatever happens half-way, the next command finds what was meant and completes or removes it (`recover`).

import { chmodSync, existsSync, lstatSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { Certificate } from "@virtgate/pki";
import { Failure } from "../failure.js";
import { createFile, makeFolder, replaceFile, syncFolder } from "../tools/atomic-file.js";
import { locked } from "../tools/lock.js";
import { readBounded } from "../tools/read-file.js";
import { attempt, checkPrivate, entries, folderName } from "./folder.js";
import { emptyIndex, type Index, type Issued, readIndex, writeIndex } from "./index-file.js";
import { filesIn, type Role } from "./places.js";

export interface NewFiles {
  readonly cert: string;
  readonly key: string;
}

export class Authority {
  readonly folder: string;
  index: Index;

  private constructor(folder: string, index: Index) {
    this.folder = folder;
    this.index = index;
  }

  /** Reads it, without a lock: every file is whole at any time. Throws Failure. */
  static open(folder: string): Authority {
    const path = join(folder, "index.json");
    checkPrivate(folder);
    if (!existsSync(path)) {
      throw new Failure(`there is no certificate authority in ${folder}: make one with 'virtgate pki init'`);
    }
    return new Authority(folder, readIndex(path));
  }

  /** The same for whoever changes it: one at a time, after what was left half-done. Throws Failure. */
  static async change<T>(folder: string, work: (authority: Authority) => Promise<T>): Promise<T> {
    Authority.open(folder);
    return locked(join(folder, "lock"), () => {
      const authority = Authority.open(folder);
      authority.#recover();
      return work(authority);
    });
  }

  /** Makes the folder with all that `fill` puts there, or leaves nothing. Throws Failure if one is there. */
  static async create<T>(
    folder: string,
    ca: NewFiles,
    fill: (authority: Authority) => Promise<T>,
  ): Promise<T> {
    if (existsSync(join(folder, "index.json"))) {
      throw new Failure(`there is a certificate authority in ${folder} already`);
    }
    if (existsSync(folder) && readdirSync(folder).length > 0) {
      throw new Failure(`${folder} is not empty: give another folder with --dir`);
    }
    makeFolder(dirname(folder), 0o755);
    const draft = attempt(folder, () => mkdtempSync(`${folder}.new-`));
    try {
      chmodSync(draft, 0o700);
      createFile(join(draft, "cakey.pem"), ca.key, { mode: 0o600 });
      createFile(join(draft, "cacert.pem"), ca.cert, { mode: 0o644 });
      const authority = new Authority(draft, emptyIndex);
      authority.#save(emptyIndex);
      const made = await fill(authority);
      syncFolder(draft);
      // An empty folder gives way; one that somebody has filled in the meantime does not.
      attempt(folder, () => renameSync(draft, folder));
      syncFolder(dirname(folder));
      return made;
    } catch (thrown) {
      rmSync(draft, { recursive: true, force: true });
      throw thrown;
    }
  }

  get certFile(): string {
    return join(this.folder, "cacert.pem");
  }

  get keyFile(): string {
    return join(this.folder, "cakey.pem");
  }

  get crlFile(): string {
    return join(this.folder, "cacrl.pem");
  }

  certificate(): Certificate {
    return Certificate.listFromPem(readBounded(this.certFile))[0]!;
  }

  /** Where the files of a server or client lie. */
  filesOf(role: Role, name: string) {
    return filesIn(role, join(this.folder, `${role}s`, folderName(name)));
  }

  /** Those that count: neither revoked nor replaced. */
  current(role?: Role): Issued[] {
    return this.index.certificates.filter(
      (one) =>
        (role === undefined || one.role === role) &&
        one.revoked === undefined &&
        one.replacedBy === undefined,
    );
  }

  /** A certificate with its key. Throws Failure if one of that name counts. */
  add(issued: Issued, files: NewFiles): void {
    const target = dirname(this.filesOf(issued.role, issued.name).cert);
    const known = this.current(issued.role).find(({ name }) => name === issued.name);
    if (known !== undefined) {
      throw new Failure(
        `there is a ${issued.role} '${issued.name}' already, until ${known.notAfter.slice(0, 10)}: renew it, or revoke it first`,
      );
    }
    if (existsSync(target)) throw new Failure(`${target} is in the way: move it elsewhere`);
    const draft = join(dirname(target), `.new-${issued.serial}`);
    const inDraft = filesIn(issued.role, draft);
    makeFolder(draft, 0o700);
    try {
      createFile(inDraft.key, files.key, { mode: 0o600 });
      createFile(inDraft.cert, files.cert, { mode: 0o644 });
      createFile(inDraft.ca, readBounded(this.certFile), { mode: 0o644 });
      this.#save({ ...this.index, certificates: [...this.index.certificates, issued] });
    } catch (thrown) {
      rmSync(draft, { recursive: true, force: true });
      throw thrown;
    }
    attempt(target, () => renameSync(draft, target));
    syncFolder(dirname(target));
  }

  /** One that another tool has issued with the same CA; it has no files here. */
  takeOver(issued: Issued): void {
    if (this.index.certificates.some(({ serial }) => serial === issued.serial)) return;
    this.#save({ ...this.index, certificates: [...this.index.certificates, issued] });
  }

  /** A new certificate for the key of an old one. */
  renew(old: Issued, issued: Issued, cert: string): void {
    const target = this.filesOf(old.role, old.name).cert;
    const draft = `${target}.new`;
    replaceFile(draft, cert, { mode: 0o644 });
    const certificates = this.index.certificates.map((one) =>
      one.serial === old.serial ? { ...one, replacedBy: issued.serial } : one,
    );
    this.#save({ ...this.index, certificates: [...certificates, issued] });
    attempt(target, () => renameSync(draft, target));
    syncFolder(dirname(target));
  }

  /** The list is written after the index, so that a certificate is never on the list alone. */
  revoke(serials: ReadonlySet<string>, revoked: NonNullable<Issued["revoked"]>): void {
    const certificates = this.index.certificates.map((one) =>
      serials.has(one.serial) && one.revoked === undefined ? { ...one, revoked } : one,
    );
    this.#save({ ...this.index, certificates });
    this.#putAwayRevoked();
  }

  saveCrl(number: number, crl: string): void {
    replaceFile(this.crlFile, crl, { mode: 0o644 });
    this.#save({ ...this.index, crlNumber: number });
  }

  replaceCertificate(cert: string): void {
    replaceFile(this.certFile, cert, { mode: 0o644 });
    this.#copyCertificate();
  }

  #save(index: Index): void {
    writeIndex(join(this.folder, "index.json"), index);
    this.index = index;
  }

  /** Completes what an interrupted command has begun. */
  #recover(): void {
    for (const role of ["server", "client"] as const) {
      const folder = join(this.folder, `${role}s`);
      for (const name of entries(folder)) {
        const path = join(folder, name);
        if (name.startsWith(".new-")) this.#recoverNew(role, path, name.slice(5));
        else if (lstatSync(path).isDirectory()) this.#recoverRenewed(role, path);
      }
    }
    for (const name of entries(this.folder)) {
      if (/^\..*\.tmp$/.test(name)) rmSync(join(this.folder, name), { force: true });
    }
    this.#putAwayRevoked();
    this.#copyCertificate();
  }

  #recoverNew(role: Role, draft: string, serial: string): void {
    const known = this.index.certificates.find((one) => one.role === role && one.serial === serial);
    const target = known === undefined ? undefined : dirname(this.filesOf(role, known.name).cert);
    if (target === undefined || existsSync(target)) rmSync(draft, { recursive: true, force: true });
    else attempt(target, () => renameSync(draft, target));
  }

  #recoverRenewed(role: Role, folder: string): void {
    const { cert } = filesIn(role, folder);
    for (const name of entries(folder)) {
      if (/^\..*\.tmp$/.test(name)) rmSync(join(folder, name), { force: true });
    }
    if (!existsSync(`${cert}.new`)) return;
    const serial = serialOf(`${cert}.new`);
    const counts = this.index.certificates.some(
      (one) => one.serial === serial && one.replacedBy === undefined,
    );
    if (counts) attempt(cert, () => renameSync(`${cert}.new`, cert));
    else rmSync(`${cert}.new`, { force: true });
  }

  /** So that the name is free, and nobody uses the files by mistake. */
  #putAwayRevoked(): void {
    for (const one of this.index.certificates) {
      if (one.revoked === undefined) continue;
      const { cert } = this.filesOf(one.role, one.name);
      if (!existsSync(cert) || serialOf(cert) !== one.serial) continue;
      const target = join(this.folder, "revoked", one.serial);
      makeFolder(dirname(target), 0o700);
      attempt(target, () => renameSync(dirname(cert), target));
    }
  }

  #copyCertificate(): void {
    const ca = readBounded(this.certFile);
    for (const { role, name } of this.current()) {
      const { ca: copy, cert } = this.filesOf(role, name);
      if (existsSync(cert) && !(existsSync(copy) && readBounded(copy).equals(ca))) {
        replaceFile(copy, ca, { mode: 0o644 });
      }
    }
  }
}

const serialOf = (path: string) => Certificate.listFromPem(readBounded(path))[0]!.serialNumber;
