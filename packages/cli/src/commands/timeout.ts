// `--timeout`: seconds that the user is willing to wait.

import { Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";

/** More seconds than this do not fit the C `int` of milliseconds that virsh keeps them in. */
const maxSeconds = 2_147_483;

export function timeoutMs(args: Arguments): number | undefined {
  const seconds = args.uint("timeout");
  if (seconds === undefined) return undefined;
  if (seconds > 0 && seconds <= maxSeconds) return seconds * 1000;
  const text = args.raw("timeout");
  throw new Failure(`Numeric value '${text}' for <timeout> option is malformed or out of range`);
}
