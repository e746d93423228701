// libvirt.conf: the URI to use when none is given, short names for URIs, and defaults for remote connections.

import { ErrorCode, ErrorDomain, libvirtError, parseVirConf, type VirConf } from "@virtgate/protocol";
import { configurationDirectory, type Environment } from "./environment.js";
import type { RemoteDefaults } from "./remote-uri.js";

export class ClientConfiguration {
  readonly #file: VirConf | undefined;

  constructor(file: VirConf | undefined) {
    this.#file = file;
  }

  /** Reads /etc/libvirt/libvirt.conf (root) or ~/.config/libvirt/libvirt.conf. A missing file is an empty one. */
  static read(environment: Environment, name = "libvirt.conf"): ClientConfiguration {
    const path = `${configurationDirectory(environment)}/${name}`;
    const text = environment.readConfiguration(path);
    return new ClientConfiguration(text === undefined ? undefined : parseVirConf(text, path));
  }

  get defaultUri(): string | undefined {
    return this.#file?.string("uri_default");
  }

  /** The URI behind an alias, or undefined. A malformed entry is an error unless a match stands before it. */
  alias(name: string): string | undefined {
    for (const entry of this.#file?.stringList("uri_aliases") ?? []) {
      const equals = entry.indexOf("=");
      if (equals < 0) throw badAlias(entry, "expected 'alias=uri://host/path'");
      const alias = entry.slice(0, equals);
      if (!/^[a-zA-Z0-9_-]*$/.test(alias)) throw badAlias(entry, "aliases may only contain 'a-Z, 0-9, _, -'");
      if (alias === name) return entry.slice(equals + 1);
    }
    return undefined;
  }

  /** A wrong type is reported here, when a remote connection needs the values, and not before. */
  get remoteDefaults(): RemoteDefaults {
    const file = this.#file;
    return {
      remoteMode: file?.string("remote_mode"),
      remoteProxy: file?.string("remote_proxy"),
      // Only TLS connections look at this one, so that a wrong type troubles nobody else.
      get tlsPriority() {
        return file?.string("tls_priority");
      },
    };
  }
}

function badAlias(entry: string, expected: string): Error {
  const detail = `Malformed 'uri_aliases' config entry '${entry}', ${expected}`;
  return libvirtError(ErrorDomain.uri, ErrorCode.confSyntax, detail);
}

/**
 * The URI that libvirt opens for `name`: an alias is resolved; without a name the environment and then the
 * file decide. Null means that nobody named one, and the local daemon chooses.
 */
export function resolveUri(
  name: string | null,
  configuration: ClientConfiguration,
  environment: Environment,
): string | null {
  const chosen = name || environment.variables.LIBVIRT_DEFAULT_URI || configuration.defaultUri;
  if (chosen === undefined || chosen === "") return configuration.defaultUri === "" ? "" : null;
  return configuration.alias(chosen) ?? chosen;
}
