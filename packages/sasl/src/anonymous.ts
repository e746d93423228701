// ANONYMOUS (RFC 4505): one message, in which the client may say what it is. Nobody checks it.
import { answerOnce, type End, type Exchange, exchangeOf, requireNothing, type Script } from "./exchange.js";
import { maxTraceLength } from "./limits.js";
import type { ClientOptions, ClientResult, ServerOptions, ServerResult } from "./mechanism.js";
import { SaslError } from "./problem.js";
import { utf8Bytes, utf8Text } from "./text.js";

const mechanism = "ANONYMOUS";

export const anonymousServer = (_options: ServerOptions): Exchange<ServerResult> =>
  exchangeOf((first) => serverScript(first));

export const anonymousClient = (options: ClientOptions): Exchange<ClientResult> =>
  answerOnce((first) => answerAsClient(options, first));

async function* serverScript(first: Uint8Array | null): Script<ServerResult> {
  const trace = readTrace(first ?? (yield new Uint8Array()));
  const identity = { mechanism, user: "anonymous", ...(trace !== "" && { trace }), ssf: 0 };
  return { send: null, result: { identity } };
}

async function answerAsClient(
  { credentials, localHost = "localhost" }: ClientOptions,
  first: Uint8Array | null,
): Promise<End<ClientResult>> {
  requireNothing(first, mechanism);
  const { authzid } = await credentials({ mechanism, wanted: [], optional: ["authzid"] });
  const send = utf8Bytes(`${authzid || "anonymous"}@${localHost}`);
  readTrace(send);
  return { send, result: { ssf: 0 } };
}

/** The trace: UTF-8, no control characters, 255 characters. It goes into logs. */
export function readTrace(bytes: Uint8Array | null): string {
  const trace = utf8Text(bytes ?? new Uint8Array());
  // Categories C: control, format, private use, not assigned, and line and paragraph separators.
  if (trace === undefined || /[\p{C}\p{Zl}\p{Zp}]/u.test(trace))
    throw new SaslError("malformed message", "ANONYMOUS: the trace is no plain text");
  if ([...trace].length > maxTraceLength)
    throw new SaslError(
      "malformed message",
      `ANONYMOUS: the trace is longer than ${maxTraceLength} characters`,
    );
  return trace;
}
