// libvirt's log levels: 1 debug, 2 info, 3 warning, 4 error. A message passes where its level is at least the
// level asked for.

import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";

export const Level = { debug: 1, info: 2, warning: 3, error: 4 } as const;
export type Level = (typeof Level)[keyof typeof Level];

export const levelNames: Readonly<Record<Level, keyof typeof Level>> = {
  1: "debug",
  2: "info",
  3: "warning",
  4: "error",
};

export function isLevel(number: number): number is Level {
  return number === 1 || number === 2 || number === 3 || number === 4;
}

/** `LIBVIRT_DEBUG` takes a digit or a name, `log_level` a number. */
export function parseLevel(text: string): Level {
  if (text.length === 1 && isLevel(Number(text))) return Number(text) as Level;
  if (text === "debug" || text === "info" || text === "warning" || text === "error") return Level[text];
  throw invalidLog(`Failed to set logging priority, argument '${text}' is invalid`);
}

/** A level inside a filter or an output; undefined when it is none. `01` and `+1` are levels for libvirt. */
export function levelOf(text: string): Level | undefined {
  if (!/^[ \t]*[+]?[0-9]+$/.test(text)) return undefined;
  const number = Number(text);
  return isLevel(number) ? number : undefined;
}

export function invalidLog(detail: string): Error {
  return libvirtError(ErrorDomain.none, ErrorCode.invalidArg, detail);
}
