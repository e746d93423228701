// The words are GnuTLS's, as libvirtd 9.0.0 logs them for the same bytes.

import { createSecureContext } from "node:tls";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ownOffer } from "../tls/own-offer.js";
import {
  type ClientHello,
  maxOpeningBytes,
  nothingInCommon,
  type Opening,
  readOpening,
} from "./client-hello.js";

const read = (hex: string): Opening => readOpening(Buffer.from(hex.replaceAll(" ", ""), "hex"));

/** A hello: version, random, no session, suites, no compression, extensions. */
function helloMessage(suites: string, extensions = ""): string {
  const count = (hex: string, bytes: number) => (hex.length / 2).toString(16).padStart(bytes * 2, "0");
  const tail = extensions === "" ? "" : count(extensions, 2) + extensions;
  const body = `0303${"ab".repeat(32)}00${count(suites, 2)}${suites}0100${tail}`;
  return `01${count(body, 3)}${body}`;
}
const record = (message: string) => `160301${(message.length / 2).toString(16).padStart(4, "0")}${message}`;

describe("what is no hello", () => {
  test.each<[title: string, hex: string, expected: Opening | string, unread?: boolean]>([
    ["nothing yet", "", { kind: "more", bytes: 5 }],
    ["the head of a record", "16030100b4", { kind: "more", bytes: 185 }],
    ["half a hello", "16030100b4010000b00303", { kind: "more", bytes: 185 }],
    ["a call", "0000001c20008086", "An unexpected TLS packet was received.", true],
    ["HTTP", "474554202f20", "An unexpected TLS packet was received.", true],
    ["five bytes of something", "4745542020", "An unexpected TLS packet was received.", false],
    ["an empty record", "1603010000", "An unexpected TLS packet was received.", false],
    ["application data", "1703010005aabbccddee", "An unexpected TLS packet was received.", false],
    ["a fatal alert", "15030100020228", "A TLS fatal alert has been received.", false],
    ["too long", "1603017fff0100", "A TLS record packet with invalid length was received.", true],
    ["a ServerHello", "16030100050200000100", "An unexpected TLS handshake packet was received.", false],
    ["an empty hello", "160300000401000000", "Error decoding the received TLS packet.", false],
    ["a hello of 16 MiB", "160301000401ffffff", "Error decoding the received TLS packet.", false],
    [
      "suites beyond the end",
      record(`01000026${"0303"}${"00".repeat(32)}00fffe1301`),
      "Error decoding the received TLS packet.",
      false,
    ],
  ])("%s", (_title, hex, expected, unread) => {
    expect(read(hex)).toEqual(
      typeof expected === "string" ? { kind: "problem", words: expected, unread } : expected,
    );
  });
});

const modern = helloMessage("13011302", "002b0003020304");

test.each<[string, string, ClientHello]>([
  ["versions in an extension", record(modern), { versions: [0x0304], cipherSuites: [0x1301, 0x1302] }],
  [
    "versions up to one",
    record(helloMessage("c02f")),
    { versions: [0x0300, 0x0301, 0x0302, 0x0303], cipherSuites: [0xc02f] },
  ],
  [
    "in two records",
    record(modern.slice(0, 20)) + record(modern.slice(20)),
    { versions: [0x0304], cipherSuites: [0x1301, 0x1302] },
  ],
])("a hello: %s", (_title, hex, hello) => {
  expect(read(hex)).toEqual({ kind: "hello", hello });
});

test("byte by byte it is the same, and it is never read past what is there", () => {
  const bytes = Buffer.from(record(modern), "hex");
  for (let length = 0; length < bytes.length; length++) {
    const opening = readOpening(bytes.subarray(0, length));
    expect(opening.kind).toBe("more");
    expect((opening as { bytes: number }).bytes).toBeGreaterThan(length);
  }
});

test("whatever comes, an answer comes, and it does not ask for too much", () => {
  const prefix = fc.constantFrom("", "16", "160301", "16030100", record(modern).slice(0, 30));
  fc.assert(
    fc.property(prefix, fc.uint8Array({ maxLength: 400 }), (hex, rest) => {
      const opening = readOpening(Buffer.concat([Buffer.from(hex, "hex"), rest]));
      if (opening.kind === "more") expect(opening.bytes).toBeLessThanOrEqual(maxOpeningBytes);
    }),
  );
});

test("a hello in crumbs comes to an end", () => {
  const crumbs = Buffer.from("160301000101".repeat(5000), "hex");
  expect(readOpening(crumbs)).toMatchObject({ kind: "problem" });
});

describe("nothing in common", () => {
  const offer = (versions: number[], cipherSuites: number[]): ClientHello => ({ versions, cipherSuites });
  const ours = offer([0x0303, 0x0304], [0x1301, 0xc02f]);
  const none = "No supported cipher suites have been found.";
  test.each<[string, ClientHello, string | undefined]>([
    ["all", ours, undefined],
    ["an older version", offer([0x0302], [0xc013]), none],
    ["another suite of TLS 1.3", offer([0x0304], [0x1302]), none],
    ["TLS 1.3 with suites of TLS 1.2", offer([0x0304], [0xc02f]), none],
    ["TLS 1.2 with suites of TLS 1.3", offer([0x0303], [0x1301]), none],
    ["TLS 1.2", offer([0x0303], [0xc02f]), undefined],
    ["nothing", offer([], []), none],
  ])("%s", (_title, theirs, expected) => {
    expect(nothingInCommon(theirs, ours)).toBe(expected);
  });
});

test("OpenSSL tells what it can do", () => {
  const context = createSecureContext({
    ca: [],
    minVersion: "TLSv1.2",
    ciphers: "TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-GCM-SHA256",
  });
  const offer = ownOffer(context);
  expect(offer?.versions).toEqual([0x0304, 0x0303]);
  expect(offer?.cipherSuites).toEqual(expect.arrayContaining([0x1301, 0xc02f]));
});
