// SASL files, good and bad: whether the daemon begins, and what it offers on unix and TCP.

export interface SaslFileRow {
  readonly text: string;
}

const texts = [
  "mech_list: plain\n",
  "mech_list: plain scram-sha-1\n",
  "mech_list: scram-sha-1 digest-md5 plain scram-sha-256\n",
  "mech_list: PLAIN Digest-MD5\n",
  "mech_list: plain\nmech_list: anonymous\n",
  "MECH_LIST: plain\n",
  "mech_list:plain  \n",
  "mech_list: plain\tanonymous\n",
  "mech_list: plain # and a word\n",
  "mech_list: plain,anonymous digest-md5\n",
  "mech_list: plain",
  "# a comment\n\nmech_list: plain\n",
  "\tmech_list: plain\n",
  "no_such_key: x\nmech_list: digest-md5\n",
  "mech_list: plain\r\n",
  "mech_list plain\n",
  "mech_list : plain\n",
  "mech_list:\n",
  "mech_list: \n",
  "nonsense\n",
  "mech_list: plain\nnonsense\n",
];

export const saslFiles: readonly SaslFileRow[] = texts.map((text) => ({ text }));
