// What all sign-ins through polkit share.

import type { PeerCredentials } from "../listen/peer.js";
import type { Logger } from "../log/logger.js";
import type { Session } from "../session.js";
import type { PolkitAuthority } from "./polkit-authority.js";
import { PolkitLog } from "./polkit-log.js";
import { PolkitSignIn } from "./polkit-sign-in.js";
import type { SignIn } from "./sign-in.js";

export class PolkitService {
  readonly authority: PolkitAuthority;
  readonly log: PolkitLog;
  /** Whether the process that connected is still there, and no other has its number. */
  readonly isStill: (peer: PeerCredentials) => boolean;

  constructor(authority: PolkitAuthority, isStill: (peer: PeerCredentials) => boolean, log: Logger) {
    this.authority = authority;
    this.isStill = isStill;
    this.log = new PolkitLog(log);
  }

  readonly signIn = (session: Session): SignIn => new PolkitSignIn(session, this);
}
