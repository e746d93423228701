/** A security layer: what protects the connection after sign-in. One object for both directions of one side. */
export interface SecurityLayer {
  /** Strength in bits, as Cyrus' SASL_SSF: 1 is integrity alone. */
  readonly ssf: number;
  /** The most bytes of payload that one encoded buffer may carry to the other side. */
  readonly maxPayload: number;
  /** One buffer to send, length word included. Throws when `payload` is longer than `maxPayload`. */
  encode(payload: Uint8Array): Uint8Array;
  /**
   * Takes what the socket delivers, however it is cut, and gives the payloads of the buffers that are whole.
   * Throws SaslError on a bad MAC, sequence number or length; the connection ends then.
   */
  decode(received: Uint8Array): Uint8Array[];
}
