// Options that the commands about block jobs share.

import type { Arguments } from "../grammar/arguments.js";

/** VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT */
export const pivotJob = 2;
/** More would not fit a number of bytes. */
export const maxMiB = (1n << 44n) - 1n;

/** In MiB/s, or with `--bytes` in bytes/s. */
export function bandwidthOf(args: Arguments): bigint {
  if (args.has("bytes")) return args.scaled("bandwidth", 1n, "--bandwidth") ?? 0n;
  return (args.scaled("bandwidth", 1_048_576n, "--bandwidth") ?? 0n) >> 20n;
}

/** The flags of those options that are there. */
export const sum = (args: Arguments, of: Readonly<Record<string, number>>) =>
  Object.entries(of).reduce((all, [name, flag]) => (args.has(name) ? all | flag : all), 0);
