// Kerberos at both daemons: with tickets and without, over every road.
import type { SaslSetup, Transport } from "../sasl-daemons.js";

export interface KerberosRow {
  readonly transport: Transport;
  /** Whose ticket; undefined: none. */
  readonly ticket?: "alice" | "bob" | "elsewhere";
  readonly mechanism?: string;
  readonly host?: string;
  readonly cause?: string;
}

export interface KerberosSetting {
  readonly title: string;
  readonly setup: SaslSetup;
  readonly rows: readonly KerberosRow[];
}

const everywhere: readonly Transport[] = ["unix", "tcp", "tls"];

/** KEYTAB stands for the one with this host's keys. */
export const kerberos: readonly KerberosSetting[] = [
  {
    title: "alice alone is on the list",
    setup: {
      mechList: "gssapi",
      saslLines: "keytab: KEYTAB",
      more: 'sasl_allowed_username_list = [ "alice" ]',
    },
    rows: [
      ...everywhere.flatMap((transport): KerberosRow[] => [
        { transport, ticket: "alice" },
        { transport, ticket: "bob", cause: "not on the list" },
        { transport },
        { transport, ticket: "alice", mechanism: "DIGEST-MD5" },
      ]),
      { transport: "tcp", ticket: "alice", host: "127.0.0.1" },
    ],
  },
  {
    title: "the name without its realm is the name",
    setup: {
      mechList: "gssapi digest-md5",
      saslLines: "keytab: KEYTAB",
      more: 'tcp_min_ssf = 256\nsasl_allowed_username_list = [ "alice@EXAMPLE.TEST" ]',
    },
    rows: [
      { transport: "tcp", ticket: "alice", cause: "not on the list" },
      { transport: "unix", ticket: "alice", cause: "not on the list" },
      // The strongest that is offered, ticket or not.
      { transport: "unix" },
    ],
  },
  {
    // Of these Cyrus says less than there is to know.
    title: "a keytab with other keys",
    setup: { mechList: "gssapi", saslLines: "keytab: STALE" },
    rows: [
      { transport: "tcp", ticket: "alice", cause: "kerberos" },
      { transport: "unix", ticket: "alice", cause: "kerberos" },
    ],
  },
  {
    title: "no keytab, no Kerberos",
    setup: { mechList: "gssapi digest-md5", saslLines: "keytab: FOLDER/nowhere" },
    rows: [
      { transport: "tcp", ticket: "alice" },
      { transport: "unix", ticket: "alice", mechanism: "GSSAPI" },
    ],
  },
];
