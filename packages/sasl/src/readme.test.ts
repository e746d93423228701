// The README's example, run as it stands there.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { transform } from "esbuild";
import { expect, test } from "vitest";
import * as sasl from "./index.js";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

test("the example", async () => {
  const [, example] = /```ts\n(.*?)```/s.exec(readme)!;
  const { code } = await transform(example!.replace(/^import (.|\n)*?;$/gm, ""), { loader: "ts" });
  const printed: unknown[] = [];
  const known = { ...sasl, random: randomBytes, console: { log: (value: unknown) => printed.push(value) } };
  await new Function(...Object.keys(known), `return (async () => {${code}})()`)(...Object.values(known));
  expect(printed).toEqual([
    "SCRAM-SHA-256,PLAIN",
    { mechanism: "SCRAM-SHA-256", user: "fred", realm: "hv1", ssf: 0 },
  ]);
});
