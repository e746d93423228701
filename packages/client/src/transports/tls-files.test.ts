// Where a client's certificates are. Rows were observed with strace on virsh 9.0.0.

import { expect, test } from "vitest";
import type { Environment } from "../environment.js";
import { tlsFiles } from "./tls-files.js";

const home = "/home/u/.pki/libvirt";
const system = ["/etc/pki/CA/cacert.pem", "/etc/pki/CA/cacrl.pem"];
const systemPair = ["/etc/pki/libvirt/clientcert.pem", "/etc/pki/libvirt/private/clientkey.pem"];
const ownPair = [`${home}/clientcert.pem`, `${home}/clientkey.pem`];

const names = "cacert cacrl clientcert clientkey";

test.each<[string, number, string, string | undefined, string[]]>([
  ["root never looks at its home", 0, names, undefined, [...system, ...systemPair]],
  ["all are there", 1000, names, undefined, [`${home}/cacert.pem`, `${home}/cacrl.pem`, ...ownPair]],
  ["none is there", 1000, "", undefined, [...system, ...systemPair]],
  [
    "no revocations",
    1000,
    "cacert clientcert clientkey",
    undefined,
    [`${home}/cacert.pem`, system[1]!, ...ownPair],
  ],
  [
    "a certificate without its key",
    1000,
    "cacert clientcert",
    undefined,
    [`${home}/cacert.pem`, system[1]!, ...systemPair],
  ],
  [
    "a key without its certificate",
    1000,
    "cacert clientkey",
    undefined,
    [`${home}/cacert.pem`, system[1]!, ...systemPair],
  ],
  ["only the pair", 1000, "clientcert clientkey", undefined, [...system, ...ownPair]],
  ["only revocations", 1000, "cacrl", undefined, [system[0]!, `${home}/cacrl.pem`, ...systemPair]],
  [
    "pkipath is the only place",
    1000,
    names,
    "p",
    ["p/cacert.pem", "p/cacrl.pem", "p/clientcert.pem", "p/clientkey.pem"],
  ],
  ["an empty one too", 0, names, "", ["/cacert.pem", "/cacrl.pem", "/clientcert.pem", "/clientkey.pem"]],
])("%s", (_, uid, there, pkipath, [ca, crl, certificate, key]) => {
  const files = there.split(" ").map((name) => `${home}/${name}.pem`);
  const environment: Environment = {
    uid,
    variables: {},
    homeDirectory: () => "/home/u",
    exists: (path) => files.includes(path),
    readConfiguration: () => undefined,
  };
  expect(tlsFiles(pkipath, environment)).toEqual({ ca, crl, certificate, key });
});
