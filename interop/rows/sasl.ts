// Who signs in how, over what: virsh's words, and the reason in both daemons' logs.
import type { SaslSetup, Transport, Who } from "../sasl-daemons.js";

export interface SaslRow {
  readonly transport: Transport;
  /** Of the URI's `auth=sasl.MECHANISM`; without it, the client chooses. */
  readonly mechanism?: string;
  readonly who: Who;
  /** What our log names; nothing for those who are let in, or who give up by themselves. */
  readonly cause?: string;
}

export interface SaslSetting {
  readonly title: string;
  readonly setup: SaslSetup;
  readonly rows: readonly SaslRow[];
}

const everywhere: readonly Transport[] = ["unix", "tcp", "tls"];
const withPasswords = ["SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "DIGEST-MD5", "PLAIN"];

const outcomes: readonly { readonly who: Who; readonly cause?: string }[] = [
  { who: "right" },
  { who: "wrong", cause: "wrong password" },
  { who: "unknown", cause: "unknown user" },
  { who: "unlisted", cause: "not on the list" },
  { who: "other realm" },
];

/** On plain TCP the server has only what protects the connection, and the client sees that by itself. */
const isOffered = (transport: Transport, mechanism: string) =>
  transport !== "tcp" || mechanism === "DIGEST-MD5";

export const settings: readonly SaslSetting[] = [
  {
    title: "every mechanism with a password",
    setup: {
      mechList: "scram-sha-512 scram-sha-256 scram-sha-1 digest-md5 plain anonymous",
      more: 'sasl_allowed_username_list = [ "fr*", "joe@other.realm", "anonymous" ]',
    },
    rows: [
      ...everywhere.flatMap((transport) =>
        withPasswords.flatMap((mechanism): SaslRow[] =>
          isOffered(transport, mechanism)
            ? outcomes.map((outcome) => ({ transport, mechanism, ...outcome }))
            : [{ transport, mechanism, who: "right" }],
        ),
      ),
      ...everywhere.flatMap((transport): SaslRow[] => [
        { transport, who: "right" },
        { transport, who: "wrong", cause: "wrong password" },
        { transport, mechanism: "ANONYMOUS", who: "right" },
        { transport, mechanism: "EXTERNAL", who: "right" },
        { transport, mechanism: "CRAM-MD5", who: "right" },
        { transport, mechanism: "scram-sha-1", who: "right" },
      ]),
      { transport: "unix", mechanism: "PLAIN", who: "no name" },
    ],
  },
  {
    title: "users in our own file",
    setup: { mechList: "scram-sha-512 scram-sha-256 scram-sha-1 digest-md5 plain", ownUsers: true },
    rows: [
      ...withPasswords.flatMap((mechanism): SaslRow[] => [
        { transport: "unix", mechanism, who: "right" },
        { transport: "unix", mechanism, who: "wrong", cause: "wrong password" },
        { transport: "unix", mechanism, who: "unknown", cause: "unknown user" },
        { transport: "unix", mechanism, who: "unlisted" },
      ]),
      { transport: "tcp", who: "right" },
      { transport: "tcp", who: "wrong", cause: "wrong password" },
    ],
  },
  {
    title: "no mechanism for TCP, and nobody on the list",
    setup: { mechList: "scram-sha-256", more: "sasl_allowed_username_list = [ ]" },
    rows: [
      { transport: "tcp", who: "right", cause: "no mechanism" },
      { transport: "unix", who: "right", cause: "not on the list" },
      { transport: "tls", who: "right", cause: "not on the list" },
      { transport: "tls", who: "wrong", cause: "wrong password" },
    ],
  },
  {
    title: "a layer that is too weak",
    setup: { mechList: "digest-md5", more: "tcp_min_ssf = 129" },
    rows: [
      { transport: "tcp", who: "right", cause: "no mechanism" },
      { transport: "unix", who: "right" },
    ],
  },
  {
    title: "a layer that is just strong enough",
    setup: { mechList: "digest-md5", more: "tcp_min_ssf = 128" },
    rows: [{ transport: "tcp", who: "right" }],
  },
  {
    title: "no mechanism at all",
    setup: { mechList: "nosuch" },
    rows: [
      { transport: "unix", who: "right", cause: "no mechanism" },
      { transport: "tcp", who: "right", cause: "no mechanism" },
    ],
  },
];
