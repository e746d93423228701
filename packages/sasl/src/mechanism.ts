// What a mechanism is: one entry of the table in mechanisms.ts.
import type { Exchange } from "./exchange.js";
import type { GssProvider } from "./gss.js";
import type { Identity } from "./identity.js";
import type { SecurityLayer } from "./layer.js";
import type { UserStore } from "./user-store.js";

/** What a server learns from a sign-in that succeeded. */
export interface ServerResult {
  readonly identity: Identity;
  /** Absent when none was negotiated. */
  readonly layer?: SecurityLayer;
}

/** What a client learns. */
export interface ClientResult {
  readonly ssf: number;
  readonly layer?: SecurityLayer;
}

/** Bounds and random source of one attempt, on either side. Strengths are in bits, as Cyrus' SSF. */
interface Terms {
  /** libvirt's is "libvirt". */
  readonly service: string;
  /** The server's host name: for the server its own, for the client the one it connects to. */
  readonly host: string;
  /** The layer's strength has to be within these; `maxSsf: 0` forbids a layer. */
  readonly minSsf: number;
  readonly maxSsf: number;
  /** The longest buffer of a layer that this side takes, in bytes. libvirt's is 65536. */
  readonly maxBuffer: number;
  /** `crypto.randomBytes`, or a row of a table. */
  random(bytes: number): Uint8Array;
  readonly gss?: GssProvider;
}

export interface ServerOptions extends Terms {
  /** The realm of users whose name has none; the host name if absent, as in Cyrus. */
  readonly realm?: string;
  readonly users: UserStore;
  /** Who the transport says this is, for EXTERNAL: the certificate's name and the cipher's strength. */
  readonly externalIdentity?: { readonly name: string; readonly ssf: number };
}

export type CredentialName = "authname" | "password" | "authzid" | "realm";

/** Names and passwords are Unicode; how they are prepared is the mechanism's matter. */
export type Credentials = { readonly [Name in CredentialName]?: string };

export interface CredentialRequest {
  readonly mechanism: string;
  /** What the mechanism cannot do without, in the order in which Cyrus asks for it. */
  readonly wanted: readonly CredentialName[];
  /** What it makes use of if it is there. libvirt asks nobody for it. */
  readonly optional: readonly CredentialName[];
  /** The server's realms, where it told them and `realm` is wanted. */
  readonly realms?: readonly string[];
}

export interface ClientOptions extends Terms {
  /** Asked at most once in an attempt, and only for what the mechanism needs; what it throws ends the attempt. */
  credentials(request: CredentialRequest): Credentials | Promise<Credentials>;
  /** Strength of the transport's own protection (TLS), in bits; 0 without. */
  readonly externalSsf: number;
  /** The client's own host name, for ANONYMOUS' trace; "localhost" if absent. */
  readonly localHost?: string;
}

/** Properties by which mechanisms are offered and chosen: Cyrus' SASL_SEC_* and SASL_FEAT_*. */
export interface MechanismFlags {
  /** Signs in nobody in particular. */
  readonly anonymous: boolean;
  /** The password itself goes over the wire. */
  readonly plaintext: boolean;
  /** Who listens cannot find the password by guessing. */
  readonly noDictionary: boolean;
  /** Resists who changes what is sent while signing in (without a layer). */
  readonly noActive: boolean;
  readonly mutual: boolean;
  /** The client speaks first. */
  readonly clientFirst: boolean;
}

/** One entry per mechanism. `server` or `client` is absent where that side cannot. */
export interface Mechanism {
  readonly name: string;
  /** Strength of its best layer, in bits. */
  readonly maxSsf: number;
  readonly flags: MechanismFlags;
  server?(options: ServerOptions): Exchange<ServerResult>;
  client?(options: ClientOptions): Exchange<ClientResult>;
}
