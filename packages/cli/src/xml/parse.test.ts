import fc from "fast-check";
import { expect, test } from "vitest";
import { documentOf } from "./document.js";
import { contentOf } from "./element.js";
import { parseXml, XmlError } from "./parse.js";
import { evaluateXPath } from "./xpath.js";
import { XPathError } from "./xpath-expression.js";

test("elements, attributes, text, comments and entities", () => {
  const xml = `<?xml version="1.0"?><a x='1 &amp; &#x41;' y="'"><!-- c --><b/>t&lt;<![CDATA[<&]]></a>`;
  expect(parseXml(xml)).toEqual({
    name: "a",
    attributes: { x: "1 & A", y: "'" },
    children: [{ comment: " c " }, { name: "b", attributes: {}, children: [] }, "t<", "<&"],
  });
  expect(contentOf(parseXml(xml))).toBe("t<<&");
});

const deep = `${"<a>".repeat(300)}${"</a>".repeat(300)}`;

test.each([
  ["", /not complete/],
  ["text", /not complete/],
  ["<a>", /not complete/],
  ["<a></b>", /<\/b>/],
  ["</a>", /<\/a>/],
  ["<a x=1/>", /broken tag/],
  ["<a", /broken tag/],
  ["<>", /no name/],
  ["<!-- a", /no end/],
  ["<!DOCTYPE a [<!ENTITY x 'y'>]><a/>", /document type/],
  [deep, /more than 256/],
])("%j is refused", (xml, message) => {
  expect(() => parseXml(xml)).toThrow(XmlError);
  expect(() => parseXml(xml)).toThrow(message);
});

const pieces = (...units: string[]) => fc.string({ unit: fc.constantFrom(...units), maxLength: 60 });

test("random XML is parsed or refused", () => {
  fc.assert(
    fc.property(
      pieces("<a", ">", "</a>", "/>", " x='1'", "&amp;", "&#0;", "t", "<!--", "-->", "<![CDATA[", "]]>"),
      (xml) => {
        try {
          parseXml(xml);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(XmlError);
        }
      },
    ),
  );
});

test("random XPath selects or is refused", () => {
  const root = documentOf(parseXml("<a x='1'><b>2</b><c y='3'><b/></c></a>")).children[0]!;
  const units = [
    "/",
    "//",
    "a",
    "b",
    "*",
    "@x",
    "[",
    "]",
    "(",
    ")",
    "1",
    "'s'",
    "=",
    "|",
    " and ",
    "..",
    "::",
    "text()",
    "last()",
    "$",
    "-",
    "count(",
    ",",
  ];
  fc.assert(
    fc.property(pieces(...units), (xpath) => {
      try {
        evaluateXPath(xpath, root);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(XPathError);
      }
    }),
    { numRuns: 2000 },
  );
});
