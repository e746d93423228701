/** A security layer: what protects the connection after sign-in. One object for both directions of one side. */
export interface SecurityLayer {
  /** Strength in bits, as Cyrus' SASL_SSF: 1 is integrity alone. */
  readonly ssf: number;
  /** The most bytes of payload that one encoded buffer may carry to the other side. */
  readonly maxPayload: number;
  /**
   * What to send, length words included: one buffer, or as many as the other side's limit asks for, in one piece.
   * `payload` is left as it is, and may be any length.
   */
  encode(payload: Uint8Array): Uint8Array;
  /**
   * Takes what the socket delivers, however it is cut, and gives the payloads of the buffers that are whole.
   * Throws SaslError on a bad MAC, sequence number or length; the connection ends then.
   */
  decode(received: Uint8Array): Uint8Array[];
  /** Gives back what the layer holds outside of JavaScript's memory (a Kerberos context). The layer is over then. */
  close?(): void;
}
