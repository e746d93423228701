// auth.conf: names and passwords by host, in libvirt's file and with libvirt's words for what is wrong with it.

import { accessSync, closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { ErrorCode, ErrorDomain, LibvirtError, libvirtError } from "@virtgate/protocol";
import { type Environment, userConfigurationDirectory } from "../environment.js";
import { maxAuthFileBytes } from "../limits.js";
import type { CredentialFile, CredentialName } from "./credentials.js";
import { KeyFile } from "./key-file.js";

/**
 * Where the file is: LIBVIRT_AUTH_FILE, `?authfile=`, the user's and the system's, the first that is named or, of the
 * last two, can be read. What is named need not exist; that is an error later.
 */
export function authFilePath(authFile: string | undefined, environment: Environment): string | undefined {
  const named = environment.variables.LIBVIRT_AUTH_FILE ?? authFile;
  if (named !== undefined) return named;
  const usual = [`${userConfigurationDirectory(environment)}/auth.conf`, "/etc/libvirt/auth.conf"];
  return usual.find(isReadable);
}

/** The credentials for `host` in that file; without a path there are none. It is read once, when it is first needed. */
export class AuthFile implements CredentialFile {
  readonly #path: string | undefined;
  readonly #host: string;
  readonly #service: string;
  #file: KeyFile | undefined;

  /** `service` is what the groups are for: "libvirt", or "ssh". */
  constructor(path: string | undefined, host: string, service: "libvirt" | "ssh" = "libvirt") {
    this.#path = path;
    this.#host = host;
    this.#service = service;
  }

  /** Throws LibvirtError for a file that cannot be read, and for groups and keys that are missing. */
  lookUp(name: CredentialName): string | undefined {
    const path = this.#path;
    if (path === undefined) return undefined;
    this.#file ??= read(path);
    const file = this.#file;
    const groups = [this.#host, "default"].map((host) => `auth-${this.#service}-${host}`);
    const group = groups.find((one) => file.hasGroup(one));
    if (group === undefined) return undefined;
    const which = file.string(group, "credentials");
    if (which === undefined) throw syntaxError(`Missing item 'credentials' in group '${group}' in '${path}'`);
    const credentials = `credentials-${which}`;
    if (!file.hasGroup(credentials))
      throw syntaxError(`Missing group '${credentials}' referenced from group '${group}' in '${path}'`);
    // A value that is no UTF-8 is as good as none.
    return file.string(credentials, name);
  }
}

const syntaxError = (detail: string): LibvirtError =>
  libvirtError(ErrorDomain.none, ErrorCode.confSyntax, detail);

/** libvirt does not say why it could not read the file. */
const unknownCause = (): LibvirtError =>
  new LibvirtError(ErrorCode.internalError, ErrorDomain.none, "An error occurred, but the cause is unknown");

function read(path: string): KeyFile {
  const file = KeyFile.parse(readBytes(path));
  if (file === undefined) throw unknownCause();
  return file;
}

/** A regular file of a size that makes sense. */
function readBytes(path: string): Uint8Array {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = fstatSync(descriptor);
    if (!stat.isFile() || stat.size > maxAuthFileBytes) throw unknownCause();
    const bytes = Buffer.alloc(stat.size);
    let length = 0;
    while (length < bytes.length) {
      const count = readSync(descriptor, bytes, length, bytes.length - length, null);
      if (count === 0) break;
      length += count;
    }
    return bytes.subarray(0, length);
  } catch {
    throw unknownCause();
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
