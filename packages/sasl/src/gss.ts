// The system's GSSAPI as the GSSAPI mechanism sees it. @virtgate/native has the real one.

/** The other side, once the context is complete. */
export interface GssPeer {
  /** "alice@EXAMPLE.TEST" */
  readonly principal: string;
  /** What Cyrus makes of it: "alice" where the realm is this host's default one, else the principal. */
  readonly user: string;
}

/** One security context being made, on either side. Whatever the library refuses is thrown, with Cyrus' text. */
export interface GssContext {
  /** Takes the other side's token (null: none yet). `token: null`: there is nothing to send. */
  step(token: Uint8Array | null): Promise<{ readonly token: Uint8Array | null; readonly complete: boolean }>;
  /** Once complete. */
  peer(): GssPeer;
  /** Once complete: the strength in bits of `wrap` with confidentiality, 0 if it cannot. */
  readonly ssf: number;
  /** Once complete: whether `wrap` protects against changes. */
  readonly integrity: boolean;
  /** The token for a payload, behind `room` bytes that are left free (for a length word). */
  wrap(payload: Uint8Array, confidential: boolean, room?: number): Uint8Array;
  unwrap(token: Uint8Array): { readonly payload: Uint8Array; readonly confidential: boolean };
  /** The most payload whose token is no longer than `bytes` (gss_wrap_size_limit). */
  wrapSizeLimit(bytes: number, confidential: boolean): number;
  /** Frees the context. Safe to call twice, and while a step runs. */
  close(): void;
}

export interface GssProvider {
  /** The client's side, for the service `libvirt@host`. */
  initiate(service: string, host: string): GssContext;
  /** The server's side, with its keytab (absent: the library's own). */
  accept(service: string, host: string): GssContext;
}
