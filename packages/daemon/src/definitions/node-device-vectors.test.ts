/**
 * What libvirt 9.0.0 made of devices in a host file: node-device-vectors/written.txt has `### title`, the document, `=>`
 * and what XMLDesc gave; refusals/*.txt hold what was refused: `### title`, the document, `=> code domain text`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { LibvirtError } from "@virtgate/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatNodeDevice, parseNodeDevice } from "./node-device/index.js";

const folder = new URL("./node-device-vectors/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), "utf8");

const blocks = (text: string, arrow: string) =>
  text
    .split(/^### /m)
    .slice(1)
    .map((block) => {
      const titleEnd = block.indexOf("\n");
      const answer = block.lastIndexOf(arrow);
      const document = block.slice(titleEnd + 1, answer);
      return { title: block.slice(0, titleEnd), document, answer: block.slice(answer + arrow.length) };
    });

const written = blocks(read("written.txt"), "\n=>\n");

describe("devices as libvirt writes them back", () => {
  test("there are vectors", () => expect(written.length).toBeGreaterThan(25));

  test.each(written)("$title", ({ document, answer }) => {
    expect(formatNodeDevice(parseNodeDevice(document))).toBe(answer);
    expect(formatNodeDevice(parseNodeDevice(answer))).toBe(answer);
  });
});

function refusedAs(xml: string): string {
  try {
    parseNodeDevice(xml);
  } catch (error) {
    if (error instanceof LibvirtError) return `${error.code} ${error.domain} ${error.message}`;
    throw error;
  }
  return "accepted";
}

describe.each(readdirSync(new URL("refusals/", folder)))("refused by libvirt: %s", (file) => {
  test.each(blocks(read(`refusals/${file}`), "\n=> "))("$title", ({ document, answer }) =>
    expect(`${refusedAs(document)}\n`).toBe(answer),
  );
});

test("whatever a device is called and holds, it is refused or reads back as it was written", () => {
  const word = fc.string({ maxLength: 12 });
  const escaped = word.map((text) =>
    text.replace(/[^\x20-\x7e]/g, "?").replace(/[&<>'"]/g, (char) => `&#${char.charCodeAt(0)};`),
  );
  const kind = fc.constantFrom("system", "pci", "net", "storage", "drm", "mdev", "ccw", "scsi", "usb", "x");
  const name = fc.constantFrom(
    "name",
    "interface",
    "block",
    "size",
    "type",
    "host",
    "bus",
    "uuid",
    "capability",
  );
  fc.assert(
    fc.property(escaped, kind, fc.array(fc.tuple(name, escaped), { maxLength: 8 }), (device, type, parts) => {
      const inside = parts.map(([label, text]) => `<${label} type='${text}' id='${text}'>${text}</${label}>`);
      const xml = `<device><name>${device}</name><capability type='${type}'>${inside.join("")}</capability></device>`;
      let text: string;
      try {
        text = formatNodeDevice(parseNodeDevice(xml));
      } catch (error) {
        expect(error).toBeInstanceOf(LibvirtError);
        return;
      }
      expect(formatNodeDevice(parseNodeDevice(text))).toBe(text);
    }),
    { seed: 9, numRuns: 500 },
  );
});
