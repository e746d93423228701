/**
 * What the real libvirt made of definitions: every file below was answered by libvirt 9.0.0 itself
 * (`virsh -c test:///default "define NAME.xml; dumpxml NAME"`). A new case is a new pair of files:
 *
 *   NAME.xml             what a user wrote
 *   NAME.out.xml         dumpxml
 *   NAME.secure.xml      dumpxml --security-info, where that differs
 *   NAME.migratable.xml  dumpxml --migratable, where that differs
 *   NAME.again.xml       what became of dumpxml --security-info, defined again, where that differs
 *
 * refusals/*.txt hold what libvirt refused: `### title`, the document, `=> code domain text`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { LibvirtError } from "@virtgate/protocol";
import { describe, expect, test } from "vitest";
import { cloneDomain, formatDomain, parseDomain } from "./index.js";

const folder = new URL("./domain-vectors/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), "utf8");
const files = new Set(readdirSync(folder));
const names = [...files]
  .filter((file) => /^[^.]+\.xml$/.test(file))
  .map((file) => file.slice(0, -".xml".length));

/** No vector depends on chance: each gives its own UUIDs and MAC addresses. */
const random = (count: number) => new Uint8Array(count).fill(0xaa);

describe("definitions as libvirt writes them back", () => {
  test("there are vectors", () => expect(names.length).toBeGreaterThan(60));

  test.each(names)("%s", (name) => {
    const definition = parseDomain(read(`${name}.xml`), { random });
    const plain = read(`${name}.out.xml`);
    const variant = (kind: string) =>
      files.has(`${name}.${kind}.xml`) ? read(`${name}.${kind}.xml`) : plain;
    expect(formatDomain(definition)).toBe(plain);
    expect(formatDomain(definition, { id: 5, inactive: true })).toBe(plain);
    expect(formatDomain(definition, { secure: true })).toBe(variant("secure"));
    expect(formatDomain(definition, { migratable: true })).toBe(variant("migratable"));
    expect(formatDomain(cloneDomain(definition), { secure: true })).toBe(variant("secure"));
  });

  test.each(names)("%s, read back", (name) => {
    const written = files.has(`${name}.secure.xml`) ? read(`${name}.secure.xml`) : read(`${name}.out.xml`);
    const again = files.has(`${name}.again.xml`) ? read(`${name}.again.xml`) : written;
    expect(formatDomain(parseDomain(written, { random }), { secure: true })).toBe(again);
  });
});

interface RefusalCase {
  readonly title: string;
  readonly xml: string;
  readonly refused: string;
}

function refusals(file: string): RefusalCase[] {
  return read(`refusals/${file}`)
    .split(/^### /m)
    .slice(1)
    .map((block) => {
      const titleEnd = block.indexOf("\n");
      const answer = block.lastIndexOf("\n=> ");
      return {
        title: block.slice(0, titleEnd),
        xml: block.slice(titleEnd + 1, answer),
        refused: block.slice(answer + "\n=> ".length, -1),
      };
    });
}

function refusedAs(xml: string): string {
  try {
    parseDomain(xml, { random });
  } catch (error) {
    if (error instanceof LibvirtError) return `${error.code} ${error.domain} ${error.message}`;
    throw error;
  }
  return "accepted";
}

describe.each(readdirSync(new URL("refusals/", folder)))("refused by libvirt: %s", (file) => {
  test.each(refusals(file))("$title", ({ xml, refused }) => expect(refusedAs(xml)).toBe(refused));
});
