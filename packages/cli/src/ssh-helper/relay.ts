// Bytes from stdin to the daemon and from the daemon to stdout: each way waits for its own reader alone.

import type { DaemonConnection } from "@virtgate/client";
import type { ByteStreams } from "./streams.js";

const wordsOf = (error: Error & { code?: string }): string =>
  error.code === "EPIPE" ? "Broken pipe" : "Input/output error";

/** Resolves with the reason of the end, when all has arrived that was under way. */
export function relay(daemon: DaemonConnection, { input, output }: ByteStreams): Promise<string> {
  return new Promise((resolve) => {
    input.on("data", (chunk: Uint8Array) => {
      if (!daemon.send(chunk)) input.pause();
    });
    daemon.onDrain(() => input.resume());
    input.once("end", () => void daemon.flushed().then(() => resolve("internal error: EOF on stdin")));
    input.on("error", (error) => resolve(`Cannot read from stdin: ${wordsOf(error)}`));

    output.on("drain", () => daemon.resume());
    output.on("error", (error) => resolve(`Cannot write to stdout: ${wordsOf(error)}`));
    daemon.onClose((error) => {
      output.write("", () => resolve(error?.message ?? "End of file while reading data: Input/output error"));
    });
    daemon.onData((chunk) => {
      if (!output.write(chunk)) daemon.pause();
    });
  });
}
