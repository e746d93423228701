import { expect, test } from "vitest";
import { DerReader, Tag } from "./der.js";
import { CertificateError } from "./problem.js";
import { der, raw, text } from "./testing/der-writer.js";

const reader = (hex: string) => new DerReader(raw(hex), "x");

const good: [string, (reader: DerReader) => unknown, string, unknown][] = [
  ["small integer", (r) => r.smallInteger("f"), "020105", 5],
  ["integer of two bytes", (r) => r.smallInteger("f"), "02020100", 256],
  ["largest small integer", (r) => r.smallInteger("f"), "02047fffffff", 0x7fffffff],
  ["negative integer as bytes", (r) => [...r.integer("f")], "020180", [0x80]],
  ["true", (r) => r.boolean("f"), "0101ff", true],
  ["false", (r) => r.boolean("f"), "010100", false],
  ["OID", (r) => r.oid("f"), "06032a0304", "1.2.3.4"],
  ["OID beneath 2", (r) => r.oid("f"), "0603883703", "2.999.3"],
  ["bits", (r) => [...r.wholeBits("f")], "030200ff", [255]],
  ["long form", (r) => r.content(0x04, "f").length, `048180${"00".repeat(128)}`, 128],
  ["what is not there", (r) => r.optional(0x04, "f"), "0500", undefined],
];
test.each(good)("%s", (_name, read, hex, value) => {
  expect(read(reader(hex))).toEqual(value);
});

const bad: [string, (reader: DerReader) => unknown, string, RegExp][] = [
  ["nothing", (r) => r.element("f"), "", /^x\.f: missing/],
  ["no length", (r) => r.element("f"), "04", /cut off/],
  ["cut content", (r) => r.element("f"), "040201", /cut off/],
  ["cut length", (r) => r.element("f"), "0482ff", /cut off/],
  ["indefinite length", (r) => r.element("f"), "30800000", /not DER/],
  ["long form of a short length", (r) => r.element("f"), "04810100", /not DER/],
  ["padded length", (r) => r.element("f"), `04820080${"00".repeat(128)}`, /not DER/],
  ["length of five bytes", (r) => r.element("f"), "04850000000001", /not DER/],
  ["length of 4 GiB", (r) => r.element("f"), "0484ffffffff", /cut off/],
  ["long tag", (r) => r.element("f"), "1f8101", /more than one byte/],
  ["another tag", (r) => r.content(Tag.sequence, "f"), "0500", /tag 0x5 where 0x30 belongs/],
  ["empty integer", (r) => r.integer("f"), "0200", /without bytes/],
  ["padded integer", (r) => r.integer("f"), "02020001", /shortest/],
  ["padded negative integer", (r) => r.integer("f"), "0202ff80", /shortest/],
  ["negative small integer", (r) => r.smallInteger("f"), "0201ff", /out of range/],
  ["large small integer", (r) => r.smallInteger("f"), "02050080000000", /out of range/],
  ["boolean of 1", (r) => r.boolean("f"), "010101", /neither/],
  ["empty OID", (r) => r.oid("f"), "0600", /not an object identifier/],
  ["open OID", (r) => r.oid("f"), "06022a83", /not an object identifier/],
  ["padded OID", (r) => r.oid("f"), "06032a8003", /not an object identifier/],
  ["OID with a huge arc", (r) => r.oid("f"), `060c2a${"ff".repeat(10)}7f`, /not an object identifier/],
  ["long OID", (r) => r.oid("f"), `0681ff${"7f".repeat(255)}`, /not an object identifier/],
  ["bits that end within a byte", (r) => r.wholeBits("f"), "030204f0", /does not end at a byte/],
  ["bits without a count", (r) => r.wholeBits("f"), "0300", /does not end at a byte/],
  ["left over", (r) => r.end(), "00", /^x: 1 bytes left over/],
];
test.each(bad)("refuses %s", (_name, read, hex, message) => {
  expect(() => read(reader(hex))).toThrow(CertificateError);
  expect(() => read(reader(hex))).toThrow(message);
});

const times: [number, string, string | undefined][] = [
  [Tag.utcTime, "200229235959Z", "2020-02-29T23:59:59.000Z"],
  [Tag.utcTime, "491231000000Z", "2049-12-31T00:00:00.000Z"],
  [Tag.utcTime, "500101000000Z", "1950-01-01T00:00:00.000Z"],
  [Tag.generalizedTime, "99991231235959Z", "9999-12-31T23:59:59.000Z"],
  [Tag.generalizedTime, "00010101000000Z", "0001-01-01T00:00:00.000Z"],
  [Tag.utcTime, "210229000000Z", undefined],
  [Tag.utcTime, "201301000000Z", undefined],
  [Tag.utcTime, "200001000000Z", undefined],
  [Tag.utcTime, "200101240000Z", undefined],
  [Tag.utcTime, "200101006000Z", undefined],
  [Tag.utcTime, "200101000060Z", undefined],
  [Tag.utcTime, "2001010000Z", undefined],
  [Tag.utcTime, "200101000000+0000", undefined],
  [Tag.utcTime, "200101000000z", undefined],
  [Tag.utcTime, "2001010000 0Z", undefined],
  [Tag.generalizedTime, "20200101000000.5Z", undefined],
  [Tag.generalizedTime, "20200101000000", undefined],
  [Tag.utf8String, "200101000000Z", undefined],
];
test.each(times)("time %i %s", (tag, value, expected) => {
  const read = () => new DerReader(der(tag, text(value)), "x").time("f").toISOString();
  if (expected === undefined) expect(read).toThrow(CertificateError);
  else expect(read()).toBe(expected);
});
