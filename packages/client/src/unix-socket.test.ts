// Rows were observed with virsh 9.0.0, from the path in its error text.

import { expect, test } from "vitest";
import type { Environment } from "./environment.js";
import { remoteTarget } from "./remote-uri.js";
import { isUserSession, localDaemon, unixSocketPath } from "./unix-socket.js";
import { parseUri } from "./uri.js";

const root = 0;
const user = 1000;
const xdg = { XDG_RUNTIME_DIR: "/run/user/1000" };

test.each([
  [root, {}, "qemu:///system", "/var/run/libvirt/libvirt-sock"],
  [root, {}, "qemu:///session", "/var/run/libvirt/libvirt-sock"],
  [root, {}, "qemu+unix:///session?mode=direct", "/var/run/libvirt/virtqemud-sock"],
  [root, {}, "qemu+unix:///system?mode=legacy", "/var/run/libvirt/libvirt-sock"],
  [root, {}, "foo+unix:///x?mode=direct", "/var/run/libvirt/virtfood-sock"],
  [root, {}, "QEMU+unix:///x?mode=direct", "/var/run/libvirt/virtQEMUd-sock"],
  [root, {}, "remote+unix:///x?mode=direct", "/var/run/libvirt/virtremoted-sock"],
  [root, {}, "qemu+unix:///x?mode=direct&socket=/s", "/s"],
  [root, {}, "qemu+unix:///x?socket=", ""],
  [user, xdg, "qemu:///system", "/var/run/libvirt/libvirt-sock"],
  [user, xdg, "qemu:///session", "/run/user/1000/libvirt/libvirt-sock"],
  [user, xdg, "qemu+unix:///session?mode=direct", "/run/user/1000/libvirt/virtqemud-sock"],
  [user, xdg, "test+unix:///default", "/run/user/1000/libvirt/libvirt-sock"],
  [user, xdg, "test+unix:///system", "/run/user/1000/libvirt/libvirt-sock"],
  [user, xdg, "foo:///default", "/var/run/libvirt/libvirt-sock"],
  [user, xdg, "remote:///", "/var/run/libvirt/libvirt-sock"],
  [user, xdg, "remote:///session", "/run/user/1000/libvirt/libvirt-sock"],
  [user, {}, "qemu:///session", "/home/u/.cache/libvirt/libvirt-sock"],
  [user, { XDG_CACHE_HOME: "/c" }, "qemu:///session", "/c/libvirt/libvirt-sock"],
])("user %i %o %s -> %s", (uid, variables, uri, path) => {
  expect(socketOf(uid, variables, uri)).toBe(path);
});

test.each([
  [root, "qemu:///system", "/var/run/libvirt/libvirt-sock-ro"],
  [root, "qemu+unix:///x?mode=direct", "/var/run/libvirt/virtqemud-sock-ro"],
  [root, "qemu+unix:///x?socket=/s", "/s"],
  [user, "qemu:///session", "/run/user/1000/libvirt/libvirt-sock"],
])("read-only: user %i %s -> %s", (uid, uri, path) => {
  expect(socketOf(uid, xdg, uri, { readonly: true })).toBe(path);
});

test.each([
  ["qemu:///system", "/var/run/libvirt/virtqemud-sock"],
  ["qemu+unix:///system?mode=auto", "/var/run/libvirt/virtqemud-sock"],
  ["qemu+unix:///system?mode=legacy", "/var/run/libvirt/libvirt-sock"],
  ["remote:///", "/var/run/libvirt/libvirt-sock"],
])("with the driver's own socket there: %s -> %s", (uri, path) => {
  expect(socketOf(root, {}, uri, { exists: true })).toBe(path);
});

test("without a URI a user means the daemon of their own, root the system's", () => {
  const path = (uid: number) => {
    const environment = environmentOf(uid, xdg);
    return unixSocketPath(remoteTarget(null), isUserSession(null, environment), false, environment);
  };
  expect(path(user)).toBe("/run/user/1000/libvirt/libvirt-sock");
  expect(path(root)).toBe("/var/run/libvirt/libvirt-sock");
});

test.each([
  ["qemu+unix:///session?mode=direct", "virtqemud"],
  ["test+unix:///default?mode=direct", "virttestd"],
  ["qemu+unix:///session?mode=legacy", "libvirtd"],
  ["qemu:///session", "libvirtd"],
])("the daemon of %s is %s", (uri, daemon) => {
  const target = remoteTarget(parseUri(uri));
  expect(localDaemon(target, true, false, environmentOf(user, xdg)).daemon).toBe(daemon);
});

test("there is no driver's own socket without a driver", () => {
  const target = remoteTarget(null, { remoteMode: "direct" });
  expect(() => localDaemon(target, true, false, environmentOf(user, xdg))).toThrow(
    "Cannot use direct socket mode if no URI is set",
  );
});

function socketOf(
  uid: number,
  variables: Environment["variables"],
  uri: string,
  { readonly = false, exists = false } = {},
): string {
  const environment = { ...environmentOf(uid, variables), exists: () => exists };
  const target = remoteTarget(parseUri(uri));
  return unixSocketPath(target, isUserSession(target, environment), readonly, environment);
}

function environmentOf(uid: number, variables: Environment["variables"]): Environment {
  return {
    uid,
    variables,
    homeDirectory: () => "/home/u",
    exists: () => false,
    readConfiguration: () => undefined,
  };
}
