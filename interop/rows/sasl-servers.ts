// Servers that ask for SASL and then do something that libvirtd would not: said by hand, heard by virsh and by us.
import { ErrorCode, ErrorDomain, LibvirtError } from "@virtgate/protocol";
import type { Answers } from "../../packages/client/src/testing/fake-server.js";

export interface SaslServerRow {
  readonly title: string;
  readonly types?: readonly number[];
  readonly list?: string;
  /** ?auth= */
  readonly auth?: string;
  readonly tcp?: true;
  readonly start?: Answers["authSaslStart"];
  readonly step?: Answers["authSaslStep"];
  readonly input?: string;
  /** Why virsh is not asked: what it does instead. */
  readonly notVirsh?: string;
  /** What is said where virsh is not asked. */
  readonly stderr?: RegExp;
}

const none = { nil: 1, data: [] };
const text = (said: string) => ({ nil: 0, data: [...new Int8Array(Buffer.from(said, "latin1"))] });
const more = (said: string) => ({ complete: 0, ...text(said) });
const done = (said: string) => ({ complete: 1, ...text(said) });
const heard = (data: readonly number[]) => Buffer.from(Uint8Array.from(data)).toString("latin1");

/** A refusal in which the server tells what it has heard. */
const told = (message: string) => new LibvirtError(ErrorCode.authFailed, ErrorDomain.rpc, message);

const coded = (str3: string) =>
  new LibvirtError(ErrorCode.authFailed, ErrorDomain.rpc, "authentication failed: no", { str3 });

/** SCRAM's answer to the client's first message. */
const scram =
  (rest: string): SaslServerRow["start"] =>
  ({ data }) =>
    more(`r=${/r=([^,]*)/.exec(heard(data))![1]!}x${rest}`);

const challenge = (rest: string) => more(`nonce="abc",algorithm=md5-sess,charset=utf-8${rest}`);

