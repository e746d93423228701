// Sockets that are handed over: to whom each goes, and what nobody wants.

import { expect, test } from "vitest";
import type { Config } from "./config.js";
import { identityNamed } from "./identity.js";
import { loadConfig } from "./load.js";
import { system } from "./system.js";

function load(name: string, uid: number, text: string, names: readonly string[]): Config {
  const run = {
    configFile: null,
    listen: false,
    pidFile: null,
    timeoutSeconds: 0,
    daemon: false,
    verbose: false,
  };
  const options = { ...run, identity: identityNamed(name)!, activation: { names } };
  const machine = { ...system, readText: () => text, exists: () => true };
  return loadConfig(options, { XDG_RUNTIME_DIR: "/r" }, { uid, home: "/home/u" }, machine);
}

const handed: [string, number, string, string[], Record<string, number[]>, string[]][] = [
  ["libvirtd", 0, "", ["libvirtd.socket"], { rw: [3] }, []],
  ["libvirtd", 0, "", ["virtgated-ro.socket", "libvirtd.socket"], { ro: [3], rw: [4] }, []],
  ["libvirtd", 0, "", ["a", "libvirtd-admin.socket", "a"], { admin: [4] }, ["a", "a"]],
  ["libvirtd", 0, "", ["libvirtd-tcp.socket", "libvirtd-tls.socket"], { tcp: [3], tls: [4] }, []],
  ["libvirtd", 0, "listen_tcp = 1", ["libvirtd.socket"], { rw: [3] }, []],
  ["libvirtd", 0, "", ["virtqemud.socket"], {}, ["virtqemud.socket"]],
  ["libvirtd", 1000, "", ["libvirtd-ro.socket"], {}, ["libvirtd-ro.socket"]],
  ["libvirtd", 1000, 'unix_sock_dir = "/s"', ["libvirtd-admin.socket"], {}, ["libvirtd-admin.socket"]],
  ["virtqemud", 0, "", ["virtqemud.socket", "virtqemud-tcp.socket"], { rw: [3] }, ["virtqemud-tcp.socket"]],
  ["virtqemud", 0, "", ["virtgated.socket"], {}, ["virtgated.socket"]],
  ["virtproxyd", 0, "listen_tcp = 1", ["virtproxyd-tls.socket"], { tls: [3] }, []],
];

test.each(handed)("%s of uid %i, %j, is handed %j", (name, uid, text, names, expected, unclaimed) => {
  const config = load(name, uid, text, names);
  const found = [
    ...config.sockets.map(({ role, inherited }) => [role, inherited]),
    ...(config.tcp === null ? [] : [["tcp", config.tcp.inherited]]),
    ...(config.tls === null ? [] : [["tls", config.tls.inherited]]),
  ];
  expect(Object.fromEntries(found)).toEqual(expected);
  expect(config.unclaimed).toEqual(unclaimed);
});
