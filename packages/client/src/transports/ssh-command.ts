// A URI -> the arguments of the user's OpenSSH and the command that it runs on the host, the same as libvirt's.
// What comes from the URI reaches ssh as arguments of their own, the host behind "--", and the host's shell in quotes.

import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";
import type { RemoteProxy, RemoteTarget } from "../remote-uri.js";

export interface SshOptions {
  /** Where the daemon listens on the host; netcat is told. */
  readonly socket: string;
  readonly readonly: boolean;
  /** A user's own daemon is meant. */
  readonly session: boolean;
}

/** Everything behind the program's name. Throws LibvirtError. */
export function sshArguments(target: RemoteTarget, options: SshOptions): string[] {
  const { port, user, keyfile, noTty, noVerify, host } = target;
  return [
    ...(port === "" ? [] : ["-p", port]),
    ...(user === null ? [] : ["-l", user]),
    ...(keyfile === undefined ? [] : ["-i", keyfile]),
    ...["-T", "-e", "none"],
    ...(noTty ? ["-o", "BatchMode=yes"] : []),
    ...(noVerify ? ["-o", "StrictHostKeyChecking=no"] : []),
    ...["--", host, remoteCommand(target, options)],
  ];
}

/** What shall connect to the daemon over there. Only libvirt's helper can start a user's own daemon. */
export function chooseProxy(target: RemoteTarget, session: boolean): RemoteProxy {
  const { proxy, netcat, socket } = target;
  let chosen = proxy ?? (socket !== undefined ? "netcat" : session ? "native" : "auto");
  if (netcat !== undefined) {
    if (chosen === "native") {
      const detail = "netcat path not valid with native proxy mode";
      throw libvirtError(ErrorDomain.rpc, ErrorCode.invalidArg, detail);
    }
    chosen = "netcat";
  }
  return chosen;
}

/** For the login shell of the host, whichever that is: `sh -c '…'`. The same for every way through ssh. */
export function remoteCommand(target: RemoteTarget, { socket, readonly, session }: SshOptions): string {
  const helper = `virt-ssh-helper ${readonly ? "-r " : ""}'${twice(target.name)}'`;
  const nc = `'${twice(target.netcat ?? "nc")}'`;
  // libvirt leaves the socket bare, whatever it says.
  const path = isPlain(socket) || socket === "" ? socket : `'${twice(socket)}'`;
  // Some netcats end with their input and some do not; those with -q can be told to.
  const netcat =
    `if ${nc} -q 2>&1 | grep "requires an argument" >/dev/null 2>&1; ` +
    `then ARG=-q0;else ARG=;fi;${nc} $ARG -U ${path}`;
  switch (chooseProxy(target, session)) {
    case "native":
      return `sh -c '${helper}'`;
    case "netcat":
      return `sh -c '${netcat}'`;
    case "auto":
      return (
        "sh -c 'which virt-ssh-helper 1>/dev/null 2>&1; " +
        `if test $? = 0; then     ${helper}; else    ${netcat}; fi'`
      );
  }
}

/** Nothing in it means anything to a shell. */
const isPlain = (text: string): boolean => !/[\r\t\n !"#$&'()*;<>?[\\\]^`{|}~]/.test(text) && text !== "";

/** One word of a shell, as libvirt writes it. */
const quoted = (text: string): string => (isPlain(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** For a text in quotes that is itself in quotes: the login shell takes off one pair, `sh -c` the other. */
const twice = (text: string): string => quoted(quoted(text));
