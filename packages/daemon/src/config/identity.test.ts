// The names are those of libvirt 9.0.0's build; virttestd is what virsh asks for with test+unix:///default?mode=direct.

import { expect, test } from "vitest";
import { identityNamed, identityOf } from "./identity.js";

test.each([
  ["libvirtd", "libvirtd", "libvirt", "option"],
  ["virtgated", "libvirtd", "libvirt", "option"],
  ["virtproxyd", "virtproxyd", "libvirt", "configuration"],
  ["virtqemud", "virtqemud", "virtqemud", "none"],
  ["virtnodedevd", "virtnodedevd", "virtnodedevd", "none"],
  ["virttestd", "virttestd", "virttestd", "none"],
])("%s", (asked, name, socketPrefix, ports) => {
  expect(identityNamed(asked)).toEqual({ name, socketPrefix, ports });
});

test.each([
  "",
  "virtd",
  "virtlogd",
  "virtlockd",
  "qemud",
  "virt/../d",
  "virtQEMUd",
  "virtqemud ",
  "xvirtqemud",
])("%j is none", (name) => {
  expect(identityNamed(name)).toBeUndefined();
});

test.each([
  ["/usr/sbin/virtqemud", "virtqemud"],
  ["/usr/sbin/libvirtd", "libvirtd"],
  ["/opt/virtgate/bin/virtgated.js", "libvirtd"],
  ["/usr/sbin/virtlogd", "libvirtd"],
  [undefined, "libvirtd"],
])("called as %s", (program, name) => {
  expect(identityOf(program).name).toBe(name);
});
