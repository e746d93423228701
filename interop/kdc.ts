// A Kerberos realm of a test's own: MIT's KDC on a loopback port, with everything in one folder. Up in a third of a
// second.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cleanEnvironment, endProcess, spawnTied } from "./harness-process.js";
import { takePort } from "./ports.js";

export const realm = "EXAMPLE.TEST";

export interface KdcOptions {
  /** Principals and their passwords. */
  readonly users?: Readonly<Record<string, string>>;
  /** Principals whose keys go into the keytab. */
  readonly services?: readonly string[];
  /** Lines for [libdefaults] of krb5.conf. */
  readonly defaults?: string;
}

export interface Kdc {
  readonly folder: string;
  readonly port: number;
  /** With the services' keys. */
  readonly keytab: string;
  /** KRB5_CONFIG and its like: for every process that is to see this realm. `cache` has the user's tickets. */
  environment(cache?: string): NodeJS.ProcessEnv;
  /** Gets a ticket and gives the name of the cache it is in. @param options of kinit: -l 5s */
  kinit(user: string, password: string, ...options: string[]): string;
  /** Runs a query of kadmin.local: "addprinc -randkey libvirt/other". */
  admin(...queries: string[]): void;
  /** The KDC goes, the files stay: tickets in caches are still good. */
  halt(): Promise<void>;
  stop(): Promise<void>;
}

const readyWithinMs = 10_000;

export const defaultServices = ["localhost", "127.0.0.1", hostname()].map((host) => `libvirt/${host}`);

export async function startKdc({
  users = { alice: "alicepw", bob: "bobpw" },
  services = defaultServices,
  defaults = "",
}: KdcOptions = {}): Promise<Kdc> {
  const folder = mkdtempSync(join(tmpdir(), "virtgate-kdc-"));
  chmodSync(folder, 0o755); // daemons of other users read krb5.conf and the keytab
  const port = await takePort();
  const keytab = join(folder, "libvirt.keytab");
  writeFileSync(join(folder, "krb5.conf"), clientConfiguration(folder, port, defaults));
  writeFileSync(join(folder, "kdc.conf"), serverConfiguration(folder, port));
  mkdirSync(join(folder, "caches"), { mode: 0o777 });
  const environment = (cache?: string) => ({
    KRB5_CONFIG: join(folder, "krb5.conf"),
    KRB5_KDC_PROFILE: join(folder, "kdc.conf"),
    KRB5RCACHENAME: `file2:${folder}/replays`,
    KRB5CCNAME: cache ?? `FILE:${folder}/caches/none`,
  });
  const env = cleanEnvironment(environment());
  const run = (program: string, args: string[], input = "") =>
    execFileSync(program, args, { env, input, stdio: ["pipe", "pipe", "pipe"], timeout: readyWithinMs });
  const admin = (...queries: string[]) =>
    void run("/usr/sbin/kadmin.local", ["-r", realm], `${queries.join("\n")}\n`);
  run("/usr/sbin/kdb5_util", ["create", "-s", "-r", realm, "-P", "master"]);
  admin(
    ...Object.entries(users).map(([user, password]) => `addprinc -pw ${password} ${user}`),
    ...services.flatMap((name) => [`addprinc -randkey ${name}`, `ktadd -k ${keytab} ${name}`]),
  );
  if (services.length > 0) chmodSync(keytab, 0o644);
  const child = spawnTied("/usr/sbin/krb5kdc", ["-n"], { env, cwd: folder, stdio: "ignore" });
  const kdc: Kdc = {
    folder,
    port,
    keytab,
    environment,
    admin,
    kinit(user, password, ...options) {
      const cache = `FILE:${folder}/caches/${user}`;
      run("/usr/bin/kinit", [...options, "-c", cache, user], password);
      return cache;
    },
    halt: () => endProcess(child),
    async stop() {
      await endProcess(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  const deadline = Date.now() + readyWithinMs;
  while (!(await answers(port))) {
    if (Date.now() > deadline || child.exitCode !== null) {
      const log = readFileSync(join(folder, "kdc.log"), "utf8");
      await kdc.stop();
      throw new Error(`krb5kdc does not listen on ${port}:\n${log}`);
    }
    await sleep(20);
  }
  return kdc;
}

const clientConfiguration = (folder: string, port: number, defaults: string) => `[libdefaults]
  default_realm = ${realm}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
  ignore_acceptor_hostname = true
  udp_preference_limit = 1
  default_ccache_name = FILE:${folder}/caches/none
${defaults}
[realms]
  ${realm} = {
    kdc = 127.0.0.1:${port}
  }
[domain_realm]
  localhost = ${realm}
  .example.test = ${realm}
`;

const serverConfiguration = (folder: string, port: number) => `[kdcdefaults]
  kdc_listen = 127.0.0.1:${port}
  kdc_tcp_listen = 127.0.0.1:${port}
[realms]
  ${realm} = {
    database_name = ${folder}/principals
    key_stash_file = ${folder}/stash
    acl_file = ${folder}/acl
    max_life = 24h
  }
[logging]
  kdc = FILE:${folder}/kdc.log
`;

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
