// The command line of virtgated: libvirtd's options, parsed as getopt_long(3) parses them.

export interface RunOptions {
  readonly configFile: string | null;
  readonly listen: boolean;
  readonly pidFile: string | null;
  /** 0: never. */
  readonly timeoutSeconds: number;
  readonly daemon: boolean;
  readonly verbose: boolean;
}
