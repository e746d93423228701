// Object identifiers of GSSAPI and of Kerberos 5 (RFC 2743, section 4; RFC 4121; gssapi_ext.h of MIT Kerberos).

/** gss_OID_desc */
export interface Oid {
  readonly length: number;
  readonly elements: Uint8Array;
}

const oid = (hex: string): Oid => {
  const elements = Uint8Array.from(Buffer.from(hex, "hex"));
  return { length: elements.length, elements };
};

/** 1.2.840.113554.1.2.2: Kerberos 5 */
export const kerberos = oid("2a864886f712010202");
/** 1.2.840.113554.1.2.1.4: "libvirt@host" */
export const hostBasedService = oid("2a864886f71201020104");
/** 1.2.840.113554.1.2.1.1: "alice", in the default realm */
export const userName = oid("2a864886f71201020101");
/** 1.2.840.113554.1.2.2.5.15, GSS_C_SEC_CONTEXT_SASL_SSF: the strength of the session's cipher, four bytes */
export const saslSsf = oid("2a864886f712010202050f");
