// Configurations and surroundings for lifecycle.test.ts. FOLDER stands for the folder of the test, PORT for its port.

export interface Surroundings {
  readonly title: string;
  readonly configuration?: string;
  /** Shell commands in the daemon's mount namespace before it starts; $0 is the folder. */
  readonly prepare?: string;
  readonly args?: readonly string[];
  /** The daemon is this user's. */
  readonly uid?: number;
  /** Somebody else has the port. */
  readonly occupied?: true;
}

/** The daemon does not start: the same words, the same status. */
export const refused: readonly Surroundings[] = [
  { title: "a socket directory that is not there", configuration: 'unix_sock_dir = "FOLDER/none"' },
  { title: "a socket directory that is a file", configuration: 'unix_sock_dir = "FOLDER/libvirtd.conf"' },
  {
    title: "a socket directory that cannot be written",
    configuration: 'unix_sock_dir = "FOLDER/readonly"',
    prepare: "mkdir $0/readonly; mount -t tmpfs -o ro none $0/readonly",
  },
  {
    title: "a socket directory without room",
    configuration: 'unix_sock_dir = "FOLDER/full"',
    prepare: "mkdir $0/full; mount -t tmpfs -o nr_inodes=1 none $0/full",
  },
  { title: "a socket path that is too long", configuration: `unix_sock_dir = "FOLDER/${"x".repeat(90)}"` },
  { title: "a port that is taken", occupied: true },
  { title: "an address of another machine", configuration: 'listen_addr = "192.0.2.1"' },
  { title: "an address that is none", configuration: 'listen_addr = "300.1.1.1"' },
  { title: "an address without a letter", configuration: 'listen_addr = ""' },
  { title: "a host that nobody knows", configuration: 'listen_addr = "nosuchhost.invalid"' },
  {
    title: "a log in a directory that is not there",
    configuration: 'log_outputs = "1:file:FOLDER/none/log"',
  },
  {
    title: "a pid file without room",
    args: ["-p", "FOLDER/full/pid"],
    prepare: "mkdir $0/full; mount -t tmpfs -o nr_inodes=1 none $0/full",
  },
  { title: "a pid file that is a directory", args: ["-p", "FOLDER/sock"] },
  { title: "a pid file in a directory of another user", uid: 65534 },
  {
    title: "a socket directory of another user",
    uid: 65534,
    args: ["-p", "FOLDER/run/pid"],
    prepare: "chown 65534 $0/run; touch $0/daemon.log; chown 65534 $0/daemon.log",
  },
  {
    title: "a log of another user",
    uid: 65534,
    args: ["-p", "FOLDER/run/pid"],
    prepare: "chown 65534 $0/run; touch $0/daemon.log; chmod 600 $0/daemon.log",
  },
  {
    title: "a configuration of another user",
    uid: 65534,
    prepare: "chmod 600 $0/libvirtd.conf",
  },
  {
    title: "a group that is not the user's to give",
    uid: 65534,
    args: ["-p", "FOLDER/run/pid"],
    configuration: 'unix_sock_group = "disk"',
    prepare: "chown 65534 $0/run $0/sock; touch $0/daemon.log; chown 65534 $0/daemon.log",
  },
  { title: "a group that nobody knows", configuration: 'unix_sock_group = "nosuchgroup"' },
];

/** Owner, group and mode of the sockets. */
export const owners: readonly string[] = [
  "",
  'unix_sock_group = "nogroup"',
  'unix_sock_group = "65534"',
  'unix_sock_group = "nogroup"\nunix_sock_rw_perms = "0770"\nunix_sock_ro_perms = "0750"',
  'unix_sock_rw_perms = "0600"',
  'unix_sock_rw_perms = "0777"\nunix_sock_ro_perms = "0000"',
  'unix_sock_rw_perms = "1777"\nunix_sock_ro_perms = "4755"',
  'unix_sock_rw_perms = "777"\nunix_sock_ro_perms = "0444"',
  'unix_sock_admin_perms = "0700"',
];

/** Where the daemon listens: what of this answers on its port. */
export const addresses: readonly string[] = [
  'listen_addr = "127.0.0.1"',
  'listen_addr = "::1"',
  'listen_addr = "0.0.0.0"',
  'listen_addr = "::"',
  'listen_addr = "localhost"',
  'listen_addr = "127.0.0.2"',
];
