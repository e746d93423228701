// `libssh` and `libssh2`: ssh in this process, as libvirt has it through the libraries of these names. Keys, known hosts
// and passwords are libvirt's own; the configuration of OpenSSH is not looked at.

import type { RemoteTarget } from "../../remote-uri.js";
import type { SignInTerms } from "../../sign-in/sign-in.js";
import { unixSocketPath } from "../../unix-socket.js";
import { remoteCommand } from "../ssh-command.js";
import type { Transport } from "../transport.js";
import { ChannelTransport } from "./channel.js";
import { type DialectName, dialects } from "./dialect.js";
import { openChannel } from "./logins.js";

export interface LibsshSettings {
  readonly readonly: boolean;
  readonly session: boolean;
  /** Whether a login may serve other connections of this process, too. */
  readonly share: boolean;
  readonly onWarning: (text: string) => void;
}

/** Rejects with LibvirtError in the words of libvirt's transport of that name. */
export async function connectLibssh(
  name: DialectName,
  target: RemoteTarget,
  { readonly, session, share, onWarning }: LibsshSettings,
  terms: SignInTerms,
  signal?: AbortSignal,
): Promise<Transport> {
  const dialect = dialects[name];
  // The socket is the other host's; nothing is looked up here.
  const elsewhere = { ...terms.environment, exists: () => false };
  const socket = unixSocketPath(target, session, readonly, elsewhere);
  const command = remoteCommand(target, { socket, readonly, session });
  const used = await openChannel({ dialect, target, terms, onWarning }, command, share, signal);
  return new ChannelTransport(used, dialect);
}
