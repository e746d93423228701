// Sign-in in every order that no honest client has: what libvirtd answers, and what it logs.

/** INIT, START with a mechanism, STEP; or another call. Data is nil (null) or these bytes. */
export type Act =
  | readonly ["authList" | "init" | "open" | "polkit"]
  | readonly ["start", mechanism: string, data: string | null, nil?: number]
  | readonly ["step", data: string | null, nil?: number];

const init = ["init"] as const;
const list = ["authList"] as const;
const open = ["open"] as const;
const good = "\0fred\0secret1";
const wrong = "\0fred\0wrong";
const start = (data: string | null, mechanism = "PLAIN"): Act => ["start", mechanism, data];
const step = (data: string | null): Act => ["step", data];

/** Without STEP between INIT and START: of that, libvirtd 9.0.0 dies. */
export const orders: readonly [title: string, acts: readonly Act[]][] = [
  ["what is asked for", [list, list]],
  ["a call before sign-in", [list, open, init, start(good), open]],
  ["START before INIT", [list, start(good)]],
  ["STEP before INIT", [list, step("x")]],
  ["INIT twice", [init, init, start(good), list, open]],
  ["no such mechanism, then anew", [init, start(good, "NOSUCH"), init, start(good)]],
  ["no such mechanism, then START", [init, start(good, "NOSUCH"), start(good)]],
  ["a mechanism in small letters", [init, start(good, "plain")]],
  ["a mechanism with a NUL", [init, start(good, "PLAIN\0x")]],
  ["a mechanism without a name", [init, start(good, "")]],
  ["a mechanism with a long name", [init, start(good, "A".repeat(101))]],
  ["one that mech_list does not name", [init, start("", "EXTERNAL")]],
  [
    "START twice",
    [init, start("n,,n=fred,r=abc", "SCRAM-SHA-256"), start("n,,n=fred,r=abc", "SCRAM-SHA-256")],
  ],
  ["START twice, of two mechanisms", [init, start(null, "DIGEST-MD5"), start(good), list]],
  ["everything after the end", [init, start(good), list, init, start(good), step("x"), ["polkit"], open]],
  ["INIT after a refusal", [init, start(wrong), init, start(good), open]],
  ["START after a refusal", [init, start(wrong), start(good)]],
  ["STEP after a refusal", [init, start(wrong), step(good)]],
  ["an unknown user", [init, start("\0nobody\0secret1")]],
  ["PLAIN, nothing first", [init, start(null), step(good)]],
  ["PLAIN, no bytes first", [init, start(""), step(good)]],
  ["PLAIN, nothing twice", [init, start(null), step(null)]],
  ["PLAIN, half a message", [init, start("fred"), init, start("\0fred")]],
  ["PLAIN, too much", [init, start(`${good}\0more`)]],
  ["PLAIN, an empty password", [init, start("\0fred\0")]],
  ["PLAIN, as oneself", [init, start(`fred${good}`)]],
  ["PLAIN, as another", [init, start(`joe${good}`)]],
  ["PLAIN, somebody of another realm", [init, start("\0joe@other.realm\0secret2")]],
  ["PLAIN, somebody of the host's realm by its name", [init, start("\0fred@REALM\0secret1")]],
  ["PLAIN, the longest message", [init, start("a".repeat(65_536))]],
  ["PLAIN, a longer one", [init, start("a".repeat(65_537)), start(good)]],
  ["ANONYMOUS", [init, start("me", "ANONYMOUS"), list]],
  ["ANONYMOUS, nothing first", [init, start(null, "ANONYMOUS"), step("me")]],
  ["ANONYMOUS, no bytes first", [init, start("", "ANONYMOUS"), list]],
  ["nil with bytes", [init, ["start", "PLAIN", good, 1]]],
  ["nil that is neither", [init, ["start", "PLAIN", good, 2]]],
  ["nil that is neither, and no bytes", [init, ["start", "PLAIN", null, 2], step(good)]],
  ["STEP with nil and bytes", [init, start(null), ["step", good, 1]]],
  ["polkit", [list, ["polkit"], init, start(good)]],
  ["SCRAM, no bytes first", [init, start("", "SCRAM-SHA-256")]],
  ["SCRAM, nothing first", [init, start(null, "SCRAM-SHA-256")]],
  ["SCRAM, not a message", [init, start("hello", "SCRAM-SHA-256")]],
  ["SCRAM, another nonce", [init, start("n,,n=fred,r=abc", "SCRAM-SHA-256"), step("c=biws,r=abc,p=AAAA")]],
  ["SCRAM, no final message", [init, start("n,,n=fred,r=abc", "SCRAM-SHA-256"), step(null)]],
  ["SCRAM, as another", [init, start("n,a=joe,n=fred,r=abc", "SCRAM-SHA-256")]],
  ["DIGEST-MD5, bytes first", [init, start("foo", "DIGEST-MD5")]],
  ["DIGEST-MD5, nonsense", [init, start(null, "DIGEST-MD5"), step("garbage")]],
  ["DIGEST-MD5, nothing", [init, start(null, "DIGEST-MD5"), step(null)]],
];

/** On a TCP socket, where the server offers what protects the connection. */
export const tcpOrders: typeof orders = [
  [
    "START of what is too weak",
    [init, start(good), init, start(null, "SCRAM-SHA-256"), init, start("", "ANONYMOUS")],
  ],
  ["DIGEST-MD5's challenge", [init, start(null, "DIGEST-MD5")]],
  ["the order", [step("x"), start(null, "DIGEST-MD5"), init, init, start(null, "DIGEST-MD5")]],
];
