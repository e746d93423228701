// Bandwidth as users write it: `average,peak,burst,floor`, of which all but the first may be left out.

import { Failure } from "../failure.js";

export interface Rate {
  readonly average: bigint;
  readonly peak: bigint;
  readonly burst: bigint;
  readonly floor: bigint;
}

const names = ["average", "peak", "burst", "floor"] as const;
const largest = (1n << 64n) - 1n;

export function parseRate(text: string): Rate {
  const fields = text.split(",");
  if (fields.length > names.length) throw new Failure(`Rate string '${text}' has too many fields`);
  const values = names.map((name, at) => {
    const field = fields[at] ?? "";
    if (field === "") return 0n;
    if (!/^[ \t\n\v\f\r]*\+?[0-9]+$/.test(field) || BigInt(field) > largest) {
      throw new Failure(`field '${name}' is malformed`);
    }
    return BigInt(field);
  });
  return { average: values[0]!, peak: values[1]!, burst: values[2]!, floor: values[3]! };
}
