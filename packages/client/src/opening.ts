// A destination -> a session that is signed in and open. Connecting does this once, reconnecting each time.

import { remote } from "@virtgate/protocol";
import type { CallLimits, CallOptions } from "./calls.js";
import type { Destination } from "./destination.js";
import { deadlinePassed, socketClosed } from "./errors.js";
import { openHypervisor, type ServerFeatures } from "./handshake.js";
import type { KeepaliveOptions } from "./keepalive.js";
import { Session, type SessionEvents } from "./session.js";
import type { Transport } from "./transports/transport.js";

export interface Opened {
  readonly session: Session;
  readonly features: ServerFeatures;
  readonly uri: string;
}

export interface SessionSettings extends CallLimits {
  readonly keepalive: KeepaliveOptions;
}

/** Rejects without leaving anything open. `events` hears of the end only of a session that was opened. */
export async function openSession(
  destination: Destination,
  settings: SessionSettings,
  events: SessionEvents,
  options: CallOptions,
): Promise<Opened> {
  const transport = await connectInTime(destination, options);
  let opened = false;
  const session = new Session(transport, settings, {
    onEvent: events.onEvent,
    onClose: (reason, error) => {
      if (opened) events.onClose(reason, error);
    },
  });
  try {
    const features = await openHypervisor(session, destination, options);
    const uri = destination.uri ?? (await uriOfServer(session, options));
    if (!session.open) throw socketClosed();
    opened = true;
    // Not before: a server that is busy with the sign-in may be silent for long.
    if (features.keepalive && !destination.local) session.keepalive.start(settings.keepalive);
    return { session, features, uri };
  } catch (thrown) {
    session.end("client");
    throw thrown;
  }
}

async function uriOfServer(session: Session, options: CallOptions): Promise<string> {
  return (await session.call(remote, remote.calls.connectGetUri, {}, options)).uri;
}

/** The deadline of the calls is also that of reaching the server: a lost packet can take minutes. */
export async function connectInTime(
  destination: Pick<Destination, "connect">,
  options: CallOptions,
): Promise<Transport> {
  const { signal, deadlineMs } = options;
  if (deadlineMs === undefined) return destination.connect(signal);
  signal?.throwIfAborted();
  const aborter = new AbortController();
  const abort = () => aborter.abort(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  const timer = setTimeout(() => aborter.abort(deadlinePassed("connecting", deadlineMs)), deadlineMs);
  try {
    return await destination.connect(aborter.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}
