// Rows were observed with virsh 9.0.0: `virsh uri` for the spelling, the name in OPEN for what the server gets.

import { describe, expect, test } from "vitest";
import { remoteTarget } from "./remote-uri.js";
import { formatUri, parseUri } from "./uri.js";

describe("spelling: a URI as virsh prints it", () => {
  test.each([
    ["test:///default", "test:///default"],
    ["test+unix:/default?socket=/s", "test+unix:///default?socket=/s"],
    ["test+unix:default?socket=/s", "test+unix://default?socket=/s"],
    ["test+unix:?socket=/s", "test+unix://?socket=/s"],
    ["test+tcp:", "test+tcp://"],
    ["test+tcp:/", "test+tcp:///"],
    ["test+tcp:////default", "test+tcp:////default"],
    ["test+tcp://h:0/default", "test+tcp://h/default"],
    ["test+tcp://:99/default", "test+tcp:///default"],
    ["test+tcp://[::1]:99/default", "test+tcp://[::1]:99/default"],
    ["test+tcp://%31%32%37.0.0.1:99/default", "test+tcp://127.0.0.1:99/default"],
    ["test+tcp://fred:pw@h/default", "test+tcp://fred:pw@h/default"],
    ["test+tcp://fr%40ed@h/default", "test+tcp://fr%40ed@h/default"],
    ["test+tcp://u%3av@h/default", "test+tcp://u:v@h/default"],
    ["test+tcp://u$;@h/default", "test+tcp://u$;@h/default"],
    ["test+tcp://h/%c3%a4", "test+tcp://h/%C3%A4"],
    ["test+tcp://h/%ff", "test+tcp://h/%FF"],
    ["test+tcp://h/%41%2f%3a%26%3d%3f%23%25%2b%3b%40%24%2c%21", "test+tcp://h/A/%3A&=%3F%23%25+;@$,!"],
    ["test+tcp://h/a'b(c)*d~e!f$g&h+i,j;k=l:m@n", "test+tcp://h/a'b(c)*d~e!f$g&h+i,j;k=l%3Am@n"],
    ["test+tcp://h/default?foo=%41%2f", "test+tcp://h/default?foo=%41%2f"],
    ["test+tcp://h/default?", "test+tcp://h/default?"],
    ["test+tcp://h/default#a%22b:/?[]", "test+tcp://h/default#a%22b:/?[]"],
    ["test+tcp://h/./a/../b", "test+tcp://h/./a/../b"],
    ["TEST+UNIX:///default", "TEST+UNIX:///default"],
  ])("%s -> %s", (given, expected) => {
    expect(formatUri(parseUri(given))).toBe(expected);
  });
});

describe("refused: what libvirt cannot parse", () => {
  test.each([
    "test+unix:///de fault",
    "no such",
    "test+tcp://h:/default",
    "test+tcp://h:abc/default",
    "test+tcp://h:-1/default",
    "test+tcp://h:99999999999999999999/default",
    "test+tcp://[::1/default",
    "test+tcp://a b/default",
    "test+tcp://a@b@h/default",
    "test+tcp://h/default?foo=%zz",
    "test+tcp://h/default?foo=%2",
    "test+tcp://h/default?foo=ä",
    "test+tcp://h/ä",
    'test+tcp://h/a"b',
    "test+tcp://h/a<b>",
    "test+tcp://h/a[b]",
    "test+tcp://h/a{b}|^`\\",
    'test+tcp://h/default#a"b',
    "+tcp:///default",
    "+:///default",
    ":///default",
  ])("%s", (given) => {
    const message = `internal error: Unable to parse URI ${given}`;
    expect(() => parseUri(given)).toThrow(expect.objectContaining({ message, code: 1, domain: 45 }));
  });
});

test.each(["nosuchalias", "///default", "/default", "?name=x", ""])("%j has no scheme", (given) => {
  expect(parseUri(given).scheme).toBeNull();
});

