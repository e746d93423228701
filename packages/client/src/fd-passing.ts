// Calls with descriptors, in the order in which libvirt's client goes about them: does the server pass any, are ours open,
// are they too many, and does this socket carry them.

import { closeSync, fstatSync } from "node:fs";
import { type Args, DriverFeature, limits, type Procedure, type Ret, remote } from "@virtgate/protocol";
import type { CallOptions, ProgramId, WithFds } from "./calls.js";
import { cannotDuplicate, fdPassingRefused, protocolError, tooManyFds } from "./errors.js";
import type { Session } from "./session.js";

/**
 * A call that takes `fds` along, at most 32, and its answer with the descriptors that come with it, which are the
 * caller's to close. `fds` stay the caller's, and must be open until this has settled. Rejects with LibvirtError.
 */
export async function callWithFds<P extends Procedure>(
  session: Session,
  program: ProgramId,
  procedure: P,
  args: Args<P>,
  fds: readonly number[],
  options?: CallOptions,
): Promise<WithFds<Ret<P>>> {
  const receives = procedure.fds === "server" || procedure.fds === "both";
  if (fds.length === 0 && !receives) {
    const ret = (await session.call(program, procedure, args, options)) as Ret<P>;
    return { ret, fds: [] };
  }
  const feature = { feature: DriverFeature.fdPassing };
  // Asked each time: a server of ours looks out for descriptors from then on.
  const { supported } = await session.call(remote, remote.calls.connectSupportsFeature, feature, options);
  if (supported !== 1) throw fdPassingRefused();
  for (const fd of fds) requireOpen(fd);
  if (fds.length > limits.maxFileDescriptors) throw tooManyFds(fds.length);
  const transport = await session.passFds();
  if (receives) session.receiveFds(transport);
  // Those that are sent have to stay open until the packet has left, however long that takes.
  const copies: number[] = [];
  for (const fd of fds) copies.push(transport.duplicate(fd));
  return session.calls.callWithFds(program, procedure, args, copies, options) as Promise<WithFds<Ret<P>>>;
}

/** The descriptor of an answer that has one. */
export function onlyOne(fds: readonly number[]): number {
  const [fd] = fds;
  if (fd !== undefined && fds.length === 1) return fd;
  for (const each of fds) closeSync(each);
  throw protocolError(`${fds.length} file descriptors received instead of one`);
}

function requireOpen(fd: number): void {
  try {
    fstatSync(fd);
  } catch {
    throw cannotDuplicate(fd);
  }
}
