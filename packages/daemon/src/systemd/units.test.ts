// What of a configuration stands in the units. interop/activation.test.ts has systemd-analyze(1) read them.

import { expect, test } from "vitest";
import { identityNamed } from "../config/identity.js";
import { loadConfig } from "../config/load.js";
import { system } from "../config/system.js";
import { unitFiles } from "./units.js";

const none = 'auth_unix_rw = "none"\nauth_unix_ro = "none"\n';

function units(
  text: string,
  { uid = 0, name = "libvirtd", address = null as string | null, command = ["/usr/bin/node", "/v.js"] } = {},
) {
  const identity = identityNamed(name)!;
  const options = { identity, configFile: null, listen: false, pidFile: null };
  const machine = { ...system, readText: () => text, groupId: () => 117 };
  const account = { uid, home: "/home/u" };
  const env = { XDG_RUNTIME_DIR: "/r" };
  const config = loadConfig(
    { ...options, timeoutSeconds: 0, daemon: false, verbose: false },
    env,
    account,
    machine,
  );
  return unitFiles({
    name: name === "libvirtd" ? "virtgated" : name,
    config,
    command,
    user: uid !== 0,
    group: config.settings.unixSockGroup,
    ports: { tcp: 16509, tls: 16514, address },
  });
}

test.each([
  [0, "libvirtd", ".service .socket -ro.socket -admin.socket -tcp.socket -tls.socket"],
  [1000, "libvirtd", ".service .socket -admin.socket -tcp.socket -tls.socket"],
  [0, "virtqemud", ".service .socket -ro.socket -admin.socket"],
  [1000, "virtqemud", ".service .socket -admin.socket"],
  [0, "virtproxyd", ".service .socket -ro.socket -admin.socket -tcp.socket -tls.socket"],
])("files of uid %i's %s", (uid, name, endings) => {
  const base = name === "libvirtd" ? "virtgated" : name;
  const files = endings.split(" ").map((ending) => `${base}${ending}`);
  expect([...units(none, { uid, name }).keys()]).toEqual(files);
});

test.each([
  [none, {}, "virtgated.socket", ["ListenStream=/run/libvirt/libvirt-sock", "SocketMode=0777"]],
  [`${none}unix_sock_rw_perms = "0770"`, {}, "virtgated.socket", ["SocketMode=0770"]],
  [`${none}unix_sock_group = "libvirt"`, {}, "virtgated.socket", ["SocketGroup=libvirt"]],
  [`${none}unix_sock_dir = "/a%b"`, {}, "virtgated.socket", ["ListenStream=/a%%b/libvirt-sock"]],
  ["", {}, "virtgated-admin.socket", ["SocketMode=0700", "BindsTo=virtgated.socket"]],
  [none, { uid: 1000 }, "virtgated.socket", ["ListenStream=%t/libvirt/libvirt-sock", "SocketMode=0700"]],
  [none, { name: "virtqemud" }, "virtqemud-ro.socket", ["ListenStream=/run/libvirt/virtqemud-sock-ro"]],
  [none, {}, "virtgated-tcp.socket", ["ListenStream=16509"]],
  [none, { address: "::1" }, "virtgated-tls.socket", ["ListenStream=[::1]:16514", "FreeBind=yes"]],
  [none, {}, "virtgated.service", ["Type=notify", "ExecStart=/usr/bin/node /v.js $VIRTGATED_ARGS"]],
  [none, { command: ['/a b"', "c%$d"] }, "virtgated.service", ['ExecStart="/a b\\"" c%%$$d $VIRTGATED_ARGS']],
])("%j %j %s", (text, options, file, lines) => {
  const found = units(text, options).get(file)?.split("\n");
  for (const line of lines) expect(found).toContain(line);
});

test("a unit listens on no name", () => {
  expect(() => units(none, { address: "host.example" })).toThrow(/listen_addr is the name 'host.example'/);
});
