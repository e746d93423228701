// The ladder a call climbs. Every rung has its own way to fail, with libvirtd's words (watched with 9.0.0).

import {
  ErrorCode,
  ErrorDomain,
  type Header,
  type LibvirtError,
  libvirtError,
  MessageStatus,
  type Reader,
  WireError,
} from "@virtgate/protocol";
import { performGuarded } from "./access/guarded-call.js";
import { errorDomainOf } from "./api-domain.js";
import { Call, notOpen, type StreamOpener } from "./call.js";
import type { MaybePromise } from "./drivers/driver.js";
import type { PassedFds } from "./drivers/passed-fds.js";
import type { Entry, Programs } from "./programs.js";
import type { Session } from "./session.js";
import { holds } from "./when.js";

const rpcError = (detail: string): LibvirtError => libvirtError(ErrorDomain.rpc, ErrorCode.rpc, detail);

/** The rungs that need only the header. Throws the LibvirtError to answer with. */
export function lookUp(programs: Programs, session: Session, header: Header): Entry {
  const served = programs.find(header.program, header.version);
  if (served === undefined) {
    const detail = `Cannot find program ${header.program} version ${header.version}`;
    throw session.refuse("unknown program", rpcError(detail));
  }
  if (header.status !== MessageStatus.ok) {
    throw session.refuse("status of a call", rpcError(`Unexpected message status ${header.status >>> 0}`));
  }
  const entry = served.entry(header.procedure);
  if (entry === undefined) {
    throw session.refuse("unknown procedure", rpcError(`unknown procedure: ${header.procedure}`));
  }
  if (!session.signedIn && !entry.open) {
    throw session.refuse("sign-in", rpcError("authentication required"));
  }
  return entry;
}

/** The rungs that need the arguments, up to the handler's answer. Throws the LibvirtError to answer with. */
export function perform(
  entry: Entry,
  session: Session,
  header: Header,
  payload: Reader,
  streams: StreamOpener,
  passed?: PassedFds,
): MaybePromise<unknown> {
  const { handler } = entry;
  let args: unknown;
  try {
    // Bytes behind the arguments are ignored, as libvirtd does.
    args = entry.args.read(payload);
  } catch (thrown) {
    if (!(thrown instanceof WireError)) throw thrown;
    throw session.refuse(`arguments (${thrown.message})`, rpcError("Unable to decode message payload"));
  }
  if (session.readonly && session.driver !== undefined && entry.write !== false) {
    requireWritable(entry, session, args);
  }
  if (handler === undefined) throw session.driver === undefined ? notOpen() : noSupport(entry);
  const call = new Call(session, header, streams, passed);
  if (session.guard === undefined) return handler(call, args as never);
  return performGuarded(session.guard, entry, call, args as Record<string, unknown>, () =>
    handler(call, args as never),
  );
}

function requireWritable({ api, write }: Entry, session: Session, args: unknown): void {
  if (typeof write === "object" && !holds(write, args as Record<string, unknown>)) return;
  // Where only passwords in the answer are refused, libvirt says so in other words.
  const secure = typeof write === "object" && api.endsWith("XMLDesc");
  const detail = secure ? `${api} with secure flag` : `read only access prevents ${api}`;
  throw session.refuse(
    `read-only connection, ${api}`,
    libvirtError(errorDomainOf(api), ErrorCode.operationDenied, detail),
  );
}

function noSupport({ api }: Entry): LibvirtError {
  return libvirtError(errorDomainOf(api), ErrorCode.noSupport, api);
}
