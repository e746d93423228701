// A program's name -> its path, with libvirt's words for what cannot be started.

import { accessSync, constants, statSync } from "node:fs";
import { delimiter, resolve } from "node:path";
import { ErrorDomain, systemError } from "@virtgate/protocol";
import { errorText } from "../errno.js";

/**
 * The absolute path of a program. One without a slash is looked up in PATH. Throws LibvirtError; what libvirt finds out
 * in the new process only, and tells on its stderr, is thrown by `said`.
 */
export function findProgram(
  program: string,
  path: string | undefined,
  said: (text: string) => Error,
): string {
  if (program.startsWith("/")) {
    const problem = problemWith(program);
    if (problem === undefined) return program;
    throw said(`libvirt:  error : cannot execute binary ${program}: ${errorText(problem)}`);
  }
  const folders = program.includes("/") ? ["."] : (path ?? "").split(delimiter);
  const found = folders
    .map((folder) => resolve(folder, program))
    .find((candidate) => program !== "" && problemWith(candidate) === undefined);
  if (found !== undefined) return found;
  const detail = `Cannot find '${program}' in path: No such file or directory`;
  throw systemError(ErrorDomain.none, 2, detail);
}

/** Why it cannot be executed: Node's error code. */
function problemWith(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isDirectory() ? "EACCES" : undefined;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code;
  }
}
