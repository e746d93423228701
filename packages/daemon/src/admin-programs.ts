// What the admin socket serves. So far a client can open the connection and ask for the version; everything else of
// the admin program answers that it is not supported.

import { admin, ErrorCode, ErrorDomain, libvirtError, type Procedure } from "@virtgate/protocol";
import type { AnyHandlers, Handlers } from "./call.js";
import { Programs, ServedProgram } from "./programs.js";
import { libvirtVersion } from "./version.js";

const handlers: Handlers<typeof admin.calls> = {
  connectOpen: () => ({}),
  connectClose({ session }) {
    session.closeAfterReply();
    return {};
  },
  connectGetLibVersion: () => ({ libVer: BigInt(libvirtVersion) }),
};

export function adminPrograms(): Programs {
  const calls = admin.calls as unknown as { readonly [name: string]: Procedure };
  const all: AnyHandlers = Object.fromEntries(
    Object.entries(calls).map(([name, { api }]) => [
      name,
      (handlers as AnyHandlers)[name] ?? (() => refuse(api ?? name)),
    ]),
  );
  return new Programs([new ServedProgram(admin.number, admin.version, calls, all)]);
}

function refuse(api: string): never {
  throw libvirtError(ErrorDomain.admin, ErrorCode.noSupport, api);
}
