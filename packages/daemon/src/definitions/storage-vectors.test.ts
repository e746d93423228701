/**
 * What the real libvirtd 9.0.0 made of storage pools and volumes: each case is `### title`, the document, and behind
 * `=> ` what it wrote back, or refused as `code domain text`. A volume's title begins with the kind of its pool.
 * ceph.txt is from a libvirtd that has its Ceph backend installed: others drop the options for it.
 */
import { readFileSync } from "node:fs";
import { LibvirtError } from "@virtgate/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatPool, formatVolume, parsePool, parseVolume, poolTypeNamed } from "./index.js";
import { POOL_TYPES } from "./storage/pool-types.js";
import { sanitizePath } from "./storage/text.js";
import { escapeXml } from "./xml-write.js";

const folder = new URL("./storage-vectors/", import.meta.url);

interface Case {
  readonly title: string;
  readonly xml: string;
  readonly answer: string;
}

function casesOf(file: string): Case[] {
  return readFileSync(new URL(file, folder), "utf8")
    .split(/^### /m)
    .slice(1)
    .map((block) => {
      const titleEnd = block.indexOf("\n");
      const answer = block.lastIndexOf("\n=> ");
      return {
        title: block.slice(0, titleEnd),
        xml: block.slice(titleEnd + 1, answer),
        answer: block.slice(answer + "\n=> ".length).trimEnd(),
      };
    });
}

const context = { random: (count: number) => new Uint8Array(count).fill(0xaa) };
const capacity = 100n * 1024n ** 3n;
const sizes = { capacity, allocation: 0n, available: capacity };

const rewritePool = (xml: string) => formatPool(parsePool(xml, context), sizes);

function rewriteVolume(xml: string, kind: string): string {
  const pool = poolTypeNamed(kind)!;
  const volume = parseVolume(xml, pool, context);
  const path = pool.remote ? "(null)" : (targets[kind] ?? "/t");
  const place = `${path}/${volume.name}`;
  return formatVolume(volume, { pool, key: place, path: place });
}
const targets: Readonly<Record<string, string>> = { logical: "/dev/vg", zfs: "/dev/zvol/zp" };

function said(work: () => string): string {
  try {
    return work().trimEnd();
  } catch (error) {
    if (error instanceof LibvirtError) return `${error.code} ${error.domain} ${error.message}`;
    throw error;
  }
}

const isXml = (answer: string) => answer.startsWith("<");

describe("storage pools", () => {
  const cases = [...casesOf("pools.txt"), ...casesOf("ceph.txt")];
  test("there are vectors", () => expect(cases.length).toBeGreaterThan(300));
  test.each(cases)("$title", ({ xml, answer }) => {
    expect(said(() => rewritePool(xml))).toBe(answer);
    // What is written reads back; only ids that are shown as negative numbers do not.
    if (isXml(answer) && !/>-\d/.test(answer)) expect(said(() => rewritePool(answer))).toBe(answer);
  });
});

describe("storage volumes", () => {
  const cases = casesOf("volumes.txt");
  test("there are vectors", () => expect(cases.length).toBeGreaterThan(200));
  test.each(cases)("$title", ({ title, xml, answer }) => {
    const kind = title.slice(0, title.indexOf(":"));
    expect(said(() => rewriteVolume(xml, kind))).toBe(answer);
    if (isXml(answer) && !/>-\d/.test(answer)) expect(said(() => rewriteVolume(answer, kind))).toBe(answer);
  });
});

describe("any definition", () => {
  const word = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(..."abz09-_.&<>\"' ") });
  const numbers = fc.integer({ min: 0, max: 0x7fff_ffff });
  const properties = { seed: 20_261_126, numRuns: 300 };

  test("of a pool is read back as it was written", () => {
    const pool = fc.record({
      kind: fc.constantFrom(...POOL_TYPES),
      name: word,
      host: word,
      port: numbers,
      device: word,
      wwn: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      path: word,
      mode: fc.integer({ min: 0, max: 0o777 }),
      owner: numbers,
    });
    fc.assert(
      fc.property(pool, ({ kind, name, host, port, device, wwn, path, mode, owner }) => {
        const text = escapeXml;
        const hex = wwn.toString(16).padStart(16, "0");
        const written = rewritePool(
          `<pool type='${kind}'><name>${text(name)}</name><source><host name='${text(host)}' port='${port}'/>` +
            `<device path='${text(device)}'/><dir path='/${text(path)}'/><adapter type='fc_host' wwnn='${hex}' wwpn='${hex}'/>` +
            `<name>${text(device)}</name><initiator><iqn name='${text(host)}'/></initiator></source>` +
            `<target><path>/${text(path)}</path><permissions><mode>${mode.toString(8)}</mode><owner>${owner}</owner></permissions></target></pool>`,
        );
        expect(rewritePool(written)).toBe(written);
      }),
      properties,
    );
  });

  test("of a volume is read back as it was written", () => {
    const volume = fc.record({
      kind: fc.constantFrom(...POOL_TYPES),
      name: word,
      capacity: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
      path: word,
    });
    fc.assert(
      fc.property(volume, ({ kind, name, capacity: bytes, path }) => {
        const written = rewriteVolume(
          `<volume><name>${escapeXml(name)}</name><capacity>${bytes}</capacity>` +
            `<backingStore><path>${escapeXml(path)}</path></backingStore></volume>`,
          kind,
        );
        expect(rewriteVolume(written, kind)).toBe(written);
      }),
      properties,
    );
  });
});

test.each([
  ["/", "/"],
  ["//", "//"],
  ["///", "/"],
  ["//a//b/", "//a/b"],
  ["a//b/", "a/b"],
  ["nfs://h//x/", "nfs://h//x/"],
  ["/a://b//", "/a:/b"],
])("the path %s is %s", (path, clean) => expect(sanitizePath(path)).toBe(clean));
