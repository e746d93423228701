// The options of the command line: libvirtd's, and our own.

export interface Option {
  readonly long: string;
  readonly argument?: string;
  /** The argument may be missing, and is given behind `=` alone. */
  readonly optional?: true;
  readonly help: string;
}

/** By letter, in libvirtd's order, which shows where an abbreviation is ambiguous. Our own have no letter. */
export const options: Readonly<Record<string, Option>> = {
  v: { long: "verbose", help: "Verbose messages" },
  d: { long: "daemon", help: "Run as a daemon & write PID file" },
  l: { long: "listen", help: "Listen for TCP/IP connections" },
  f: { long: "config", argument: "file", help: "Configuration file" },
  t: { long: "timeout", argument: "secs", help: "Exit after timeout period" },
  p: { long: "pid-file", argument: "file", help: "Change name of PID file" },
  V: { long: "version", help: "Display version information" },
  h: { long: "help", help: "Display program help" },
  "daemon-name": { long: "daemon-name", argument: "name", help: "Stand in for this daemon of libvirt" },
  "print-units": {
    long: "print-units",
    argument: "dir",
    optional: true,
    help: "Print systemd units, or write them to dir",
  },
  user: { long: "user", help: "Units for a user's own daemon" },
};
