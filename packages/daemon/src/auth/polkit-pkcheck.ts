// polkit through its own program, pkcheck(1): slower, a process for each check, but it needs no library.

import { execFile } from "node:child_process";
import type { LibvirtError } from "@virtgate/protocol";
import type { PolkitQuestion, PolkitVerdict } from "./polkit-authority.js";
import { busClosed, serviceError } from "./polkit-errors.js";

/** Its exit statuses (pkcheck(1)). */
const verdicts: { readonly [status: number]: PolkitVerdict } = {
  0: "authorized",
  1: "not authorized",
  2: "challenge",
  3: "dismissed",
};

/** The program could not be started. */
export class NoPkcheck extends Error {
  override readonly name = "NoPkcheck";
}

/**
 * Rejects with LibvirtError, with NoPkcheck, and with the reason of `signal` when it aborts: the program is ended then, and
 * with it the user's being asked.
 */
export function askPkcheck(
  { subject: { pid, startTime, uid }, action, details = {}, interactive }: PolkitQuestion,
  signal: AbortSignal,
  program = "pkcheck",
): Promise<PolkitVerdict> {
  const args = [
    "--action-id",
    action,
    "--process",
    `${pid},${startTime},${uid}`,
    ...(interactive ? ["--allow-user-interaction"] : []),
    ...Object.entries(details).flatMap(([key, value]) => ["-d", key, value]),
  ];
  const env = { ...process.env, LC_ALL: "C" };
  return new Promise((resolve, reject) => {
    execFile(program, args, { env, signal }, (problem, _stdout, stderr) => {
      const status = problem === null ? 0 : problem.code;
      if (signal.aborted) reject(signal.reason);
      else if (typeof status === "string") reject(new NoPkcheck(`${program}: ${status}`, { cause: problem }));
      else resolveOrReject(typeof status === "number" ? verdicts[status] : undefined, stderr.trim());
    });
    const resolveOrReject = (verdict: PolkitVerdict | undefined, words: string) =>
      verdict === undefined ? reject(asLibvirtError(words)) : resolve(verdict);
  });
}

/** "Error checking for authorization org.x: GDBus.Error:NAME: TEXT" */
function asLibvirtError(words: string): LibvirtError {
  const [, name, text] = /GDBus\.Error:([\w.]+): (.*)$/s.exec(words) ?? [];
  const cause = new Error(`pkcheck: ${words}`);
  return name === undefined ? busClosed(cause) : serviceError(name, text!, cause);
}