export const servers: readonly SaslServerRow[] = [
  { title: "no type of authentication", types: [] },
  { title: "no type, one is wanted", types: [], auth: "sasl" },
  { title: "a type of the future", types: [7] },
  { title: "a type of the future first", types: [7, 0] },
  { title: "a type of the future, SASL wanted", types: [7, 1], auth: "sasl", list: "" },
  { title: "SASL is refused", types: [0], auth: "sasl" },
  { title: "an empty list", list: "" },
  { title: "unknown ones", list: "NOSUCH,OTHER" },
  { title: "small letters", list: "scram-sha-256", start: () => more("") },
  { title: "other separators", list: "NOSUCH SCRAM-SHA-256 PLAIN", start: () => more("") },
  { title: "weaker than wanted", list: "PLAIN,ANONYMOUS", auth: "sasl.SCRAM-SHA-256" },
  { title: "PLAIN on TCP", list: "PLAIN", tcp: true },
  { title: "ANONYMOUS on TCP", list: "ANONYMOUS", tcp: true },
  { title: "SCRAM on TCP", list: "SCRAM-SHA-256", tcp: true },

  { title: "SCRAM: nothing", start: () => ({ complete: 0, ...none }) },
  { title: "SCRAM: done at once", start: () => ({ complete: 1, ...none }) },
  { title: "SCRAM: done at once, with words", start: () => done("v=AAAA") },
  { title: "SCRAM: an error", start: () => more("e=other-error") },
  { title: "SCRAM: junk", start: () => more("junk") },
  { title: "SCRAM: an extension", start: ({ data }) => more(`m=x,r=${heard(data)}`) },
  { title: "SCRAM: another nonce", start: () => more("r=abc,s=c2FsdA==,i=4096") },
  { title: "SCRAM: no salt", start: scram(",i=4096") },
  { title: "SCRAM: a salt that is none", start: scram(",s=*,i=4096") },
  { title: "SCRAM: no rounds", start: scram(",s=c2FsdA==") },
  { title: "SCRAM: rounds in words", start: scram(",s=c2FsdA==,i=many") },
  {
    title: "SCRAM: zero rounds",
    start: scram(",s=c2FsdA==,i=0"),
    notVirsh: "it computes for ever",
    stderr: /Invalid iteration-count/,
  },
  { title: "SCRAM: rounds for a day", start: scram(",s=c2FsdA==,i=99999999") },
  {
    title: "SCRAM: few rounds",
    start: scram(",s=c2FsdA==,i=1"),
    notVirsh: "it goes on, and the password can be guessed from what it says",
    stderr: /Invalid iteration-count/,
  },
  {
    title: "SCRAM: a wrong signature",
    start: scram(",s=c2FsdA==,i=4096"),
    step: () => done(`v=${Buffer.alloc(32).toString("base64")}`),
  },
  { title: "SCRAM: a short signature", start: scram(",s=c2FsdA==,i=4096"), step: () => done("v=AAAA") },
  {
    title: "SCRAM: an error at the end",
    start: scram(",s=c2FsdA==,i=4096"),
    step: () => done("e=other-error"),
    notVirsh: "it misses the signature, and does not tell what the server says instead",
    stderr: /SASL\(-13\): authentication failure: the server refuses: other-error/,
  },
  {
    title: "SCRAM: done without a signature",
    start: scram(",s=c2FsdA==,i=4096"),
    step: () => ({ complete: 1, ...none }),
  },
  { title: "SCRAM: junk for a signature", start: scram(",s=c2FsdA==,i=4096"), step: () => done("junk") },

  { title: "DIGEST-MD5: junk", list: "DIGEST-MD5", start: () => more("junk") },
  { title: "DIGEST-MD5: no nonce", list: "DIGEST-MD5", start: () => more("algorithm=md5-sess") },
  {
    title: "DIGEST-MD5: two nonces",
    list: "DIGEST-MD5",
    start: () => challenge(',nonce="x"'),
    notVirsh: "it takes the last one",
    stderr: /duplicate nonce/,
  },
  { title: "DIGEST-MD5: no algorithm", list: "DIGEST-MD5", start: () => more('nonce="abc"') },
  { title: "DIGEST-MD5: MD5", list: "DIGEST-MD5", start: () => more('nonce="abc",algorithm=md5') },
  { title: "DIGEST-MD5: a small maxbuf", list: "DIGEST-MD5", start: () => challenge(",maxbuf=1") },
  { title: "DIGEST-MD5: a huge maxbuf", list: "DIGEST-MD5", start: () => challenge(",maxbuf=99999999") },
  { title: "DIGEST-MD5: no layer", list: "DIGEST-MD5", tcp: true, start: () => challenge(',qop="auth"') },
  {
    title: "DIGEST-MD5: only integrity",
    list: "DIGEST-MD5",
    tcp: true,
    start: () => challenge(',qop="auth-int"'),
  },
  {
    title: "DIGEST-MD5: a weak cipher",
    list: "DIGEST-MD5",
    tcp: true,
    start: () => challenge(',qop="auth-conf",cipher="rc4-40"'),
  },
  {
    title: "DIGEST-MD5: an unknown cipher",
    list: "DIGEST-MD5",
    tcp: true,
    start: () => challenge(',qop="auth-conf",cipher="aes"'),
  },
  {
    title: "DIGEST-MD5: a wrong rspauth",
    list: "DIGEST-MD5",
    start: () => challenge(',realm="vm",qop="auth"'),
    step: () => done(`rspauth=${"0".repeat(32)}`),
  },
  {
    title: "DIGEST-MD5: done without rspauth",
    list: "DIGEST-MD5",
    start: () => challenge(',realm="vm",qop="auth"'),
    step: () => ({ complete: 1, ...none }),
    notVirsh: 'it refuses, with "Unable to find a callback: 32775"',
    stderr: /This server wants us to believe that he knows shared secret/,
  },
  {
    title: "DIGEST-MD5: two realms",
    list: "DIGEST-MD5",
    start: () => challenge(',realm="a",realm="b",qop="auth"'),
    step: ({ data }) => told(/realm="[^"]*"/.exec(heard(data))![0]),
    input: "fred\nsecret1\nb\n",
  },
  {
    title: "DIGEST-MD5: two realms, none of them chosen",
    list: "DIGEST-MD5",
    start: () => challenge(',realm="a",realm="b",qop="auth"'),
    step: ({ data }) => told(/realm="[^"]*"/.exec(heard(data))![0]),
    input: "fred\nsecret1\n\n",
  },
  {
    title: "DIGEST-MD5: two realms, another one chosen",
    list: "DIGEST-MD5",
    start: () => challenge(',realm="a",realm="b",qop="auth"'),
    step: ({ data }) => told(/realm="[^"]*"/.exec(heard(data))![0]),
    input: "fred\nsecret1\nc\n",
  },
  { title: "a refusal with a code that is none of ours", start: () => coded("something else") },
];
