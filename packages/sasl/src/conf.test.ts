// What Cyrus SASL 2.1.28 makes of its configuration file, seen by the list of mechanisms it then offers.
import { expect, test } from "vitest";
import { mechList, readSaslConf } from "./conf.js";
import { bytes } from "./testing/ends.js";

test.each([
  ["mech_list: plain scram-sha-1\n", ["PLAIN", "SCRAM-SHA-1"]],
  ["mech_list: plain", ["PLAIN"]],
  ["mech_list: plain\nmech_list: scram-sha-1\n", ["PLAIN"]],
  ["# c\n\n  mech_list:plain\n", ["PLAIN"]],
  ["MECH_List: plain  \n", ["PLAIN"]],
  ["mech_list: plain # x\n", ["PLAIN", "#", "X"]],
  ["mech_list: plain,scram-sha-1\n", ["PLAIN,SCRAM-SHA-1"]],
  ['mech_list: "plain"\n', ['"PLAIN"']],
  ["mech_list: plain\r\nfoo: x\r\n", ["PLAIN"]],
  ["mech_list:    plain\tscram-sha-1\n", ["PLAIN", "SCRAM-SHA-1"]],
  ["mech_list: plain PLAIN digest-md5 plain\n", ["PLAIN", "DIGEST-MD5"]],
  [": x\n", undefined],
  ["", undefined],
])("%j lists %j", (text, list) => {
  expect(mechList(readSaslConf(bytes(text)))).toEqual(list);
});

test("all keys are kept", () => {
  const conf = readSaslConf(bytes("keytab: /etc/libvirt/krb5.tab\nSASLDB_Path: /x y\nlog-level: 7\n"));
  expect([...conf]).toEqual([
    ["keytab", "/etc/libvirt/krb5.tab"],
    ["sasldb_path", "/x y"],
    ["log-level", "7"],
  ]);
});

test.each([
  ["mech_list : plain\n", 1],
  ["mech_list plain\n", 1],
  ["\nmech_list:\n", 2],
  ["foo.bar: x\nmech_list: plain\n", 1],
  ["foo:  \nmech_list: plain\n", 1],
  [";x\nmech_list: plain\n", 1],
  ["mech_list: plain\\\n scram-sha-1\n", 2],
])("%j is broken in line %i", (text, line) => {
  const message = `SASL(-1): generic failure: SASL configuration: line ${line}: expected "key: value"`;
  expect(() => readSaslConf(bytes(text))).toThrow(message);
});

test.each([
  [Uint8Array.of(0xff), "not UTF-8"],
  [new Uint8Array(70_000), "longer than 65536 bytes"],
  [bytes(`a: ${"x".repeat(5000)}`), "line 1: longer than 4096 characters"],
])("too much, or no text", (input, message) => {
  expect(() => readSaslConf(input)).toThrow(message);
});
