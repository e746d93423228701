// From a fresh transport to an open hypervisor connection: the same packets in the same order as virsh sends.

import { remote } from "@virtgate/protocol";
import type { CallOptions } from "./calls.js";
import type { Session } from "./session.js";
import { type SignInTerms, signIn } from "./sign-in/sign-in.js";

/** virDrvFeature numbers that clients ask for. */
const feature = { programKeepalive: 10, eventCallback: 14, closeCallback: 15 } as const;

/** Bits of OPEN's flags: the public read-only flag, and two that only libvirt's own clients know. */
export const openFlag = { readonly: 1, user: 2, autostart: 4 } as const;

export interface Opening {
  /** What the server shall open; empty lets it choose. */
  readonly name: string;
  readonly flags: number;
  readonly signIn: SignInTerms;
}

/** What the server can do. */
export interface ServerFeatures {
  readonly keepalive: boolean;
  readonly eventCallbacks: boolean;
  readonly closeCallback: boolean;
}

export async function openHypervisor(
  session: Session,
  { name, flags, signIn: terms }: Opening,
  options: CallOptions,
): Promise<ServerFeatures> {
  const { calls } = remote;
  await signIn(session, terms, options);
  // What does not depend on an answer is sent without waiting for it: two round trips instead of five.
  const [keepalive] = await together([
    supports(session, feature.programKeepalive, options),
    session.call(remote, calls.connectOpen, { name, flags }, options).then(() => true),
  ]);
  const [eventCallbacks, closeCallback] = await together([
    supports(session, feature.eventCallback, options),
    supports(session, feature.closeCallback, options),
    session.call(remote, calls.connectRegisterCloseCallback, {}, options).then(
      () => true,
      () => false,
    ),
  ]);
  return { keepalive: keepalive!, eventCallbacks: eventCallbacks!, closeCallback: closeCallback! };
}

/** Like Promise.all, but waits for all of them, and it is the first in order that fails. */
async function together(answers: Promise<boolean>[]): Promise<boolean[]> {
  const settled = await Promise.allSettled(answers);
  return settled.map((answer) => {
    if (answer.status === "rejected") throw answer.reason;
    return answer.value;
  });
}

async function supports(session: Session, number: number, options: CallOptions): Promise<boolean> {
  const { connectSupportsFeature } = remote.calls;
  const { supported } = await session.call(remote, connectSupportsFeature, { feature: number }, options);
  return supported === 1;
}
