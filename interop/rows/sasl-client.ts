// How people sign in, rightly and wrongly: every row is done by virsh and by our programs.

/** What a client may ask for with ?auth=sasl.MECHANISM; the rest of what libvirtd has, we do not speak. */
export const mechanisms = [
  "SCRAM-SHA-512",
  "SCRAM-SHA-256",
  "SCRAM-SHA-1",
  "DIGEST-MD5",
  "PLAIN",
  "ANONYMOUS",
] as const;

/** Who comes, with which password. */
export const people: readonly (readonly [title: string, user: string, password: string])[] = [
  ["right", "fred", "secret1"],
  ["wrong password", "fred", "secret2"],
  ["unknown user", "nobody", "secret1"],
  ["not on the list", "joe", "secret2"],
  ["no name", "", "secret1"],
  ["no password", "fred", ""],
  ["a realm", "fred@elsewhere", "secret1"],
];

/** ?auth= of the URI, for a server that offers everything. */
export const choices = [
  "auth=sasl",
  "auth=SASL",
  "auth=SASL.PLAIN",
  "auth=sasl.digest-md5",
  "auth=sasl.DIGEST",
  "auth=sasl.SHA-1",
  "auth=sasl.",
  "auth=sasl.PLAIN,ANONYMOUS",
  "auth=sasl.ANONYMOUS,PLAIN",
  "auth=sasl.EXTERNAL",
  "auth=sasl.NOSUCH",
  "auth=polkit",
  "auth=none",
  "auth=bogus",
];

const lab = "[credentials-lab]\nauthname=fred\npassword=secret1\n";

/** auth.conf as bytes; {} is a terminal of nothing. The mechanism is SCRAM-SHA-256, the host "localhost". */
export const files: readonly string[] = [
  "",
  "junk\n",
  "[auth-libvirt-default]\n",
  "[auth-libvirt-default]\ncredentials=\n",
  "[auth-libvirt-default]\ncredentials=x\n",
  "[auth-libvirt-default]\ncredentials=x\n[credentials-x]\n",
  "[auth-libvirt-default]\ncredentials=x\n[credentials-x]\nauthname=fred\n",
  "[auth-libvirt-default]\ncredentials=x\n[credentials-x]\npassword=secret1\n",
  "[auth-libvirt-default]\ncredentials=x\n[credentials-x]\nusername=fred\npassword=secret1\n",
  "[auth-libvirt-default]\ncredentials=x\n[credentials-x]\nauthname=fred\npassword=\xff\n",
  "[auth-libvirt-default]\ncredentials=x\n[credentials-x]\nauthname=\xff\npassword=secret1\n",
  "[auth-libvirt-default]\ncredentials=\xff\n[credentials-\xff]\nauthname=fred\npassword=secret1\n",
  `${lab}[auth-libvirt-default]\ncredentials=lab\n`,
  `${lab}[auth-libvirt-default]\ncredentials=lab\n[auth-libvirt-localhost]\n`,
  `${lab}[auth-libvirt-localhost]\ncredentials=lab\n[auth-libvirt-default]\n`,
  `${lab}[auth-libvirt-LOCALHOST]\ncredentials=lab\n`,
  `${lab}[auth-libvirt-hv1]\ncredentials=lab\n`,
  `${lab}[auth-esx-localhost]\ncredentials=lab\n`,
  `${lab}realm=elsewhere\nusername=joe\n[auth-libvirt-default]\ncredentials=lab\n`,
  "[credentials-lab]\nauthname=fred \npassword=secret1\n[auth-libvirt-default]\ncredentials=lab\n",
  "[credentials-lab]\nauthname=fred\npassword=secret1 \n[auth-libvirt-default]\ncredentials=lab\n",
  "[credentials-lab]\nauthname=\\sfred\npassword=s\\x\n[auth-libvirt-default]\ncredentials=lab\n",
  "[credentials-lab]\r\nauthname=fred\r\npassword=secret1\r\n[auth-libvirt-default]\r\ncredentials=lab\r\n",
  "\xef\xbb\xbf[credentials-lab]\n",
];

/** Where it is said to be. {good}: fred's, {bad}: with a wrong password. */
export const places: readonly (readonly [env: NodeJS.ProcessEnv, parameters: string])[] = [
  [{}, "authfile={good}"],
  [{}, "authfile={bad}"],
  [{}, "authfile={good}&authfile={bad}"],
  [{}, "authfile={bad}&authfile={good}"],
  [{}, "AuthFile={bad}&authfile={good}"],
  [{}, "authfile=/nonexistent"],
  [{}, "authfile=/dev/null"],
  [{}, "authfile=/tmp"],
  [{}, "authfile="],
  [{ LIBVIRT_AUTH_FILE: "{good}" }, ""],
  [{ LIBVIRT_AUTH_FILE: "{good}" }, "authfile={bad}"],
  [{ LIBVIRT_AUTH_FILE: "{bad}" }, "authfile={good}"],
  [{ LIBVIRT_AUTH_FILE: "" }, "authfile={good}"],
  [{ LIBVIRT_AUTH_FILE: "/nonexistent" }, "authfile={good}"],
  [{ XDG_CONFIG_HOME: "{config}" }, ""],
  [{ HOME: "{home}" }, ""],
];

/** Input from a pipe. */
export const piped: readonly string[] = [
  "",
  "fred\nsecret1\n",
  "fred\nsecret1",
  "fred\nsecret2\n",
  "fred\n",
  "fred",
  "\n\n",
  "\nsecret1\n",
  "fred\r\nsecret1\r\n",
  "  fred  \nsecret1\n",
  "fred\nsecret1\nlist\n",
  `${"f".repeat(1100)}\nsecret1\n`,
  `${"f".repeat(1023)}\nsecret1\n`,
];

const name = "authentication name: ";
const password = "password: ";

/** What is typed at a terminal. */
export const typed: readonly (readonly (readonly [question: string, answer: string])[])[] = [
  [
    [name, "fred\n"],
    [password, "secret1\n"],
  ],
  [
    [name, "fred\n"],
    [password, "secret2\n"],
  ],
  [
    [name, "frex\x7fd\n"],
    [password, "sex\x7fcret1\n"],
  ],
  [
    [name, "joe\x15fred\n"],
    [password, "wrong\x15secret1\n"],
  ],
  [
    [name, "\n"],
    [password, "\n"],
  ],
  [
    [name, "fred\n"],
    [password, "\x04"],
  ],
  [[name, "\x03"]],
];

const prompt = " # ";

/** The shell, which asks once for each connection. `-c` with the host, or only its first command connects. */
export const shells: readonly { readonly first: boolean; readonly typed: (typeof typed)[number] }[] = [
  {
    first: true,
    typed: [...typed[0]!, [prompt, "domstate test\n"], [prompt, "list --name\n"], [prompt, "quit\n"]],
  },
  {
    first: false,
    typed: [[prompt, "domstate test\n"], ...typed[0]!, [prompt, "list --name\n"], [prompt, "quit\n"]],
  },
  {
    first: false,
    typed: [[prompt, "list\n"], ...typed[1]!, [prompt, "list --name\n"], ...typed[0]!, [prompt, "quit\n"]],
  },
];
