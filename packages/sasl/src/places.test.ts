import { expect, test } from "vitest";
import { readSaslConf } from "./conf.js";
import { saslConfPlaces, userPlaces } from "./places.js";

test.each([
  [
    undefined,
    "/etc/sasl2/libvirt.conf /etc/sasl/libvirt.conf /usr/lib/x86_64-linux-gnu/sasl2/libvirt.conf /usr/lib/sasl2/libvirt.conf",
  ],
  ["/a:/b", "/a/libvirt.conf /b/libvirt.conf"],
  ["", "/libvirt.conf"],
])("SASL_CONF_PATH=%s", (path, places) => {
  expect(saslConfPlaces("libvirt", path).join(" ")).toBe(places);
});

test.each([
  ["", true, "/etc/libvirt/virtgate-users", "/etc/sasldb2"],
  ["", false, "/home/a/.config/libvirt/virtgate-users", "/etc/sasldb2"],
  ["sasldb_path: /x.db\n", true, "/etc/libvirt/virtgate-users", "/x.db"],
  ["virtgate_users: /y\nsasldb_path: /x.db\n", false, "/y", "/x.db"],
])("configuration %j, root %s", (text, isRoot, own, cyrus) => {
  const conf = readSaslConf(new TextEncoder().encode(text));
  const places = userPlaces(conf, { isRoot, configHome: "/home/a/.config" });
  expect(places).toEqual({
    own,
    ownIsNamed: text.includes("virtgate_users"),
    cyrus,
    cyrusIsNamed: text.includes("sasldb_path"),
  });
});