describe("name sent to the server", () => {
  test.each([
    ["test+tcp://h:1/default", "test:///default"],
    ["test+tcp://h:1", "test://"],
    ["test+tcp://h:1?foo=bar", "test://?foo=bar"],
    ["test+tcp://h:1//default", "test:////default"],
    ["TEST+unix:///default?socket=/s", "TEST:///default"],
    ["test+UNIX:///default?SOCKET=/s", "test:///default"],
    ["test+unix:///default?foo=bar&socket=/s&baz=qux", "test:///default?foo=bar&baz=qux"],
    ["test+unix:///default?socket=/s;foo=1", "test:///default?foo=1"],
    ["test+tcp://h/default?a=1;b=2&c=3;d=4", "test:///default?a=1%3Bb%3D2&c=3&d=4"],
    ["test+unix:///default?socket=/s&foo", "test:///default?foo="],
    ["test+unix:///default?socket=/s&foo=a%20b%26c", "test:///default?foo=a%20b%26c"],
    ["test+tcp://h/default?foo=a+b", "test:///default?foo=a%2Bb"],
    ["test+tcp://h/default?foo%20x=1", "test:///default?foo x=1"],
    ["test+tcp://h/default?foo=%ff%00x", "test:///default?foo=%FF"],
    ["test+tcp://h/default?foo=%41%2f%3a", "test:///default?foo=A%2F%3A"],
    ["test+tcp://h/default?=x", "test:///default"],
    ["test+tcp://h/default?&&", "test:///default"],
    ["test+tcp://h/default?a=b=c", "test:///default?a=b%3Dc"],
    ["test+tcp://h/default?a=1&a=2&A=3", "test:///default?a=1&a=2&A=3"],
    ["test+tcp://h/default#frag", "test:///default#frag"],
    ["test+tcp://h/default?a#b?c=d", "test:///default?a=#b?c=d"],
    ["test+tcp://h/default?name=", ""],
    ["test+tcp://h/default?name=foo:///bar&other=1", "foo:///bar"],
    ["test+tcp://h/default?name=a&name=b", "b"],
    ["test+tcp://h/default?%6eame=foo:///x", "foo:///x"],
    ["test+tcp://h/default?No_Sanity=0&no_verify=-1&no_tty=+1", "test:///default"],
    ["test+tcp://h/default?command=/x&netcat=y&keyfile=k&sshauth=z&known_hosts=f", "test:///default"],
    ["remote+tcp://h/system", ""],
    ["REMOTE+tcp://h/", "REMOTE:///"],
    ["t-st.x+tcp://h/default", "t-st.x:///default"],
  ])("%s -> %j", (given, name) => {
    expect(remoteTarget(parseUri(given)).name).toBe(name);
  });
});

describe("where it goes", () => {
  test.each([
    ["test+tcp://h/x", { transport: "tcp", host: "h", port: "16509" }],
    ["test+tcp:///x", { transport: "tcp", host: "localhost", port: "16509" }],
    ["test+tcp://[::1]:99/x", { transport: "tcp", host: "::1", port: "99" }],
    ["test+tcp://[fe80::1%25lo]:1/x", { transport: "tcp", host: "fe80::1%lo", port: "1" }],
    ["test+tcp://[]:1/x", { transport: "tcp", host: "[]" }],
    ["test://h/x", { transport: "tls", port: "16514" }],
    ["qemu:///system", { transport: "unix", driver: "qemu", path: "/system" }],
    ["remote:///", { transport: "unix", driver: "remote" }],
    ["qemu+ssh://u@h/system", { transport: "ssh", user: "u", port: "" }],
    ["qemu+libssh2://h/system", { transport: "libssh2", user: "root", port: "22" }],
    ["qemu+libssh://h/x?sshauth=AGENT,password", { sshauth: "AGENT,password" }],
    ["qemu+ext:///x?command=/c", { transport: "ext", command: "/c" }],
    ["qemu+unix:///x?mode=direct&socket=%2fs", { mode: "direct", socket: "/s" }],
    ["qemu+tls://h/x?no_verify=1&pkipath=/p", { noVerify: true, noSanity: false, pkipath: "/p" }],
  ])("%s", (given, expected) => {
    expect(remoteTarget(parseUri(given))).toMatchObject(expected);
  });

  test("libvirt.conf decides what the URI leaves open", () => {
    const defaults = { remoteMode: "direct", remoteProxy: "netcat", tlsPriority: "NORMAL" };
    expect(remoteTarget(parseUri("qemu+unix:///x?mode=legacy"), defaults)).toMatchObject({
      mode: "legacy",
      proxy: "netcat",
      tlsPriority: undefined,
    });
    expect(remoteTarget(parseUri("qemu+tls://h/x"), defaults).tlsPriority).toBe("NORMAL");
  });
});

