import { expect, test } from "vitest";
import type { XmlElement, XmlNode } from "./element.js";
import { parseXml } from "./parse.js";
import { serializeXml } from "./serialize.js";
import { XmlText } from "./xml-text.js";

const a = (attributes: Record<string, string> = {}, ...children: XmlNode[]): XmlElement => ({
  name: "a",
  attributes,
  children,
});

const rows: [XmlElement, string][] = [
  [a(), "<a/>"],
  [a({ x: "1", y: "" }), '<a x="1" y=""/>'],
  [a({}, "t"), "<a>t</a>"],
  [a({}, ""), "<a></a>"],
  [a({}, "<&>\"'"), "<a>&lt;&amp;&gt;\"'</a>"],
  [a({ x: "<&>\"'" }), '<a x="&lt;&amp;&gt;&quot;\'"/>'],
  [a({}, a({ x: "1" }), "\n", a()), '<a><a x="1"/>\n<a/></a>'],
  [a({}, { comment: " c " }), "<a><!-- c --></a>"],
];

test.each(rows)("an element as libxml2 writes it: %#", (element, text) => {
  expect(serializeXml(element)).toBe(text);
});

test.each(rows.filter(([{ children }]) => children[0] !== ""))("and reads it again: %#", (element, text) => {
  expect(serializeXml(parseXml(text))).toBe(serializeXml(element));
});

test("a document line by line, with libvirt's quotes and indentation", () => {
  const text = new XmlText();
  text.open("disk", { type: "file", rawio: undefined });
  text.empty("readonly");
  text.empty("source", { file: `a'b"c<d>&`, count: 5, large: 2n ** 60n });
  text.open("deep");
  text.text("serial", `<'&">`);
  text.close("deep");
  text.text("empty", "");
  text.close("disk");
  expect(String(text)).toBe(
    [
      "<disk type='file'>",
      "  <readonly/>",
      "  <source file='a&apos;b&quot;c&lt;d&gt;&amp;' count='5' large='1152921504606846976'/>",
      "  <deep>",
      "    <serial>&lt;&apos;&amp;&quot;&gt;</serial>",
      "  </deep>",
      "  <empty></empty>",
      "</disk>",
      "",
    ].join("\n"),
  );
});

test("nothing at all", () => {
  expect(String(new XmlText())).toBe("");
});
