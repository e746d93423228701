// Where libvirt looks for certificates, keys and revocation lists.

import { homedir } from "node:os";
import { join } from "node:path";

export type Role = "server" | "client";

export interface Files {
  readonly ca: string;
  /** Only read when it is there. */
  readonly crl: string;
  readonly cert: string;
  readonly key: string;
}

/** `/etc/pki`, below `root`: of a daemon of root, and of everybody's clients. */
export const systemFiles = (role: Role, root = "/"): Files => ({
  ca: join(root, "etc/pki/CA/cacert.pem"),
  crl: join(root, "etc/pki/CA/cacrl.pem"),
  cert: join(root, `etc/pki/libvirt/${role}cert.pem`),
  key: join(root, `etc/pki/libvirt/private/${role}key.pem`),
});

/** A folder with all of them: `pkipath=` of a URI, and `~/.pki/libvirt`. */
export const filesIn = (role: Role, folder: string): Files => ({
  ca: join(folder, "cacert.pem"),
  crl: join(folder, "cacrl.pem"),
  cert: join(folder, `${role}cert.pem`),
  key: join(folder, `${role}key.pem`),
});

export const homeOf = (env: NodeJS.ProcessEnv): string => env["HOME"] || homedir();

/** Which a user other than root has instead of `/etc/pki`, if they are there. */
export const userFiles = (role: Role, env: NodeJS.ProcessEnv, root = "/"): Files =>
  filesIn(role, join(root, homeOf(env), ".pki/libvirt"));

/**
 * The folder of the certificate authority unless `--dir` names one: root's is /etc/pki/virtgate, everybody else's
 * $XDG_DATA_HOME/virtgate/pki (~/.local/share/virtgate/pki).
 */
export function defaultFolder(env: NodeJS.ProcessEnv): string {
  if (process.getuid?.() === 0) return "/etc/pki/virtgate";
  return join(env["XDG_DATA_HOME"] || join(homeOf(env), ".local/share"), "virtgate/pki");
}
