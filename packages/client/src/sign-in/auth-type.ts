// Which kind of sign-in: what the URI asks for, else what the server names first. In libvirt's words.

import { AuthType, ErrorCode, ErrorDomain, type LibvirtError, libvirtError } from "@virtgate/protocol";

export const authFailed = (detail: string): LibvirtError =>
  libvirtError(ErrorDomain.remote, ErrorCode.authFailed, detail);

/** `sasl` may name the mechanism that it has to be. */
export type AuthChoice =
  | { readonly type: "none" | "polkit" }
  | { readonly type: "sasl"; readonly mechanism: string | undefined };

/** `offered` are the server's types, `wanted` is `?auth=`. Throws LibvirtError. */
export function chooseAuth(offered: readonly number[], wanted: string | undefined): AuthChoice {
  // A server that names none asks for nothing, whatever the URI says.
  const first = offered[0];
  if (first === undefined) return { type: "none" };
  const choice = wanted === undefined ? undefined : readWanted(wanted);
  if (choice !== undefined) {
    if (offered.includes(AuthType[choice.type])) return choice;
    throw authFailed(`requested authentication type ${wanted} rejected`);
  }
  switch (first) {
    case AuthType.none:
      return { type: "none" };
    case AuthType.sasl:
      return { type: "sasl", mechanism: undefined };
    case AuthType.polkit:
      return { type: "polkit" };
    default:
      throw authFailed(`unsupported authentication type ${first}`);
  }
}

/** The types are of any case; a mechanism has to be written as the server writes it. */
function readWanted(wanted: string): AuthChoice {
  const name = wanted.toLowerCase();
  if (name === "sasl") return { type: "sasl", mechanism: undefined };
  if (name.startsWith("sasl.")) return { type: "sasl", mechanism: wanted.slice("sasl.".length) };
  if (name === "polkit") return { type: "polkit" };
  throw authFailed(`unknown authentication type ${wanted}`);
}
