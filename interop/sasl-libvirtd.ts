// A libvirtd that asks every client to sign in with SASL, on unix, TCP and TLS, with users of its own and Kerberos.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Daemon, startDaemon } from "./harness.js";
import { cleanEnvironment, type Outcome, runToEnd } from "./harness-process.js";
import { type Kdc, startKdc } from "./kdc.js";
import { onTerminal } from "./on-terminal.js";
import { root } from "./peers.js";
import { takePort } from "./ports.js";
import { type ClientName, plain, programs } from "./tls-client.js";
import { TlsPki } from "./tls-pki.js";

/** Who has a password here. joe is not on the list of who may come in. */
export const users = { fred: "secret1", joe: "secret2" } as const;
const allowed = ["fred", "alice", "anonymous"];

export const transports = ["unix", "tcp", "tls"] as const;
export type TransportName = (typeof transports)[number];

export interface SaslLibvirtdOptions {
  /** mech_list of Cyrus' file. */
  readonly mechanisms: string;
  readonly kdc?: Kdc;
}

export class SaslLibvirtd {
  readonly daemon: Daemon;
  readonly #tlsPort: number;
  readonly #pkipath: string;

  private constructor(daemon: Daemon, tlsPort: number, pkipath: string) {
    this.daemon = daemon;
    this.#tlsPort = tlsPort;
    this.#pkipath = pkipath;
  }

  static async start(pki: TlsPki, { mechanisms, kdc }: SaslLibvirtdOptions): Promise<SaslLibvirtd> {
    const tlsPort = await takePort();
    const list = allowed.map((name) => `"${name}"`).join(", ");
    const configuration = `
auth_unix_rw = "sasl"
auth_unix_ro = "sasl"
auth_tcp = "sasl"
auth_tls = "sasl"
sasl_allowed_username_list = [ ${list} ]
listen_tls = 1
tls_port = "${tlsPort}"
ca_file = "${pki.cert("ca")}"
cert_file = "${pki.cert("server")}"
key_file = "${pki.key("server")}"`;
    const daemon = await startDaemon("libvirtd", {
      configuration,
      environment: kdc?.environment() ?? {},
      prepare: prepareSasl(mechanisms, kdc),
    });
    return new SaslLibvirtd(daemon, tlsPort, pki.pkipath("client"));
  }

  uri(transport: TransportName, parameters: string, driver = "test", path = "/default"): string {
    switch (transport) {
      case "unix":
        return `${driver}+unix://${path}?socket=${this.daemon.socket}&${parameters}`;
      case "tcp":
        return `${driver}+tcp://localhost:${this.daemon.port}${path}?${parameters}`;
      case "tls":
        return `${driver}+tls://localhost:${this.#tlsPort}${path}?pkipath=${this.#pkipath}&${parameters}`;
    }
  }

  stop(): Promise<void> {
    return this.daemon.stop();
  }
}

/** Cyrus' file and users, for a daemon's folder. */
export const prepareSasl =
  (mechanisms: string, kdc?: Kdc) =>
  (folder: string): void => {
    for (const [user, password] of Object.entries(users)) addUser(folder, user, password);
    const keytab = kdc === undefined ? "" : `keytab: ${kdc.keytab}\n`;
    writeFileSync(
      join(folder, "sasl2/libvirt.conf"),
      `mech_list: ${mechanisms}\nsasldb_path: ${folder}/passwd.db\n${keytab}`,
    );
  };

function addUser(folder: string, user: string, password: string): void {
  const args = ["-p", "-c", "-f", join(folder, "passwd.db"), "-a", "libvirt", user];
  execFileSync("/usr/sbin/saslpasswd2", args, {
    input: `${password}\n`,
    stdio: ["pipe", "ignore", "ignore"],
  });
}

/** The daemons and what they need. */
export class SaslPlace {
  readonly kdc: Kdc;
  readonly pki: TlsPki;
  /** Every mechanism. */
  readonly full: SaslLibvirtd;
  /** Only such as plain TCP is not good enough for. */
  readonly scram: SaslLibvirtd;

  private constructor(kdc: Kdc, pki: TlsPki, full: SaslLibvirtd, scram: SaslLibvirtd) {
    this.kdc = kdc;
    this.pki = pki;
    this.full = full;
    this.scram = scram;
  }

  static async make(): Promise<SaslPlace> {
    const [kdc, pki] = await Promise.all([startKdc(), TlsPki.make()]);
    const mechanisms =
      "gssapi scram-sha-512 scram-sha-256 scram-sha-1 digest-md5 cram-md5 login plain anonymous";
    const [full, scram] = await Promise.all([
      SaslLibvirtd.start(pki, { mechanisms, kdc }),
      SaslLibvirtd.start(pki, { mechanisms: "scram-sha-256 scram-sha-1 plain" }),
    ]);
    return new SaslPlace(kdc, pki, full, scram);
  }

  /** An auth.conf, by its name in the URI. */
  authFile(name: string, text: string): string {
    const path = join(this.pki.folder, `auth-${name}.conf`);
    writeFileSync(path, text, "latin1");
    return path;
  }

  async remove(): Promise<void> {
    await Promise.all([this.full?.stop(), this.scram?.stop(), this.kdc?.stop()]);
    this.pki?.remove();
  }
}

/** auth.conf of one user. */
export const credentials = (user: string, password: string): string =>
  `[credentials-x]\nauthname=${user}\npassword=${password}\n[auth-libvirt-default]\ncredentials=x\n`;

export interface Signing {
  /** Empty: none is named. */
  readonly uri: string;
  readonly words?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** What is piped in; without, there is no input. */
  readonly input?: string;
  /** What is typed at a terminal: each answer when its question has been seen. */
  readonly typed?: readonly (readonly [question: string, answer: string])[];
}

/** Nobody's: what shells leave there (histories) is gone with the test. */
const home = mkdtempSync(join(tmpdir(), "virtgate-home-"));
process.on("exit", () => rmSync(home, { recursive: true, force: true }));

/** A program in a session of its own, so that passwords are asked for where the test says. */
export async function runSigning(
  client: ClientName,
  { uri, words = ["list"], ...how }: Signing,
): Promise<Outcome> {
  const command = [...programs[client](), ...(uri === "" ? [] : ["-c", uri]), ...words];
  const env = cleanEnvironment({ HOME: home, ...how.env });
  if (how.typed === undefined) {
    const input = how.input ?? "";
    return tidy(await runToEnd("setsid", ["-w", ...command], { env, input, timeoutMs: 20_000 }));
  }
  const script = [join(root, "interop/terminal.py"), JSON.stringify(how.typed), ...command];
  const { stdout, stderr, status } = await runToEnd("/usr/bin/python3", script, { env, timeoutMs: 20_000 });
  return tidy({ stdout: onTerminal(stdout), stderr, status });
}

const tidy = (outcome: Outcome): Outcome => {
  const { stdout, stderr, status } = plain(outcome);
  return { stdout: ownName(stdout), stderr: ownName(stderr), status };
};

/** The shells say who they are. */
const ownName = (text: string) => text.replaceAll("virtgate", "virsh");
