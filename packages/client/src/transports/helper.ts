// A program between us and the daemon, whose stdin and stdout carry the bytes: `ext`, and OpenSSH.

import { ErrorDomain, type LibvirtError, systemError } from "@virtgate/protocol";
import { type HelperProcess, startProcess } from "./helper-process.js";
import { findProgram } from "./helper-program.js";
import { HelperWords } from "./helper-words.js";
import { SocketTransport } from "./socket.js";
import type { CloseReason, Transport } from "./transport.js";

type Variables = { readonly [name: string]: string | undefined };

/** What every helper gets of the environment. Its texts are English, as they become part of an error. */
const passed = ["LD_PRELOAD", "LD_LIBRARY_PATH", "PATH", "HOME", "USER", "LOGNAME", "TMPDIR"];

export interface HelperCommand {
  /** A path, or a name that PATH knows. */
  readonly program: string;
  readonly args: readonly string[];
  /** Names of more variables that it gets, where they are set. */
  readonly variables?: readonly string[];
}

/**
 * Starts the program. Resolves as soon as it runs: whether it gets anywhere shows when the daemon answers, or when it
 * ends. Rejects with libvirt's words when it cannot be started.
 */
export async function connectHelper(
  { program, args, variables: more = [] }: HelperCommand,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Transport> {
  signal?.throwIfAborted();
  const path = findProgram(program, variables.PATH, (said) => broken("ECONNRESET", said));
  const env: NodeJS.ProcessEnv = { LC_ALL: "C" };
  for (const name of [...passed, ...more]) if (variables[name] !== undefined) env[name] = variables[name];
  const transport = new HelperTransport(await startProcess(path, args, env));
  if (signal?.aborted) {
    transport.close();
    signal.throwIfAborted();
  }
  return transport;
}

class HelperTransport extends SocketTransport {
  readonly #process: HelperProcess;
  readonly #words: HelperWords;
  #code: string | undefined;
  #closing = false;

  constructor(helper: HelperProcess) {
    super(() => helper.socket, true);
    this.#process = helper;
    this.#words = new HelperWords(helper.stderr);
    this.socket.on("data", (chunk: Buffer) => {
      if (!this.received(chunk)) this.socket.pause();
    });
    this.connected();
  }

  override onClose(listener: (error?: Error, reason?: CloseReason) => void): void {
    super.onClose((error, reason) => {
      // Whoever closes it does not ask why it ended.
      if (this.#closing) listener(error, reason);
      else void this.#words.all().then((said) => listener(broken(this.#code, said), reason));
    });
  }

  override close(): void {
    this.#closing = true;
    this.#process.end();
    super.close();
  }

  protected override ending(code: string | undefined): { error: Error; reason: CloseReason } {
    // Whether it is the read or the write that fails hangs on who is faster.
    this.#code = code === undefined ? undefined : "ECONNRESET";
    return super.ending(this.#code);
  }
}

/** Its end, as libvirt tells it: by a reset when it has not read all that it was sent. */
function broken(code: string | undefined, said: string): LibvirtError {
  if (code === undefined) {
    const detail = `End of file while reading data: ${said}: Input/output error`;
    return systemError(ErrorDomain.rpc, 5, detail);
  }
  const detail = `Cannot recv data: ${said}: Connection reset by peer`;
  return systemError(ErrorDomain.rpc, 104, detail);
}
