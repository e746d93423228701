import { ErrorDomain, LibvirtError } from "@virtgate/protocol";
import { describe, expect, test } from "vitest";
import { MAX_XML_CHARACTERS, MAX_XML_DEPTH, MAX_XML_ELEMENTS } from "./limits.js";
import { parseXml } from "./xml-parse.js";
import { textOf, type XmlElement } from "./xml-tree.js";
import { writeXml } from "./xml-write.js";

const parse = (source: string): XmlElement => parseXml(source, { label: "test", domain: ErrorDomain.domain });

function refusal(source: string): string {
  try {
    parse(source);
  } catch (error) {
    if (error instanceof LibvirtError) return error.message;
    throw error;
  }
  return "accepted";
}

describe("documents that are read", () => {
  test.each([
    ["self-closing", "<a/>", "<a/>\n"],
    ["attributes in their order", `<a z="1" b='2'/>`, "<a z='1' b='2'/>\n"],
    ["the five entities", "<a>&lt;&gt;&amp;&apos;&quot;</a>", "<a>&lt;&gt;&amp;&apos;&quot;</a>\n"],
    ["numeric references", "<a b='&#65;&#x42;'/>", "<a b='AB'/>\n"],
    ["nested elements", "<a><b><c/></b></a>", "<a>\n  <b>\n    <c/>\n  </b>\n</a>\n"],
    ["blanks between elements", "<a>\n  <b/>\n</a>", "<a>\n  <b/>\n</a>\n"],
    ["a byte order mark", "\ufeff<a/>", "<a/>\n"],
    ["comments around the root", "<!-- x --><a/><!-- y -->", "<a/>\n"],
  ])("%s", (_, source, written) => expect(writeXml(parse(source))).toBe(written));

  test("text comes from CDATA too, but not from comments", () => {
    expect(textOf(parse("<a>x<!-- no --><![CDATA[<y>]]><b>z</b></a>"))).toBe("x<y>z");
  });

  test("names of Object's own properties are names like others", () => {
    expect(parse("<a toString='1' constructor='2'/>").attributes.get("constructor")).toBe("2");
  });
});

describe("hostile documents", () => {
  const nested = (depth: number) => "<a>".repeat(depth) + "</a>".repeat(depth);

  test("the depth is limited", () => {
    expect(refusal(nested(MAX_XML_DEPTH))).toBe("accepted");
    expect(refusal(nested(MAX_XML_DEPTH + 1))).toMatch(/^\(test\):1: Excessive depth in document/);
  });

  test("the number of elements is limited", () => {
    expect(refusal(`<a>${"<b/>".repeat(MAX_XML_ELEMENTS - 1)}</a>`)).toBe("accepted");
    expect(refusal(`<a>${"<b/>".repeat(MAX_XML_ELEMENTS)}</a>`)).toMatch(/more than 100000 elements/);
  });

  test("the size is limited", () => {
    expect(refusal(`<a>${" ".repeat(MAX_XML_CHARACTERS)}</a>`)).toMatch(/Huge input/);
  });

  test.each([
    ["its own entities", `<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>`],
    ["entities that multiply", `<!DOCTYPE a [<!ENTITY x "yy"><!ENTITY z "&x;&x;">]><a>&z;</a>`],
    ["a file of the host", `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`],
    ["a parameter entity", `<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1/"> %p;]><a>&x;</a>`],
  ])("%s are not expanded", (_, source) => expect(refusal(source)).toMatch(/Entity '[xz]' not defined/));

  test("whatever is cut off is refused, and in libxml2's words", () => {
    const whole = `<?xml version='1.0'?>\n<a b="1">\n  <!-- c --><c d='&lt;'>x &amp; y<![CDATA[z]]></c>\n</a>`;
    for (let length = 0; length < whole.length; length++) {
      expect(refusal(whole.slice(0, length))).toMatch(/^\(test\):\d+: [A-Z'e<a-z].*\n(.*\n)+-*\^$/);
    }
    expect(refusal(whole)).toBe("accepted");
  });
});
