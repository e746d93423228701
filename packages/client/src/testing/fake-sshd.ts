// Servers of ssh, good and bad, for the libssh transports: whoever asks gets a port, and everything is closed behind the test.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server as NetServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ssh2 from "ssh2";
import type { Environment } from "../environment.js";
import { remoteTarget } from "../remote-uri.js";
import type { CredentialsOption } from "../sign-in/credentials.js";
import { dialects } from "../transports/libssh/dialect.js";
import { openChannel, type UsedChannel } from "../transports/libssh/logins.js";
import { parseUri } from "../uri.js";

/** For keys and known hosts. */
export const folder = mkdtempSync(join(tmpdir(), "virtgate-libssh-"));
export const hostKey = ssh2.utils.generateKeyPairSync("ed25519");
const ownKey = ssh2.utils.generateKeyPairSync("ed25519", {
  passphrase: "secret phrase",
  cipher: "aes256-ctr",
  rounds: 1,
} as never);
writeFileSync(join(folder, "key"), ownKey.private);

/** What is still open. */
export const closers: (() => void)[] = [];

export function closeAll(): void {
  for (const close of closers.splice(0)) close();
}

export const removeFolder = () => rmSync(folder, { recursive: true, force: true });

/** An sshd that lets in by these methods; `tried` lists what was asked of it. */
export interface FakeSshd {
  readonly port: number;
  readonly tried: string[];
  logins: number;
  /** With the client that came last. */
  rekey(): Promise<void>;
}

export interface Doors {
  readonly methods?: readonly ssh2.AuthenticationType[];
  readonly password?: string;
  readonly prompts?: readonly { prompt: string; echo: boolean }[];
  readonly run?: (channel: ssh2.ServerChannel) => void;
  readonly refuses?: boolean;
  /** False: commands are neither run nor refused. */
  readonly answers?: boolean;
}

export async function listening(server: NetServer | ssh2.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  closers.push(() => server.close());
  return (server.address() as { port: number }).port;
}

export async function sshd(doors: Doors = {}): Promise<FakeSshd> {
  const { methods = ["password"], password = "right", prompts, run, refuses = false, answers = true } = doors;
  const tried: string[] = [];
  const server = new ssh2.Server({ hostKeys: [hostKey.private] }, (client) => {
    closers.push(() => client.end());
    client.on("error", () => {});
    client.on("authentication", (context) => {
      if (context.method !== "none") tried.push(context.method);
      if (context.method === "password" && context.password === password) context.accept();
      else if (context.method === "publickey" && methods.includes("publickey")) context.accept();
      else if (context.method === "keyboard-interactive" && prompts !== undefined)
        context.prompt([...prompts], "name", "instruction", (answers) => {
          if (answers.every((answer) => answer === password)) context.accept();
          else context.reject([...methods]);
        });
      else context.reject([...methods]);
    });
    client.on("ready", () => {
      fake.rekey = () => new Promise((resolve) => client.rekey(resolve));
      fake.logins++;
      client.on("session", (accept, reject) => {
        if (refuses) {
          reject();
          return;
        }
        accept().on("exec", (acceptExec) => {
          if (!answers) return;
          (run ?? ((channel) => channel.pipe(channel)))(acceptExec());
        });
      });
    });
  });
  const fake: FakeSshd = { port: await listening(server), tried, logins: 0, rekey: async () => {} };
  return fake;
}

/** A server that says this, and nothing that makes sense. */
export async function liar(talk: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    closers.push(() => socket.destroy());
    socket.on("error", () => {});
    talk(socket);
  });
  return listening(server);
}

export interface How {
  readonly dialect?: "libssh" | "libssh2";
  readonly query?: string;
  readonly credentials?: CredentialsOption;
  readonly share?: boolean;
  readonly patienceMs?: number;
  readonly signal?: AbortSignal;
  readonly warnings?: string[];
}

const environment: Environment = {
  uid: 1000,
  variables: {},
  homeDirectory: () => folder,
  exists: () => false,
  readConfiguration: () => undefined,
};

/** A channel to what listens on this port. */
export function dial(port: number, how: How = {}): Promise<UsedChannel> {
  const { dialect = "libssh", query = "known_hosts_verify=ignore", share = false, signal } = how;
  const target = remoteTarget(parseUri(`test+${dialect}://root@127.0.0.1:${port}/default?${query}`));
  const terms = {
    auth: undefined,
    host: target.host,
    isProtected: true,
    credentials: how.credentials,
    authFile: undefined,
    environment,
  };
  const settings = {
    dialect: dialects[dialect],
    target,
    terms,
    onWarning: (text: string) => void how.warnings?.push(text),
    ...(how.patienceMs === undefined ? {} : { patienceMs: how.patienceMs }),
  };
  return openChannel(settings, "command", share, signal);
}

export const password = { password: "right" };
