// libvirt.conf and the default URI. Rows were observed with virsh 9.0.0 as an ordinary user.

import { describe, expect, test } from "vitest";
import { destination } from "./destination.js";
import type { Environment } from "./environment.js";

const file = "/home/u/.config/libvirt/libvirt.conf";

function environment(conf: string | undefined, variables: Environment["variables"] = {}): Environment {
  return {
    uid: 1000,
    variables,
    homeDirectory: () => "/home/u",
    exists: () => false,
    readConfiguration: (path) => (path === file ? conf : undefined),
  };
}

const open = (name: string | null, conf?: string, variables?: Environment["variables"]) =>
  destination(name, { readonly: false, local: [] }, environment(conf, variables));

describe("which URI", () => {
  const aliases = 'uri_aliases = ["a=x+tcp://h/a", "b=x:///y", "a=x:///second", "c=b"]\n';
  test.each([
    ["nothing at all: the server chooses", null, "", {}, null],
    ["an empty name is none", "", "", {}, null],
    ["uri_default", null, 'uri_default = "x:///d"', {}, "x:///d"],
    [
      "the environment before uri_default",
      null,
      'uri_default = "x:///d"',
      { LIBVIRT_DEFAULT_URI: "x:///e" },
      "x:///e",
    ],
    ["an empty variable is none", null, 'uri_default = "x:///d"', { LIBVIRT_DEFAULT_URI: "" }, "x:///d"],
    ["an alias", "b", aliases, {}, "x:///y"],
    ["the first of two", "a", aliases, {}, "x+tcp://h/a"],
    ["uri_default names an alias", null, `${aliases}uri_default = "b"`, {}, "x:///y"],
    ["the environment names an alias", null, aliases, { LIBVIRT_DEFAULT_URI: "b" }, "x:///y"],
    ["a match before a malformed entry", "b", 'uri_aliases = ["b=x:///y", "bad"]', {}, "x:///y"],
  ])("%s", (_, name, conf, variables, uri) => {
    expect(open(name, conf, variables).uri).toBe(uri);
  });
});

describe("refused", () => {
  const noDriver = (name: string) => [
    5,
    0,
    `no connection driver available for URI '${name}' does not include a driver name`,
  ];
  const malformed = (entry: string) => [
    33,
    45,
    `configuration file syntax error: Malformed 'uri_aliases' config entry '${entry}', expected 'alias=uri://host/path'`,
  ];
  test.each([
    ["nosuch", "", noDriver("nosuch")],
    ["A", 'uri_aliases = ["a=x:///y"]', noDriver("A")],
    ["a", 'uri_aliases = ["=x:///y"]', noDriver("a")],
    ["a", 'uri_aliases = ["a=b", "b=x:///y"]', noDriver("a")],
    ["a", 'uri_aliases = ["a="]', noDriver("a")],
    [null, 'uri_default = ""', noDriver("(null)")],
    [
      null,
      "uri_default = 5",
      [1, 9, `internal error: ${file}: expected a string for 'uri_default' parameter`],
    ],
    [
      "x:///y",
      'tls_priority = "a',
      [33, 9, `configuration file syntax error: ${file}:1: unterminated string`],
    ],
    ["a", 'uri_aliases = ["a"]', malformed("a")],
    ["x:///y", 'uri_aliases = ["a"]', malformed("a")],
    ["a", 'uri_aliases = ["ab!"]', malformed("ab!")],
    [
      "a",
      'uri_aliases = ["a!=1"]',
      [
        33,
        45,
        "configuration file syntax error: Malformed 'uri_aliases' config entry 'a!=1', aliases may only contain 'a-Z, 0-9, _, -'",
      ],
    ],
    [
      "a",
      "uri_aliases = 1",
      [1, 9, `internal error: ${file}: expected a string list for 'uri_aliases' parameter`],
    ],
    [
      "a",
      "uri_aliases = [1]",
      [33, 9, `configuration file syntax error: ${file}: expected a string list for 'uri_aliases' parameter`],
    ],
    [
      "x:///y",
      "remote_mode = 1",
      [1, 9, `internal error: ${file}: expected a string for 'remote_mode' parameter`],
    ],
    ["x:///y", 'remote_mode = "b"', [8, 13, "invalid argument: Unknown remote mode 'b'"]],
    ["x:///y", 'remote_proxy = "b"', [8, 13, "invalid argument: Unnkown proxy type 'b'"]],
    ["hyperv://h/", "", [67, 0, "unsupported configuration: libvirt was built without the 'hyperv' driver"]],
    [
      "qemu+tcp://h/embed",
      "",
      [5, 0, "no connection driver available for URI scheme 'qemu+tcp' for embedded driver is not valid"],
    ],
    ["test:///default", "", [5, 0, "no connection driver available for test:///default"]],
  ])("%s with %s", (name, conf, expected) => {
    const [code, domain, message] = expected;
    expect(() => open(name, conf)).toThrow(expect.objectContaining({ code, domain, message }));
  });

  test("a wrong tls_priority troubles only those who use TLS", () => {
    expect(open("x+tcp://h/", "tls_priority = 1").uri).toBe("x+tcp://h/");
    expect(() => open("x://h/", "tls_priority = 1")).toThrow(/expected a string for 'tls_priority'/);
  });
});

describe("OPEN's flags tell the server of an ordinary user's own daemon", () => {
  test.each([
    ["x:///session", {}, 6],
    ["x:///session", { LIBVIRT_AUTOSTART: "0" }, 2],
    ["x:///system", {}, 0],
    ["test+unix:///default", {}, 6],
    ["test+unix:///default?socket=/s", {}, 6],
    ["test+tcp://h/default", {}, 2],
    ["qemu+tcp://h/session", {}, 2],
    ["remote+tcp://h/", {}, 0],
    ["remote:///session", {}, 6],
    [null, {}, 6],
  ])("%s", (name, variables, flags) => {
    expect(open(name, "", variables).flags).toBe(flags);
  });

  test("read-only", () => {
    expect(destination("x:///system", { readonly: true, local: [] }, environment("")).flags).toBe(1);
  });
});
