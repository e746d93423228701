// What libvirt 9.0.0 said of a snapshot's domain that was to be exchanged for another (vectors.json): the definition,
// then what was replaced in it, by what, and the answer.

import { readFileSync } from "node:fs";
import { LibvirtError } from "@virtgate/protocol";
import { expect, test } from "vitest";
import { parseDomain } from "../parse.js";
import { requireStableAbi } from "./stability.js";

const { xml, rows } = JSON.parse(readFileSync(new URL("vectors.json", import.meta.url), "utf8")) as {
  readonly xml: string;
  readonly rows: readonly (readonly [old: string, replacement: string, answer: string])[];
};
const parse = (source: string) =>
  parseDomain(source, { random: (count) => new Uint8Array(count), skipValidation: true });

function outcome(changed: string): string {
  try {
    requireStableAbi(parse(xml), parse(changed));
    return "ok";
  } catch (thrown) {
    if (thrown instanceof LibvirtError) return thrown.message;
    throw thrown;
  }
}

test("the same definition is stable", () => expect(outcome(xml)).toBe("ok"));

test.each(rows)("%s becomes %s: %s", (old, replacement, answer) => {
  const changed = xml.replace(old, () => replacement);
  expect(changed).not.toBe(xml);
  expect(outcome(changed)).toBe(answer);
});
