// Who may do what with a file or a folder.

import { statSync } from "node:fs";
import { dirname } from "node:path";
import type { Finding } from "./finding.js";

export const isTrustedOwner = (uid: number): boolean => uid === 0 || uid === process.getuid?.();

export const octal = (mode: number): string => (mode & 0o7777).toString(8).padStart(4, "0");

/**
 * Whoever may write a folder can put another file into it: of this one and those above it, up to `top`. Below /tmp
 * and its like only the owner can.
 */
export function folderFindings(folder: string, top: string): Finding<"file-owner" | "file-writable">[] {
  const findings: Finding<"file-owner" | "file-writable">[] = [];
  for (let at = folder; at.startsWith(top) && dirname(at) !== at; at = dirname(at)) {
    const { mode, uid } = statSync(at);
    if (!isTrustedOwner(uid)) {
      const cause = `the folder belongs to user ${uid}, who can put other files there`;
      findings.push({
        severity: "problem",
        code: "file-owner",
        file: at,
        cause,
        fix: `as root: chown root: ${at}`,
      });
    }
    if ((mode & 0o1002) === 0o002) {
      const cause = `everybody can put other files into the folder (mode ${octal(mode)})`;
      findings.push({ severity: "problem", code: "file-writable", file: at, cause, fix: `chmod o-w ${at}` });
    }
  }
  return findings;
}
