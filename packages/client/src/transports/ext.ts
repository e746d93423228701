// `ext`: a program of the user's own, run without arguments.

import type { Environment } from "../environment.js";
import { connectHelper } from "./helper.js";
import type { Transport } from "./transport.js";

export function connectExt(
  program: string,
  { variables }: Environment,
  signal?: AbortSignal,
): Promise<Transport> {
  return connectHelper({ program, args: [] }, variables, signal);
}
