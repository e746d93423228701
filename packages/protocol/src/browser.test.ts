// The package runs where there is no Node: it is bundled for a browser and started with web globals only.

import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { beforeAll, describe, expect, test } from "vitest";

const entries = ["index.ts", "constants/index.ts"];

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    minifyWhitespace: true, // which also drops the comments
    platform: "browser",
    format: "iife",
    globalName: "virtgate",
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0]!.text;
}

test.each(entries)("%s imports nothing of Node", async (entry) => {
  // esbuild cannot resolve "node:..." for a browser, and would fail.
  expect(await bundle(entry)).not.toMatch(/["'`]node:|\brequire\(|\bprocess\.|\bBuffer\b/);
});

describe("with web globals only", () => {
  let run: (code: string) => unknown;

  beforeAll(async () => {
    const code = await bundle("index.ts");
    // No eval either: a page's content security policy may forbid it.
    const strict = { codeGeneration: { strings: false, wasm: false } };
    const context = createContext({ TextEncoder, TextDecoder, Uint8Array, ArrayBuffer }, strict);
    runInContext(code, context);
    run = (expression) => runInContext(expression, context);
  });

  test("a call is encoded and read back", () => {
    const code = `
      const { name, number, version, calls } = virtgate.remote;
      const header = { program: number, version, procedure: calls.domainLookupByName.number,
        type: virtgate.MessageType.call, serial: 1, status: virtgate.MessageStatus.ok };
      const reader = new virtgate.FrameReader();
      reader.push(virtgate.encodePacket(header, calls.domainLookupByName.args, { name: "blå" }));
      const packet = reader.next();
      JSON.stringify([virtgate.readHeader(packet).procedure,
        virtgate.decode(calls.domainLookupByName.args, packet, virtgate.payloadOffset)])`;
    expect(run(code)).toBe('[23,{"name":"blå"}]');
  });

  test("an error can be shown", () => {
    const code = `virtgate.libvirtError(virtgate.ErrorDomain.test, virtgate.ErrorCode.noDomain, "x").message`;
    expect(run(code)).toBe("Domain not found: x");
  });

  test("there is really nothing else", () => {
    expect(run("typeof process + typeof Buffer + typeof require")).toBe("undefined".repeat(3));
  });
});
