// Makes the certificates of rows/tls-certificates.ts in a folder of its own. certtool takes three milliseconds for one.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cleanEnvironment, runToEnd } from "./harness-process.js";
import { bundles, type CertificateRow, certificates, keys, lists } from "./rows/tls-certificates.js";

const rows = new Map(certificates.map((row) => [row.name, row]));

export class TlsPki {
  readonly folder = mkdtempSync(join(tmpdir(), "virtgate-pki-"));
  readonly #requests = new Map<string, Promise<string>>();
  #folders = 0;

  /** All of them: keys, certificates, bundles and lists. */
  static async make(): Promise<TlsPki> {
    const pki = new TlsPki();
    // Daemons of other users read them too.
    chmodSync(pki.folder, 0o755);
    await pki.#makeKeys();
    for (const generation of generations()) await sideBySide(generation, (row) => pki.#makeCertificate(row));
    for (const [name, parts] of Object.entries(bundles)) {
      writeFileSync(pki.cert(name), parts.map((part) => readFileSync(pki.cert(part), "utf8")).join(""));
    }
    await sideBySide(Object.keys(lists), (name) => pki.#makeList(name));
    return pki;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The file of a certificate, or of a bundle of them. */
  cert(name: string): string {
    return join(this.folder, `${name}-cert.pem`);
  }

  /** The file of the private key of a certificate, of the first of a bundle, or of a key by its own name. */
  key(name: string): string {
    return join(this.folder, `${keyOf(bundles[name]?.[0] ?? name)}-key.pem`);
  }

  crl(name: string): string {
    return join(this.folder, `${name}.pem`);
  }

  /** A folder as `pkipath=` names it: the client's certificate and key, if any, and the CA's. */
  pkipath(client: string | null, ca = "ca"): string {
    const folder = join(this.folder, `pkipath-${++this.#folders}`);
    mkdirSync(folder);
    writeFileSync(join(folder, "cacert.pem"), readFileSync(this.cert(ca)));
    if (client !== null) {
      writeFileSync(join(folder, "clientcert.pem"), readFileSync(this.cert(client)));
      writeFileSync(join(folder, "clientkey.pem"), readFileSync(this.key(client)));
    }
    return folder;
  }

  async #makeKeys(): Promise<void> {
    const names = new Set([...Object.keys(keys), ...certificates.map((row) => keyOf(row.name))]);
    await sideBySide([...names], (name) =>
      this.#run("certtool", [
        "--generate-privkey",
        ...(keys[name] ?? ["--key-type=ecdsa", "--curve=secp256r1"]),
        `--outfile=${join(this.folder, `${name}-key.pem`)}`,
      ]),
    );
    for (const name of names) chmodSync(join(this.folder, `${name}-key.pem`), 0o640);
  }

  #makeCertificate(row: CertificateRow): Promise<void> {
    return "template" in row ? this.#byCerttool(row) : this.#byOpenssl(row);
  }

  async #byCerttool(row: Extract<CertificateRow, { template: string }>): Promise<void> {
    const template = join(this.folder, `${row.name}.tmpl`);
    writeFileSync(template, row.template);
    const { issuer } = row;
    const by =
      issuer === undefined
        ? ["--generate-self-signed"]
        : [
            "--generate-certificate",
            `--load-ca-certificate=${this.cert(issuer)}`,
            `--load-ca-privkey=${this.key(issuer)}`,
          ];
    const files = [`--load-privkey=${this.key(row.name)}`, `--outfile=${this.cert(row.name)}`];
    await this.#run("certtool", [...by, `--template=${template}`, ...files, ...(row.options ?? [])]);
  }

  async #byOpenssl(row: Extract<CertificateRow, { subject: string }>): Promise<void> {
    const { name, subject, extensions, issuer } = row;
    const settings = join(this.folder, `${name}.cnf`);
    writeFileSync(settings, `[req]\ndistinguished_name=dn\n[dn]\n[ext]\n${extensions}\n`);
    const key = this.key(name);
    const request = await this.#request(settings, key, subject);
    const by =
      issuer === undefined ? ["-signkey", key] : ["-CA", this.cert(issuer), "-CAkey", this.key(issuer)];
    await this.#run("openssl", [
      ...["x509", "-req", "-in", request, ...by, "-days", "3650", "-sha256", "-out", this.cert(name)],
      ...["-extfile", settings, "-extensions", "ext"],
    ]);
  }

  /** Many certificates differ in their extensions alone. */
  #request(settings: string, key: string, subject: string): Promise<string> {
    const id = `${key} ${subject}`;
    const made = this.#requests.get(id) ?? this.#makeRequest(settings, key, subject);
    this.#requests.set(id, made);
    return made;
  }

  async #makeRequest(settings: string, key: string, subject: string): Promise<string> {
    const file = join(this.folder, `${this.#requests.size}.csr`);
    await this.#run("openssl", [
      ...["req", "-new", "-config", settings, "-key", key, "-subj", subject, "-out", file],
    ]);
    return file;
  }

  async #makeList(name: string): Promise<void> {
    const { issuer, revoked, template } = lists[name]!;
    const file = join(this.folder, `${name}.tmpl`);
    writeFileSync(file, template);
    await this.#run("certtool", [
      "--generate-crl",
      `--load-ca-certificate=${this.cert(issuer)}`,
      `--load-ca-privkey=${this.key(issuer)}`,
      ...revoked.map((each) => `--load-certificate=${this.cert(each)}`),
      `--template=${file}`,
      `--outfile=${this.crl(name)}`,
    ]);
  }

  async #run(program: string, args: readonly string[]): Promise<void> {
    const { status, stderr } = await runToEnd(program, args, { env: cleanEnvironment() });
    if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr}`);
  }
}

function keyOf(name: string): string {
  const row = rows.get(name);
  if (row === undefined && name in keys) return name;
  if (row === undefined) throw new Error(`no certificate ${name} in rows/tls-certificates.ts`);
  if (row.key !== undefined) return row.key;
  const isAuthority = "template" in row && row.template.includes("cert_signing_key");
  return isAuthority || row.issuer === undefined ? name : "leaf";
}

/** Issuers before those whom they sign. */
function generations(): CertificateRow[][] {
  const all: CertificateRow[][] = [];
  const depth = ({ issuer }: CertificateRow): number =>
    issuer === undefined ? 0 : 1 + depth(rows.get(issuer)!);
  for (const row of certificates) {
    const generation = all[depth(row)] ?? [];
    all[depth(row)] = generation;
    generation.push(row);
  }
  return all;
}

/** A few at a time: they are processes. */
async function sideBySide<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
}
