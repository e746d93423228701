// Asking for names and passwords, once, and insisting on those that are needed.
import type { ClientOptions, CredentialName, CredentialRequest, Credentials } from "./mechanism.js";
import { SaslError } from "./problem.js";

interface Request<Wanted extends CredentialName> extends CredentialRequest {
  readonly wanted: readonly Wanted[];
}

/** The credentials, with all that are wanted. Throws "missing credentials" without them. */
export async function requestCredentials<Wanted extends CredentialName>(
  { credentials }: ClientOptions,
  request: Request<Wanted>,
): Promise<Credentials & { readonly [Name in Wanted]: string }> {
  const given = await credentials(request);
  for (const name of request.wanted)
    if (typeof given[name] !== "string")
      throw new SaslError("missing credentials", `${request.mechanism} needs the ${words[name]}`);
  return given as Credentials & { readonly [Name in Wanted]: string };
}

const words: Readonly<Record<CredentialName, string>> = {
  authname: "authentication name",
  password: "password",
  authzid: "authorization name",
  realm: "realm",
};
