// libvirtd and virtgated that ask for sign-in through SASL on unix, TCP and TLS, with the same users; and what they say
// about their clients.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { formatUserFile, newUserFile, verifiersOf } from "@virtgate/sasl";
import type { DaemonName } from "./harness.js";
import { plainLog } from "./plain-log.js";
import { startTlsDaemon, type TlsDaemon } from "./tls-daemons.js";
import type { TlsPki } from "./tls-pki.js";

export interface SaslSetup {
  /** Of the SASL file; undefined: there is no such file. */
  readonly mechList?: string;
  /** Further lines of it. */
  readonly saslLines?: string;
  /** Lines of libvirtd.conf. */
  readonly more?: string;
  /** virtgated has its users in its own file, and no other. */
  readonly ownUsers?: true;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Names as clients give them, and passwords. */
export const users = {
  fred: "secret1",
  "joe@other.realm": "secret2",
  anna: "päßwörd 3",
} as const;

/** Whom a client says it is: the name of an auth.conf. */
export const whos = {
  right: ["fred", users.fred],
  wrong: ["fred", "secret2"],
  unknown: ["nobody", users.fred],
  unlisted: ["anna", users.anna],
  "other realm": ["joe@other.realm", users["joe@other.realm"]],
  "no name": ["", users.fred],
} as const satisfies Record<string, readonly [string, string]>;
export type Who = keyof typeof whos;

export type Transport = "unix" | "tcp" | "tls";

export interface SaslDaemon extends TlsDaemon {
  uri(transport: Transport, who: Who, parameters?: string): string;
  /** What our log names as causes since the last forgetting; libvirtd has none. */
  causes(): string[];
}

/** Where the daemon's own folder stands for /etc/sasl2. */
const saslFile = (folder: string) => join(folder, "sasl2", "libvirt.conf");

export async function startSaslDaemon(name: DaemonName, pki: TlsPki, setup: SaslSetup): Promise<SaslDaemon> {
  const ownUsers = setup.ownUsers !== undefined && name === "virtgated";
  const userFile = ownUsers ? await ownUserFile() : undefined;
  const daemon = await startTlsDaemon(name, pki, {
    more: `${setup.more ?? ""}
auth_unix_rw = "sasl"
auth_unix_ro = "sasl"
auth_tcp = "sasl"
auth_tls = "sasl"`,
    ...(setup.environment === undefined ? {} : { environment: setup.environment }),
    prepare(folder) {
      const database = join(folder, "passwd.db");
      if (userFile === undefined) addCyrusUsers(database);
      else writeFileSync(join(folder, "users"), userFile, { mode: 0o600 });
      const lines = [
        setup.mechList === undefined ? "" : `mech_list: ${setup.mechList}`,
        `sasldb_path: ${database}`,
        `virtgate_users: ${folder}/users`,
        // Rows follow one another faster than anybody guesses passwords.
        "virtgate_max_wait: 0",
        (setup.saslLines ?? "").replaceAll("FOLDER", folder),
      ];
      writeFileSync(saslFile(folder), `${lines.filter((line) => line !== "").join("\n")}\n`);
      writeAuthFiles(join(folder, "auth"));
    },
  });
  let seen = daemon.log().length;
  const news = () => daemon.log().slice(seen);
  return {
    ...daemon,
    newLines: () => aboutSasl(news(), daemon.folder),
    causes: () =>
      [...news().matchAll(/ : rpc\.sasl : refused code=.* cause="?([a-z ]+?)"? client=/g)].map(
        (found) => found[1]!,
      ),
    forgetLines() {
      seen = daemon.log().length;
    },
    uri(transport, who, parameters = "") {
      const authFile = `authfile=${daemon.folder}/auth/${who.replaceAll(" ", "-")}.conf`;
      const query = [authFile, parameters].filter((part) => part !== "").join("&");
      if (transport === "unix") return `test+unix:///default?socket=${daemon.socket}&${query}`;
      if (transport === "tcp") return `test+tcp://localhost:${daemon.port}/default?${query}`;
      return `test+tls://localhost:${daemon.tlsPort}/default?pkipath=${pki.pkipath("client")}&${query}`;
    },
  };
}

function addCyrusUsers(database: string): void {
  for (const [full, password] of Object.entries(users)) {
    const [user, realm = hostname()] = full.split("@") as [string, string?];
    const args = ["-p", "-c", "-f", database, "-a", "libvirt", "-u", realm, user];
    execFileSync("/usr/sbin/saslpasswd2", args, { input: password, stdio: ["pipe", "ignore", "ignore"] });
  }
}

async function ownUserFile(): Promise<string> {
  const options = { iterations: 4096, digestMd5: true, random: (bytes: number) => randomBytes(bytes) };
  const stored = Object.entries(users).map(async ([full, password]) => {
    const [user, realm = hostname()] = full.split("@") as [string, string?];
    return { user, realm, record: await verifiersOf(user, realm, password, options) };
  });
  return formatUserFile({ ...newUserFile(options.random, 4096), users: await Promise.all(stored) });
}

function writeAuthFiles(folder: string): void {
  mkdirSync(folder);
  for (const [who, [name, password]] of Object.entries(whos)) {
    const text = `[credentials-it]\nauthname=${name}\npassword=${password}\n[auth-libvirt-default]\ncredentials=it\n`;
    writeFileSync(join(folder, `${who.replaceAll(" ", "-")}.conf`), text);
  }
}

/** Lines that come from libvirtd's SASL code, or from ours; ours say besides who it was. */
function aboutSasl(log: string, folder: string): string[] {
  const about = / : (virNetSASL\w+:\d+|remoteDispatchAuthSasl\w+:\d+|remoteSASL\w+:\d+|rpc\.sasl) : /;
  const lines = log.split("\n").filter((line) => about.test(line));
  return plainLog(lines.join("\n"), folder)
    .split("\n")
    .filter((line) => line !== "" && !/^(warning : refused code=|info : )/.test(line))
    .map((line) => line.replace(/(cannot list SASL mechanisms -4) .*/, "$1"));
}
