// `--pass-fds N,M,...`: descriptors that go to the host together with a call.

import { Failure } from "../failure.js";
import { type Arguments, parseDecimal } from "../grammar/arguments.js";

/** The descriptors of `--pass-fds`, which this program was started with. */
export function passedFds(args: Arguments): number[] {
  // An empty list is none, not a mistake.
  const given = args.raw("pass-fds") ?? "";
  if (given === "") return [];
  return given.split(",").map((word) => {
    const fd = parseDecimal(word);
    if (fd === undefined || Math.abs(fd) > 0x7fff_ffff)
      throw new Failure(`Unable to parse FD number '${word}'`);
    return fd;
  });
}