describe("errors, in libvirt's order", () => {
  const transports = "(should be tls|unix|ssh|ext|tcp|libssh2|libssh)";
  test.each([
    ["test+bogus:///x?no_tty=x", `remote_open: transport in URL not recognised ${transports}`, 13],
    ["test+:///x", `remote_open: transport in URL not recognised ${transports}`, 13],
    ["test+tcp+tls://h/x", `remote_open: transport in URL not recognised ${transports}`, 13],
    ["test+unix://h/x?mode=bad", "using unix socket and remote server 'h' is not supported.", 13],
    ["test+tcp:///?mode=bad&no_tty=x", "Failed to parse value of URI component no_tty", 13],
    ["test+tcp:///?No_Tty=x", "Failed to parse value of URI component No_Tty", 13],
    ["test+tcp:///?no_sanity=", "Failed to parse value of URI component no_sanity", 13],
    ["test+tcp:///?no_sanity=1%20", "Failed to parse value of URI component no_sanity", 13],
    ["test+tcp:///?no_sanity=2147483648", "Failed to parse value of URI component no_sanity", 13],
    ["test+tcp:///?no_sanity=0x10", "Failed to parse value of URI component no_sanity", 13],
    ["test+tcp:///?mode=AUTO", "Unknown remote mode 'AUTO'", 13],
    ["test+ssh:///?proxy=bad&mode=bad", "Unknown remote mode 'bad'", 13],
    ["test+tcp:///?proxy=bad", "Unnkown proxy type 'bad'", 13],
    ["test+ext:///x", "remote_open: for 'ext' transport, command is required", 13],
    ["test+ssh://h/x?proxy=native&netcat=y", "netcat path not valid with native proxy mode", 7],
    ["test+libssh2://h/x?sshauth=bogus", "Invalid authentication method: 'bogus'", 7],
    ["test+libssh2://h/x?sshauth=AGENT,,", "Invalid authentication method: ''", 7],
    ["test+libssh://h/x?known_hosts_verify=", "Invalid host key verification method: ''", 7],
    ["test+libssh://h/x?sshauth=b&known_hosts_verify=c", "Invalid host key verification method: 'c'", 7],
  ])("%s", (given, detail, domain) => {
    const error = { code: 8, domain, message: `invalid argument: ${detail}` };
    expect(() => remoteTarget(parseUri(given))).toThrow(expect.objectContaining(error));
  });

  test.each(["ssh", "libssh2"])("direct mode over %s", (transport) => {
    const message = `Operation not supported: Cannot use direct socket mode for ${transport} transport`;
    expect(() => remoteTarget(parseUri(`test+${transport}://h/x?mode=direct&proxy=native&netcat=y`))).toThrow(
      expect.objectContaining({ code: 84, domain: 13, message }),
    );
  });

  test("parameters of other transports are not looked at", () => {
    expect(() =>
      remoteTarget(parseUri("test+tcp://h/x?sshauth=bogus&known_hosts_verify=bogus&netcat=x&proxy=native")),
    ).not.toThrow();
  });
});
