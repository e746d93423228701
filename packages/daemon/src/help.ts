// What `virtgated --help` says: libvirtd's page, with our name and options.

import type { Identity } from "./config/identity.js";
import type { Account } from "./config/paths.js";
import { options } from "./option-table.js";

/** In the order of libvirtd's help; then our own. */
const order = [..."hvdltfVp", "daemon-name", "print-units", "user"];

/** What a mistake on the command line is answered with, too. Ends with a line end. */
export function help(program: string, identity: Identity, { uid }: Pick<Account, "uid">): string {
  const { name, socketPrefix } = identity;
  const known = order.filter((letter) => letter !== "l" || identity.ports === "option");
  const lines = known.map((letter) => {
    const { long, argument, optional, help } = options[letter]!;
    const given = argument === undefined ? "" : optional ? `[=${argument}]` : ` <${argument}>`;
    const form = `${letter.length === 1 ? `-${letter} | ` : ""}--${long}${given}`;
    return `  ${form.padEnd(22)} ${help}`;
  });
  const places =
    uid === 0
      ? {
          config: `/etc/libvirt/${name}.conf`,
          sockets: [`/run/libvirt/${socketPrefix}-sock`, `/run/libvirt/${socketPrefix}-sock-ro`],
          ca: "/etc/pki/CA/cacert.pem",
          pki: "/etc/pki/libvirt/",
          key: "private/serverkey.pem",
          pid: `/run/${name}.pid`,
        }
      : {
          config: `$XDG_CONFIG_HOME/libvirt/${name}.conf`,
          sockets: [`$XDG_RUNTIME_DIR/libvirt/${socketPrefix}-sock`],
          ca: "$HOME/.pki/libvirt/cacert.pem",
          pki: "$HOME/.pki/libvirt/",
          key: "serverkey.pem",
          pid: `$XDG_RUNTIME_DIR/libvirt/${name}.pid`,
        };
  return `
Usage:
  ${program} [options]

Options:
${lines.join("\n")}

virtgate management daemon:

  Default paths:

    Configuration file (unless overridden by -f):
      ${places.config}

    Sockets:
      ${places.sockets.join("\n      ")}

    TLS:
      CA certificate: ${places.ca}
      Server certificate: ${places.pki}servercert.pem
      Server private key: ${places.pki}${places.key}

    PID file (unless overridden by -p):
      ${places.pid}

`;
}
