import { expect, test } from "vitest";
import { compactObject, jsonMember, prettyJson } from "./json-text.js";

const answer = '{ "return": {"list":[1, {"return": []}], "n": 12345678901234567890}, "id": "libvirt-1" }';

test("an object is written without spaces, other values are none", () => {
  expect(compactObject('{ "a b" : [1.50, "c, d"] } ')).toBe('{"a b":[1.50,"c, d"]}');
  for (const text of ["[1]", "query-status", "", '{"a":1']) expect(compactObject(text), text).toBeUndefined();
});

test("values are laid out as virsh does", () => {
  expect(prettyJson('{"a":[],"b":{"c":18446744073709551615}}')).toBe(
    '{\n  "a": [\n\n  ],\n  "b": {\n    "c": 18446744073709551615\n  }\n}',
  );
  expect(prettyJson("{}")).toBe("{\n\n}");
  expect(prettyJson("info status")).toBeUndefined();
});

test("a member is found at the outer level only", () => {
  expect(jsonMember(answer, "return")).toBe('{"list":[1,{"return":[]}],"n":12345678901234567890}');
  expect(jsonMember(answer, "id")).toBe('"libvirt-1"');
  expect(jsonMember(answer, "list")).toBeUndefined();
  expect(jsonMember('{"id":1,"return":[]}', "return")).toBe("[]");
});
