// Which socket an administrator's URI means. All were tried with virt-admin 9.0.0.

import { expect, test } from "vitest";
import { adminTarget } from "./admin-uri.js";
import type { Environment } from "./environment.js";

function environment(
  uid: number,
  files: Record<string, string>,
  variables: Record<string, string>,
): Environment {
  return {
    uid,
    variables,
    homeDirectory: () => "/home/u",
    exists: () => false,
    readConfiguration: (path) => files[path],
  };
}

const socketOf = (
  name: string | null,
  uid = 0,
  conf = "",
  variables: Record<string, string> = {},
): string => {
  const file = uid === 0 ? "/etc/libvirt/libvirt-admin.conf" : "/home/u/.config/libvirt/libvirt-admin.conf";
  try {
    return adminTarget(name, environment(uid, { [file]: conf }, variables)).socket;
  } catch (thrown) {
    return (thrown as Error).message;
  }
};

const unsupported = (detail: string) => `unsupported configuration: ${detail}`;

const uris: readonly (readonly [uri: string, expected: string])[] = [
  ["libvirtd:///system", "/run/libvirt/libvirt-admin-sock"],
  ["libvirtd+unix:///system", "/run/libvirt/libvirt-admin-sock"],
  ["libvirtd://user@host:5/system", "/run/libvirt/libvirt-admin-sock"],
  ["libvirtd:///session", "/home/u/.cache/libvirt/libvirt-admin-sock"],
  ["virtqemud:///system", "/run/libvirt/virtqemud-admin-sock"],
  ["virtqemud+tcp:///session", "/home/u/.cache/libvirt/virtqemud+tcp-admin-sock"],
  ["libvirtd:///system?socket=/a%20b", "/a b"],
  ["libvirtd:///bogus?socket=a&socket=b", "b"],
  ["libvirtd:///system?socket", ""],
  ["libvirtd:///system?socket=/a&mode=x", unsupported("Unknown URI parameter 'mode'")],
  ["libvirtd:///bogus", unsupported("Invalid URI path '/bogus', try '/system'")],
  ["libvirtd:", unsupported("Invalid URI path '', try '/system'")],
  ["qemu:///system?bogus=1", unsupported("Unsupported URI scheme 'qemu'")],
  ["libvirtd+tls://h/system", unsupported("Unsupported URI scheme 'libvirtd+tls'")],
  ["LIBVIRTD:///system", unsupported("Unsupported URI scheme 'LIBVIRTD'")],
  ["foo", unsupported("No URI scheme specified")],
  ["", unsupported("No URI scheme specified")],
  ["libvirtd:///sys tem", "internal error: Unable to parse URI libvirtd:///sys tem"],
];

test.each(uris)("%s", (uri, expected) => {
  expect(socketOf(uri)).toBe(expected);
});

const conf = 'uri_default = "mine"\nuri_aliases = [ "mine=libvirtd:///system?socket=/alias", "bad" ]\n';

test.each([
  [0, "", {}, "/run/libvirt/libvirt-admin-sock"],
  [1000, "", {}, "/home/u/.cache/libvirt/libvirt-admin-sock"],
  [1000, "", { XDG_RUNTIME_DIR: "/run/user/1000" }, "/run/user/1000/libvirt/libvirt-admin-sock"],
  [0, "", { LIBVIRT_ADMIN_DEFAULT_URI: "virtlogd:///system" }, "/run/libvirt/virtlogd-admin-sock"],
  [1000, conf, {}, "/alias"],
  [
    1000,
    conf,
    { LIBVIRT_ADMIN_DEFAULT_URI: "libvirtd:///system" },
    expect.stringContaining("'bad', expected"),
  ],
  [0, 'uri_default = ""', {}, unsupported("No URI scheme specified")],
  [
    0,
    "uri_default = 5",
    {},
    "internal error: /etc/libvirt/libvirt-admin.conf: expected a string for 'uri_default' parameter",
  ],
])("the default of user %s with %j and %j", (uid, file, variables, expected) => {
  expect(socketOf(null, uid, file, variables)).toEqual(expected);
});
