// Every limit of the client, and why that number. The wire's own limits are @virtgate/protocol's `limits`.

/** Calls that wait because too many are under way. Beyond it something calls without ever looking at replies. */
export const maxQueuedCalls = 10_000;

/** Bytes of the arguments of those calls. */
export const maxQueuedBytes = 64 * 1024 * 1024;

/** Events that one consumer may leave unread: minutes of a busy host, a few hundred kilobytes. */
export const defaultEventQueueLength = 1024;

/** Bytes of a download that its reader may leave unread before the download is given up. */
export const defaultStreamBufferBytes = 64 * 1024 * 1024;

/** virsh's own choice: a dead server is noticed after 35 seconds. */
export const defaultKeepalive = { intervalSeconds: 5, count: 6 } as const;

/** A file of certificates, as large as the bundle of every authority a system trusts (200 KiB) some times over. */
export const maxTlsFileBytes = 1024 * 1024;

/** Certificates in the chain of a server. GnuTLS stops at this number, too (DEFAULT_MAX_VERIFY_DEPTH). */
export const maxPeerCertificates = 16;

/** auth.conf: a group for every host of a large site, some times over. */
export const maxAuthFileBytes = 1024 * 1024;

/** Groups in it; each takes a dozen bytes at least. */
export const maxAuthFileGroups = 65_536;

/** Messages of one sign-in in each direction. SCRAM and DIGEST-MD5 take two, Kerberos four. */
export const maxSaslSteps = 16;

/** Bytes of one such message, as libvirt has it (REMOTE_AUTH_SASL_DATA_MAX). */
export const maxSaslBytes = 65_536;

/** The longest buffer of a security layer that we take: libvirt's own. */
export const saslBufferBytes = 65_536;

/** What is kept of a helper's stderr, for the error that quotes it. libvirt quotes as much, or nothing at all. */
export const maxHelperWordsBytes = 1024;

/** known_hosts: 10,000 hosts with an RSA key each, some times over. */
export const maxKnownHostsBytes = 16 * 1024 * 1024;

/** A private key: RSA with 16384 bits in PEM, some times over. */
export const maxKeyFileBytes = 64 * 1024;

/** How long a server of the libssh transports may be silent when it is its turn, until somebody is signed in. */
export const sshPatienceMs = 30_000;

/** An agent lists its keys at once; it may ask its user before it signs. */
export const agentListPatienceMs = 10_000;
export const agentSignPatienceMs = 60_000;

/** Passwords and rounds of questions in one sign-in. sshd ends it after six. */
export const maxSshAnswers = 64;

/** A login that nobody uses any more stays for the next connection, which then need not ask anybody. */
export const sshLingerMs = 3000;
