// The system's GSSAPI as the GSSAPI mechanism sees it. @virtgate/native has the real one.

/** One security context being made, on either side. */
export interface GssContext {
  /** Takes the other side's token (null: none yet). `token: null`: there is nothing to send. */
  step(token: Uint8Array | null): Promise<{ readonly token: Uint8Array | null; readonly complete: boolean }>;
  /** Once complete: the other side's principal, "alice@EXAMPLE.TEST". */
  peer(): string;
  /** Once complete: the strength in bits of `wrap` with confidentiality. */
  readonly ssf: number;
  wrap(payload: Uint8Array, confidential: boolean): Uint8Array;
  unwrap(token: Uint8Array): { readonly payload: Uint8Array; readonly confidential: boolean };
  /** The most payload whose token is no longer than `bytes` (gss_wrap_size_limit). */
  wrapSizeLimit(bytes: number, confidential: boolean): number;
  close(): void;
}

export interface GssProvider {
  /** The client's side, for the service `libvirt@host`. */
  initiate(service: string, host: string): GssContext;
  /** The server's side, with its keytab (absent: the library's own). */
  accept(service: string, host: string): GssContext;
}
