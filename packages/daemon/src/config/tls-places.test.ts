// As strace(1) showed them of libvirtd 9.0.0.

import { parseVirConf } from "@virtgate/protocol";
import { expect, test } from "vitest";
import { readSettings } from "./keys.js";
import { tlsFiles } from "./tls-places.js";

const settings = (text: string) => readSettings(parseVirConf(text, "f"));
const all = 'ca_file = "/a"\ncert_file = "/c"\nkey_file = "/k"\n';
const system =
  "/etc/pki/CA/cacert.pem /etc/pki/CA/cacrl.pem /etc/pki/libvirt/servercert.pem /etc/pki/libvirt/private/serverkey.pem";
const user = "/u/cacert.pem /u/cacrl.pem /u/servercert.pem /u/serverkey.pem";

// title, the file, the user's directory, what is in it, ca crl cert key
const rows: [string, string, string | null, string, string][] = [
  ["the machine's", "", null, "everything", system],
  ["a crl_file alone changes nothing", 'crl_file = "/x"', null, "", system],
  ["named", all, null, "", "/a null /c /k"],
  ["named, with a list", `${all}crl_file = "/l"`, "/u", "everything", "/a /l /c /k"],
  ["a user's", "", "/u", "everything", user],
  ["a user's, of whom nothing is there", "", "/u", "", system],
  ["a user's CA alone", "", "/u", "cacert.pem", system.replace("/etc/pki/CA/cacert.pem", "/u/cacert.pem")],
  ["a user's certificate without key", "", "/u", "servercert.pem", system],
  ["a user's key without certificate", "", "/u", "serverkey.pem", system],
  [
    "a user's pair",
    "",
    "/u",
    "serverkey.pem servercert.pem",
    "/etc/pki/CA/cacert.pem /etc/pki/CA/cacrl.pem /u/servercert.pem /u/serverkey.pem",
  ],
];

test.each(rows)("%s", (_title, text, directory, there, expected) => {
  const exists = (path: string) =>
    there === "everything" || there.split(" ").some((name) => path === `/u/${name}`);
  const { ca, crl, cert, key } = tlsFiles(settings(text), directory, exists);
  expect(`${ca} ${crl} ${cert} ${key}`).toBe(expected);
});

test.each([
  ['cert_file = "/c"\nkey_file = "/k"', "No CA certificate path set to match server key/cert"],
  ['ca_file = "/a"\nkey_file = "/k"', "No server certificate path set to match server key"],
  ['ca_file = "/a"\ncert_file = "/c"', "No server key path set to match server cert"],
])("%j: all three or none", (text, problem) => {
  expect(() => tlsFiles(settings(text), null, () => true)).toThrow(`unsupported configuration: ${problem}`);
});
