// Names and passwords: from the caller, from auth.conf, and from whoever the caller asks. Nothing is kept: they are
// asked for when a mechanism needs them, in each sign-in anew.

import { LibvirtError } from "@virtgate/protocol";
import { authFailed } from "./auth-type.js";

/** libvirt's names for what signs in. `username` is who to act as; no mechanism needs it, and libvirt never asks. */
export type SaslCredential = "authname" | "password" | "realm" | "username";

/**
 * More of the libssh transports, which also ask for passwords: `passphrase` of a private key, `answer` to a question of
 * the server's, and `hostkey`, "y" where an unknown host may be known from now on.
 */
export type CredentialName = SaslCredential | "passphrase" | "answer" | "hostkey";

export type Credentials = { readonly [Name in CredentialName]?: string | undefined };

/** One question. */
export interface CredentialPrompt {
  readonly name: CredentialName;
  /** virsh's words, to which it adds a colon and a blank: "Please enter your password". */
  readonly text: string;
  /** Whether the answer may be seen while it is typed. */
  readonly echo: boolean;
  /** What there is to choose from: the server's realms. They are the server's words: mind control characters. */
  readonly choices?: readonly string[];
}

export interface CredentialRequest {
  /** As in the URI; "localhost" where it names none. */
  readonly host: string;
  /**
   * "SCRAM-SHA-256". With PLAIN the password itself goes to the server. Of the libssh transports: "password",
   * "keyboard-interactive", "publickey", and "hostkey" for the question whether this is the host.
   */
  readonly mechanism: string;
  /** What is needed and stands nowhere yet, in the order in which virsh asks. */
  readonly prompts: readonly CredentialPrompt[];
  /** Ends when nobody waits for the answer any more. */
  readonly signal: AbortSignal | undefined;
}

/** The answers by name. */
export type AskForCredentials = (request: CredentialRequest) => Credentials | Promise<Credentials>;

/** What `connect` takes: the credentials themselves, or how to get them. */
export type CredentialsOption = Credentials | AskForCredentials;

const questions: { readonly [Name in SaslCredential]: Omit<CredentialPrompt, "choices"> } = {
  authname: { name: "authname", text: "Please enter your authentication name", echo: true },
  password: { name: "password", text: "Please enter your password", echo: false },
  realm: { name: "realm", text: "Please enter your realm", echo: true },
  username: { name: "username", text: "Please enter your authorization name", echo: true },
};

/** What one mechanism wants. */
export interface Wanted {
  readonly host: string;
  readonly mechanism: string;
  readonly names: readonly SaslCredential[];
  /** Asked for as well, but the mechanism can do without. */
  readonly optional?: readonly SaslCredential[];
  readonly realms?: readonly string[] | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Where credentials may stand without asking: auth.conf. It is read when first looked at. */
export interface CredentialFile {
  lookUp(name: CredentialName): string | undefined;
}

/**
 * All that is wanted, and what of the optional there is. Values that the caller gave come first, then those of the
 * file; who is to be asked is asked for the rest, once. Rejects with LibvirtError in libvirt's words when something is missing.
 */
export async function collectCredentials(
  option: CredentialsOption | undefined,
  file: CredentialFile,
  wanted: Wanted,
): Promise<Credentials> {
  const found: { [Name in CredentialName]?: string } = {};
  const given = typeof option === "function" ? undefined : option;
  const names = [...wanted.names, ...(wanted.optional ?? [])];
  for (const name of names) {
    const value = given?.[name] ?? file.lookUp(name);
    if (value !== undefined) found[name] = value;
  }
  const missing = names.filter((name) => found[name] === undefined);
  const answers =
    typeof option === "function" && missing.length > 0 ? await ask(option, missing, wanted) : given;
  for (const name of [...missing, "username"] as const) {
    const answer = answers?.[name];
    if (typeof answer === "string") found[name] = answer;
    else if (!wanted.names.includes(name)) continue;
    else if (option === undefined) throw authFailed("No authentication callback available");
    else throw authFailed("Failed to collect auth credentials");
  }
  return found;
}

async function ask(
  option: AskForCredentials,
  missing: readonly SaslCredential[],
  { host, mechanism, realms, signal }: Wanted,
): Promise<Credentials> {
  const prompts = missing.map((name) =>
    name === "realm" && realms !== undefined ? { ...questions.realm, choices: realms } : questions[name],
  );
  try {
    return await answersTo(option, { host, mechanism, prompts, signal });
  } catch (thrown) {
    if (thrown instanceof LibvirtError) throw thrown;
    signal?.throwIfAborted();
    const error = authFailed("Failed to collect auth credentials");
    error.cause = thrown;
    throw error;
  }
}

/** Rejects with whatever the one who is asked throws, or with the signal's reason. */
export async function answersTo(option: AskForCredentials, request: CredentialRequest): Promise<Credentials> {
  const { signal } = request;
  let giveUp = () => {};
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = () => reject(signal?.reason);
  });
  signal?.addEventListener("abort", giveUp, { once: true });
  try {
    signal?.throwIfAborted();
    // Whoever is asked may take no notice of the signal.
    return (await Promise.race([option(request), givenUp])) ?? {};
  } finally {
    signal?.removeEventListener("abort", giveUp);
  }
}
