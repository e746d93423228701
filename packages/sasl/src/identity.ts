/** Who signed in, and how. */
export interface Identity {
  /** As it was offered: SCRAM-SHA-256. */
  readonly mechanism: string;
  /** The canonical name, as Cyrus' SASL_USERNAME: what allow-lists and virt-admin see. */
  readonly user: string;
  /** The name that the client asked to act as, where it said one; equal to `user` after canonicalisation. */
  readonly authzid?: string;
  /** The realm in which the user was found: the user database's or Kerberos'. */
  readonly realm?: string;
  /** What an anonymous client says of itself (RFC 4505); nobody has checked it. */
  readonly trace?: string;
  /** Security strength of the layer that was negotiated, in bits; 0 without one. */
  readonly ssf: number;
}
