// `ssh`: the user's own OpenSSH, with their configuration, keys, agent and known hosts. It asks on the terminal itself.

import type { Environment } from "../environment.js";
import type { RemoteTarget } from "../remote-uri.js";
import { unixSocketPath } from "../unix-socket.js";
import { connectHelper } from "./helper.js";
import { sshArguments } from "./ssh-command.js";
import type { Transport } from "./transport.js";

/** What ssh gets of the environment beside the usual. */
const variables = [
  "XDG_RUNTIME_DIR",
  "KRB5CCNAME",
  "SSH_AUTH_SOCK",
  "SSH_ASKPASS",
  "GPG_TTY",
  "TERM",
  "OPENSSL_CONF",
  "DISPLAY",
  "XAUTHORITY",
];

export interface SshSettings {
  readonly readonly: boolean;
  readonly session: boolean;
}

export async function connectSsh(
  target: RemoteTarget,
  { readonly, session }: SshSettings,
  environment: Environment,
  signal?: AbortSignal,
): Promise<Transport> {
  // The socket is the other host's; nothing is looked up here.
  const socket = unixSocketPath(target, session, readonly, { ...environment, exists: () => false });
  const args = sshArguments(target, { socket, readonly, session });
  return connectHelper({ program: target.command ?? "ssh", args, variables }, environment.variables, signal);
}
