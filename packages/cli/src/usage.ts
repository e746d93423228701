// `virtgate --help` and `virtgate --version`.

import type { Command, CommandForm } from "./grammar/command.js";
import { groups, usageCommands } from "./help.js";
import { libvirtVersion, virtgateVersion } from "./version.js";

export const shortVersion = `${virtgateVersion}\n`;

export const longVersion = `Virtgate command line tool ${virtgateVersion}
Speaks the remote protocol of libvirt ${libvirtVersion}

Compiled with support for:
 Hypervisors: Remote Test
 Transports: UNIX TCP TLS SSH EXT
 Miscellaneous: Readline JSON
`;

const options = `
virtgate [options]... [<command_string>]
virtgate [options]... <command> [args...]
virtgate pki <command>      certificates for TLS, see virtgate pki --help
virtgate user <command>     users and their passwords for SASL, see virtgate user --help
virtgate admin <command>    a daemon's admin socket, see virtgate admin --help

  options:
    -c | --connect=URI      hypervisor connection URI
    -d | --debug=NUM        debug level [0-4]
    -e | --escape <char>    set escape sequence for console
    -h | --help             this help
    -k | --keepalive-interval=NUM
                            keepalive interval in seconds, 0 for disable
    -K | --keepalive-count=NUM
                            number of possible missed keepalive messages
    -l | --log=FILE         output logging to file
    -q | --quiet            quiet mode
    -r | --readonly         connect readonly
    -t | --timing           print timing information
    -v                      short version
    -V                      long version
         --version[=TYPE]   version, TYPE is short or long (default short)
         --no-pkttyagent    start no polkit agent, which asks for passwords
`;

/** Commands that list things take one option that virsh does not have. */
export function outputHelp(commands: readonly CommandForm[]): string {
  const names = commands.filter(({ options }) => options.some(({ own }) => own)).map(({ name }) => name);
  return `  commands with --output json:\n    ${names.join(", ")}\n\n`;
}

export const usage = (commands: readonly Command[]) =>
  `${options}${outputHelp(commands)}${usageCommands({ groups, commands })}`;
