// Java's DIGEST-MD5 on both ends, recorded: an implementation that shares nothing with Cyrus SASL or with us.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { digestCiphers } from "./ciphers.js";
import { digestCodec } from "./codec.js";
import { maxResponseBytes, parseDirectives } from "./directives.js";
import { digestMd5Hash, responseOf, sessionHash } from "./hashes.js";

const text = readFileSync(new URL("../../vectors/java-digest-md5.txt", import.meta.url), "utf8");
const recordings = text
  .split(/^protection /m)
  .slice(1)
  .map((part) => part.trim().split("\n"))
  .map(([name, ...lines]) => [name!, lines] as const);
const lengths = [1, 5, 6, 7, 8, 28, 100];

const behind = (lines: readonly string[], start: string) =>
  lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length));

test.each(recordings)("%s", (name, lines) => {
  const response = behind(lines, "client message ")[0]!;
  const directives = parseDirectives(Buffer.from(response), maxResponseBytes);
  const cipher = digestCiphers.find((each) => each.name === name);
  expect(directives.optional("cipher")).toBe(cipher?.name);
  const bytes = (directive: string) => Buffer.from(directives.required(directive), "latin1");
  const terms = {
    nonce: bytes("nonce"),
    cnonce: bytes("cnonce"),
    qop: cipher === undefined ? ("auth-int" as const) : ("auth-conf" as const),
    digestUri: bytes("digest-uri"),
  };
  const session = sessionHash(digestMd5Hash("fred", "vm", "secret1"), terms);
  expect(responseOf(session, terms, "client")).toBe(directives.required("response"));
  expect(behind(lines, "server message ")[1]).toBe(`rspauth=${responseOf(session, terms, "server")}`);

  const codecOf = (side: "client" | "server") =>
    digestCodec({ side, session, cipher, maxPayload: 1000, maxBuffer: 65_536 });
  for (const [side, other] of [
    ["client", "server"],
    ["server", "client"],
  ] as const) {
    const sender = codecOf(side);
    const receiver = codecOf(other);
    const buffers = behind(lines, `${side} buffer `);
    expect(buffers).toHaveLength(lengths.length);
    for (const [at, buffer] of buffers.entries()) {
      const length = lengths[at]!;
      const payload = Buffer.from(Uint8Array.from({ length }, (_, place) => place * 31 + length));
      expect(Buffer.from(receiver.open(Buffer.from(buffer, "hex"))).equals(payload)).toBe(true);
      expect(Buffer.from(sender.seal(payload).subarray(4)).toString("hex")).toBe(buffer);
    }
  }
});
