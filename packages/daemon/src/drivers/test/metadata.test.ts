import type { LibvirtError } from "@virtgate/protocol";
import { expect, test } from "vitest";
import { formatDomain, parseDomain } from "../../definitions/index.js";
import { readMetadata, replaceMetadata } from "./metadata.js";

const uri = "http://w/";
const store = (metadata: string, key = "k") => replaceMetadata(undefined, { type: 2, metadata, key, uri });

/** The lines between the tags of `<metadata>` as dumpxml shows them, without their common indentation. */
function shown(metadata: ReturnType<typeof store>): string {
  const xml = "<domain type='test'><name>x</name><memory>1</memory><os><type>hvm</type></os></domain>";
  const definition = parseDomain(xml, { random: (count) => new Uint8Array(count) });
  if (metadata !== undefined) definition.metadata = metadata;
  const [, inner = ""] = /<metadata>\n([\s\S]*)\n {2}<\/metadata>/.exec(formatDomain(definition)) ?? [];
  return inner.replace(/^ {4}/gm, "");
}

// [stored, shown in the domain's XML, read back] as observed with libvirt 9.0.0, key "k"
const rows: [string, string, string][] = [
  ["<a/>", '<k:a xmlns:k="http://w/"/>', "<a/>"],
  ['<?xml version="1.0"?>\n<a/>', '<k:a xmlns:k="http://w/"/>', "<a/>"],
  ["<a/><!-- t -->", '<k:a xmlns:k="http://w/"/>', "<a/>"],
  ['<a x="1"><b/></a>', '<k:a xmlns:k="http://w/" x="1">\n  <k:b/>\n</k:a>', '<a x="1">\n  <b/>\n</a>'],
  [
    '<q:a xmlns:q="http://w/"/>',
    '<q:a xmlns:q="http://w/" xmlns:k="http://w/"/>',
    '<a xmlns:k="http://w/"/>',
  ],
  [
    '<q:a xmlns:q="http://w/"><b><q:c y="1"/></b></q:a>',
    '<q:a xmlns:q="http://w/" xmlns:k="http://w/">\n  <k:b>\n    <q:c y="1"/>\n  </k:b>\n</q:a>',
    '<a xmlns:k="http://w/">\n  <b>\n    <c y="1"/>\n  </b>\n</a>',
  ],
  [
    '<a xmlns="http://w/"><b/></a>',
    '<a xmlns="http://w/" xmlns:k="http://w/">\n  <b/>\n</a>',
    '<a xmlns:k="http://w/">\n  <b/>\n</a>',
  ],
  [
    '<a xmlns:p="http://p/" p:x="1"><p:b/><c/></a>',
    '<k:a xmlns:p="http://p/" xmlns:k="http://w/" p:x="1">\n  <p:b/>\n  <k:c/>\n</k:a>',
    '<a xmlns:p="http://p/" p:x="1">\n  <p:b/>\n  <c/>\n</a>',
  ],
  ["<a>text<b/></a>", '<k:a xmlns:k="http://w/">text<k:b/></k:a>', "<a>text<b/></a>"],
  [
    "<a><!-- c --><b/></a>",
    '<k:a xmlns:k="http://w/">\n  <!-- c -->\n  <k:b/>\n</k:a>',
    "<a>\n  <!-- c -->\n  <b/>\n</a>",
  ],
  [
    '<a>t &amp; &lt; &gt; "q" \'</a>',
    '<k:a xmlns:k="http://w/">t &amp; &lt; &gt; "q" \'</k:a>',
    '<a>t &amp; &lt; &gt; "q" \'</a>',
  ],
  ["<a><![CDATA[x<y]]></a>", '<k:a xmlns:k="http://w/"><![CDATA[x<y]]></k:a>', "<a><![CDATA[x<y]]></a>"],
];

test.for(rows)("%s", ([stored, inXml, readBack]) => {
  const metadata = store(stored);
  expect(shown(metadata)).toBe(inXml);
  expect(readMetadata(metadata, uri)).toBe(readBack);
});

test("one namespace, one element: a new one takes the old one's place, behind the others", () => {
  const change = (metadata: string | null, key: string, space: string, before?: ReturnType<typeof store>) =>
    replaceMetadata(before, { type: 2, metadata, key, uri: space });
  const two = change("<b/>", "y", "http://y/", change("<a/>", "x", "http://x/"));
  const replaced = change("<c/>", "x", "http://x/", two);
  expect(shown(replaced)).toBe('<y:b xmlns:y="http://y/"/>\n<x:c xmlns:x="http://x/"/>');
  expect(shown(two)).toBe('<x:a xmlns:x="http://x/"/>\n<y:b xmlns:y="http://y/"/>');
  const removed = change(null, "", "http://x/", replaced);
  expect(readMetadata(removed, "http://x/")).toBeUndefined();
  expect(readMetadata(removed, "http://y/")).toBe("<b/>");
  expect(change(null, "", "http://none/")).toBeUndefined();
});

// [what is stored, its key, code, domain, text]
const refused: [string, string, number, number, RegExp][] = [
  ["<a/>", "", 1, 5, /^internal error: failed to validate prefix for a new XML namespace$/],
  ["<a/>", "k:z", 1, 5, /^internal error: failed to validate prefix for a new XML namespace$/],
  ['<a k:z="1" xmlns:k="http://o/"/>', "k", 1, 5, /^internal error: failed to create a new XML namespace$/],
  ["junk", "k", 35, 20, /^\(metadata_xml\):1: Start tag expected, '<' not found\njunk\n\^$/],
  ["", "k", 35, 20, /^\(metadata_xml\):1: Document is empty\n\(null\)\n\^$/],
];

test.for(refused)("%s under the key '%s' is refused", ([stored, key, code, domain, text]) => {
  let thrown: unknown;
  try {
    store(stored, key);
  } catch (reason) {
    thrown = reason;
  }
  expect(thrown).toMatchObject({ code, domain });
  expect((thrown as LibvirtError).message).toMatch(text);
});
