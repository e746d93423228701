// What virt-ssh-helper does: finds the daemon of this host that a URI means, starts a user's own one if there is none, and
// joins it to stdin and stdout. Texts and exit status are libvirt's; clients show them to their users.

import { type DaemonSocket, daemonSocket, type Environment, parseUri, type Uri } from "@virtgate/client";
import { ErrorCode, ErrorDomain, LibvirtError, libvirtError } from "@virtgate/protocol";
import type { Write } from "../sink.js";
import { virtgateVersion } from "../version.js";
import { relay } from "./relay.js";
import type { ByteStreams } from "./streams.js";
import { helperName as name, readWords, usage } from "./words.js";

export interface HelperEnvironment {
  readonly host: Environment;
  readonly write: Write;
  readonly streams: () => ByteStreams;
}

/** The exit status. As with libvirt's, it is 1 also after a connection that simply ended: the client knows better. */
export async function runSshHelper(
  words: readonly string[],
  { host, write, streams }: HelperEnvironment,
): Promise<number> {
  const asked = readWords(words);
  if (asked.what === "wrong") {
    write(2, asked.text);
    return 1;
  }
  if (asked.what !== "relay") {
    write(1, asked.what === "help" ? usage : `${name} (virtgate) ${virtgateVersion}\n`);
    return 0;
  }
  try {
    const socket = findSocket(asked.uri, asked.readonly, host);
    const daemon = await socket.connect().catch((thrown) => {
      throw new Error(`cannot connect to '${socket.path}': ${textOf(thrown)}`);
    });
    throw new Error(`could not proxy traffic: ${await relay(daemon, streams())}`);
  } catch (thrown) {
    write(2, `${name}: ${(thrown as Error).message}\n`);
    return 1;
  }
}

const textOf = (thrown: unknown): string => LibvirtError.from(thrown).message;

function findSocket(text: string, readonly: boolean, host: Environment): DaemonSocket {
  const uri = parse(text);
  let socket: DaemonSocket | string;
  try {
    if (uri.scheme === null) {
      throw libvirtError(ErrorDomain.none, ErrorCode.invalidArg, "missing scheme for URI");
    }
    socket = daemonSocket(uri, readonly, host);
  } catch (thrown) {
    throw new Error(`cannot parse URI transport '${text}': ${textOf(thrown)}`);
  }
  if (typeof socket === "string") throw new Error(`unexpected URI transport '${text}'`);
  return socket;
}

function parse(text: string): Uri {
  try {
    return parseUri(text);
  } catch (thrown) {
    throw new Error(`cannot parse '${text}': ${textOf(thrown)}`);
  }
}
