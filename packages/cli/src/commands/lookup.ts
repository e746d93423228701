// Objects as the user names them: by uuid if the word looks like one, else by name.

import { Failure } from "../failure.js";
import type { Shell } from "../shell.js";
import { parseUuid } from "./domain.js";

export interface LookUp<T> {
  /** The command that looks, and its option that holds the word. */
  readonly command: string;
  readonly option: string;
  /** What virsh calls such an object: "network". */
  readonly kind: string;
  /** The public function that a word of a uuid's length goes through. */
  readonly uuidFunction: string;
  /** Absent: a word is never read as that. */
  readonly byUuid?: (uuid: Uint8Array) => Promise<T>;
  readonly byName?: (name: string) => Promise<T>;
}

const uuidLength = 36;

/** Throws Failure with the reason of the last attempt. */
export async function lookUp<T>(shell: Shell, given: string, how: LookUp<T>): Promise<T> {
  const { command, option, kind, byUuid, byName } = how;
  shell.trace(`${command}: found option <${option}>: ${given}`);
  const trying = (what: string) => shell.traceDetail(`${command}: <${option}> trying as ${kind} ${what}`);
  let reason: unknown;
  if (byUuid !== undefined && Buffer.byteLength(given) === uuidLength) {
    trying("UUID");
    const uuid = parseUuid(given);
    try {
      if (uuid === undefined) throw new Failure(`uuidstr in ${how.uuidFunction} must be a valid UUID`);
      return await byUuid(uuid);
    } catch (thrown) {
      reason = thrown;
    }
  }
  if (byName !== undefined) {
    trying("NAME");
    try {
      return await byName(given);
    } catch (thrown) {
      reason = thrown;
    }
  }
  throw new Failure(`failed to get ${kind} '${given}'`, reason);
}
