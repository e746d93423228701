// URI -> driver.

import { ErrorCode, ErrorDomain, type LibvirtError, libvirtError } from "@virtgate/protocol";
import type { Driver, MaybePromise } from "./driver.js";
import { openTest } from "./test/open.js";

/** What a client gets that names nothing: libvirtd looks for the hypervisor it has, and this is ours. */
const defaultUri = "test:///default";

interface Uri {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
}

/** RFC 3986, appendix B, without what comes behind the path. */
const grammar = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)/;

function parse(text: string): Uri {
  const [, scheme = "", host = "", path = ""] = grammar.exec(text) ?? [];
  return { scheme, host, path: unescaped(path) };
}

function unescaped(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const noDriver = (detail: string): LibvirtError =>
  libvirtError(ErrorDomain.none, ErrorCode.noConnect, detail);

/** Opens the hypervisor that a client names, for one that may change it or only look. Throws VIR_ERR_NO_CONNECT when there is none for it. */
export function openDriver(name: string, readonly: boolean): MaybePromise<Driver> {
  const text = name === "" ? defaultUri : name;
  const { scheme, host, path } = parse(text);
  if (scheme === "") throw noDriver(`URI '${text}' does not include a driver name`);
  // Other hosts are not reached from here: one daemon, one host.
  if (scheme !== "test" || host !== "") throw noDriver(text);
  return openTest(text, path, readonly);
}
