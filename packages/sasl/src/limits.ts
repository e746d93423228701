// Every limit of this package, and where the number comes from.

/** MAX_CLIENTIN_LEN and MAX_SERVERIN_LEN of Cyrus' SCRAM: bytes of one message, in either direction. */
export const maxScramMessageBytes = 2048;

/** CANON_BUF_SIZE of Cyrus: bytes of a user's name in UTF-8, realm included. */
export const maxNameBytes = 1024;

/** Passwords, in bytes of UTF-8: what PLAIN (RFC 4616) has to bear and what can be set. */
export const maxPasswordBytes = 1024;

/** A PLAIN message: two names, a password and two NULs. */
export const maxPlainBytes = 2 * maxNameBytes + maxPasswordBytes + 2;

/** RFC 4505: characters of a trace. */
export const maxTraceLength = 255;

/** RFC 7677, section 4: a client takes no fewer rounds, and a server keeps none with fewer. */
export const minIterations = 4096;

/** What a client computes at most: half a second, whatever a server asks for. */
export const maxIterations = 1_000_000;

/** What Cyrus' client computes at most: a verifier with more locks virsh out. */
export const maxIterationsOfCyrus = 65_536;

/** Rounds of our own verifiers. They cost the client about 20 ms at sign-in and the server nothing. */
export const defaultIterations = maxIterationsOfCyrus;

/** Rounds of verifiers made on the spot from a Cyrus password, for each sign-in: Cyrus' own number. */
export const cyrusIterations = 4096;

/** Bytes of a salt of ours, and the longest that is read. */
export const saltBytes = 16;
export const maxSaltBytes = 256;

/** Random bytes in a nonce, as in Cyrus: 32 characters of base64. */
export const nonceBytes = 24;

/** A list of mechanisms on the wire (libvirt: 64 KiB of string; real ones have 200 characters). */
export const maxMechanismListLength = 4096;

/** SASL_MECHNAMEMAX of Cyrus: characters in a mechanism's name. */
export const maxMechanismName = 20;

/** Our file of verifiers, and users in it: 700 bytes each. */
export const maxStoreBytes = 64 * 1024 * 1024;
export const maxStoreUsers = 100_000;

/** A Berkeley DB file of Cyrus, and entries in it. */
export const maxSasldbBytes = 64 * 1024 * 1024;
export const maxSasldbEntries = 200_000;

/** A configuration file of Cyrus, and one line of it. */
export const maxConfBytes = 65_536;
export const maxConfLine = 4096;
