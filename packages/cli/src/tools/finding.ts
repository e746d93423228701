// One thing that is wrong with a set-up: what it is, where, and what to do.

import { type Context, print, say } from "./context.js";

export interface Finding<Code extends string = string> {
  /** "problem": connections fail, or something secret is not. "warning": it works, for now or with libvirt only. */
  readonly severity: "problem" | "warning";
  readonly code: Code;
  readonly file?: string;
  readonly cause: string;
  readonly fix: string;
}

export function printFindings(context: Context, findings: readonly Finding[]): void {
  for (const { severity, code, file, cause, fix } of findings) {
    print(
      context,
      `${severity}: ${cause} [${code}]`,
      ...(file === undefined ? [] : [`  file: ${file}`]),
      `  fix:  ${fix}`,
    );
  }
}

/** "2 problems, 1 warning" or "good". */
export function printCount(context: Context, what: string, findings: readonly Finding[]): void {
  const problems = findings.filter(({ severity }) => severity === "problem").length;
  const count = (number: number, word: string) =>
    number === 0 ? [] : [`${number} ${word}${number === 1 ? "" : "s"}`];
  const counted = [...count(problems, "problem"), ...count(findings.length - problems, "warning")];
  say(context, `${what}: ${counted.join(", ") || "good"}`, "");
}
