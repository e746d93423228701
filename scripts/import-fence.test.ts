import { describe, expect, test } from "vitest";
import { checkImports } from "./import-fence.js";
import { importsOf } from "./imports.js";
import { checkout, declaredDependencies, packageSources } from "./sources.js";

const declared = {
  protocol: [],
  pki: [],
  sasl: ["@mongodb-js/saslprep"],
  native: ["koffi"],
  client: ["@virtgate/protocol"],
  daemon: ["pino", "@scope/dep"],
  cli: [],
};

// file, what it says, the objection (or none)
const rows: [string, string, RegExp | undefined][] = [
  ["protocol/src/xdr.ts", `import { Reader } from "./reader.js";`, undefined],
  ["protocol/src/xdr.ts", `import { Buffer } from "node:buffer";`, /no Node API/],
  ["protocol/src/xdr.ts", `import type { Buffer } from "node:buffer";`, /no Node API/],
  ["protocol/src/xdr.test.ts", `import { readFileSync } from "node:fs";`, undefined],
  ["protocol/src/xdr.ts", `import x from "left-pad";`, /left-pad is not among the dependencies/],
  ["protocol/src/xdr.ts", `export * from "../../client/src/uri.js";`, /by its name/],
  ["protocol/src/xdr.test.ts", `import "../../client/src/uri.js";`, /by its name/],
  ["pki/src/a.ts", `import { sign } from "node:crypto";`, undefined],
  ["pki/src/a.ts", `import net from "node:net";`, /pki uses only node:crypto/],
  ["pki/src/a.ts", `import { readFile } from "node:fs/promises";`, /pki uses only node:crypto/],
  ["pki/src/a.ts", `import { text } from "@virtgate/protocol";`, /pki must not import/],
  ["sasl/src/a.ts", `import { createHmac } from "node:crypto";`, undefined],
  ["sasl/src/a.ts", `const prep = await import("@mongodb-js/saslprep");`, undefined],
  ["sasl/src/a.ts", `import net from "node:net";`, /sasl uses only node:crypto/],
  ["sasl/src/a.ts", `import { text } from "@virtgate/protocol";`, /sasl must not import/],
  ["sasl/src/a.ts", `await import("@virtgate/native");`, /sasl must not import/],
  ["native/src/a.ts", `import koffi from "koffi";`, undefined],
  ["native/src/a.ts", `import { SaslError } from "@virtgate/sasl";`, /native must not import/],
  ["client/src/a.ts", `import { choose } from "@virtgate/sasl";`, undefined],
  ["client/src/a.ts", `await import("@virtgate/native");`, undefined],
  ["client/src/a.ts", `import { gss } from "@virtgate/native";`, /import\(\) only/],
  ["daemon/src/a.ts", `await import("@virtgate/native");`, undefined],
  ["client/src/a.ts", `import { matchesHost } from "@virtgate/pki";`, undefined],
  ["daemon/src/a.ts", `import { matchesPattern } from "@virtgate/pki";`, undefined],
  ["client/src/a.ts", `import { xdr } from "@virtgate/protocol";`, undefined],
  ["client/src/a.ts", `import net from "node:net";`, undefined],
  ["client/src/a.ts", `import { local } from "@virtgate/daemon/local";`, /client must not import/],
  ["client/src/a.ts", `await import("@virtgate/daemon/local");`, /client must not import/],
  ["client/src/a.ts", `import { a } from "@virtgate/client";`, /by relative paths/],
  ["daemon/src/a.ts", `import pino from "pino";\nimport x from "@scope/dep/part";`, undefined],
  ["daemon/src/a.ts", `import { connect } from "@virtgate/client";`, /daemon must not import/],
  ["daemon/src/a.test.ts", `import { connect } from "@virtgate/client";`, undefined],
  ["daemon/src/drivers/forward/a.ts", `import { connect } from "@virtgate/client";`, undefined],
  ["daemon/src/drivers/test/a.ts", `import { x } from "../../listen/socket.js";`, /nothing of the wire/],
  ["daemon/src/drivers/test/a.ts", `import { x } from "../../dispatch.js";`, /nothing of the wire/],
  [
    "daemon/src/drivers/test/a.ts",
    `import { x } from "../driver.js";\nimport y from "../../definitions/a.js";`,
    undefined,
  ],
  ["daemon/src/definitions/a.ts", `import { x } from "../config/b.js";`, /know no other folder/],
  ["daemon/src/definitions/a.ts", `import { x } from "./domain/b.js";`, undefined],
  ["cli/src/a.ts", `const local = await import("@virtgate/daemon/local");`, undefined],
  ["cli/src/a.ts", `import { local } from "@virtgate/daemon/local";`, /import\(\) only/],
  ["cli/src/a.ts", `await import("@virtgate/daemon");`, /cli must not import/],
  ["cli/src/a.ts", `// import x from "@virtgate/daemon";\n/* import "@virtgate/daemon" */`, undefined],
  ["console/src/a.ts", `import x from "node:net";`, /has no rule/],
];

describe("the import fence", () => {
  test.each(rows)("%s: %s", (path, text, why) => {
    const found = checkImports([{ path: `packages/${path}`, text }], declared).map((row) => row.why);
    if (why === undefined) expect(found).toEqual([]);
    else expect(found).toEqual([expect.stringMatching(why)]);
  });

  test("holds in this checkout", () => {
    const root = checkout();
    expect(checkImports(packageSources(root), declaredDependencies(root))).toEqual([]);
  });
});

test("imports are found in all their forms, with their lines", () => {
  const text = `import a from "a";
import {
  b,
} from 'b';
export { c } from "c";
import "d";
const e = await import("e"); // import "no"
const f = 'import "no"';`;
  expect(importsOf(text).map(({ specifier, line, lazy }) => [specifier, line, lazy])).toEqual([
    ["a", 1, false],
    ["b", 2, false],
    ["c", 5, false],
    ["d", 6, false],
    ["e", 7, true],
  ]);
});
