import { readSaslConf } from "@virtgate/sasl";
import { expect, test } from "vitest";
import type { DaemonConf } from "./daemon-conf.js";
import { offerFindings, offersOf } from "./offers.js";

const daemon = (more: Partial<DaemonConf> = {}): DaemonConf => ({
  file: "libvirtd.conf",
  auth: { tcp: "sasl", tls: "sasl", unix: "none", "unix-ro": "none" },
  tcpMinSsf: 56,
  allowed: undefined,
  ...more,
});
const confOf = (text: string) => (text === "" ? undefined : readSaslConf(Buffer.from(`${text}\n`)));

// SASL configuration, tcp_min_ssf, what TCP, TLS and unix sockets offer; compare libvirtd's lists in the lab's notes
const rows: [string, number, string, string, string][] = [
  ["mech_list: scram-sha-256", 56, "", "SCRAM-SHA-256", "SCRAM-SHA-256"],
  [
    "mech_list: plain digest-md5 scram-sha-1",
    56,
    "DIGEST-MD5",
    "PLAIN,DIGEST-MD5,SCRAM-SHA-1",
    "PLAIN,DIGEST-MD5,SCRAM-SHA-1",
  ],
  ["mech_list: digest-md5", 128, "DIGEST-MD5", "DIGEST-MD5", "DIGEST-MD5"],
  ["mech_list: digest-md5", 129, "", "DIGEST-MD5", "DIGEST-MD5"],
  ["mech_list: gssapi digest-md5", 129, "GSSAPI", "GSSAPI,DIGEST-MD5", "GSSAPI,DIGEST-MD5"],
  ["mech_list: external anonymous", 56, "", "EXTERNAL,ANONYMOUS", "EXTERNAL,ANONYMOUS"],
  ["mech_list: cram-md5 plain\npwcheck_method: saslauthd", 56, "", "", ""],
  ["mech_list: plain\npwcheck_method: saslauthd auxprop", 0, "", "PLAIN", "PLAIN"],
  [
    "",
    56,
    "GSSAPI,DIGEST-MD5",
    "GSSAPI,SCRAM-SHA-512,SCRAM-SHA-256,SCRAM-SHA-1,DIGEST-MD5,PLAIN",
    "GSSAPI,SCRAM-SHA-512,SCRAM-SHA-256,SCRAM-SHA-1,DIGEST-MD5,PLAIN",
  ],
];

test.each(rows)("%j, tcp_min_ssf %i", (text, tcpMinSsf, tcp, tls, unix) => {
  const offers = offersOf({ conf: confOf(text), daemon: daemon({ tcpMinSsf }), kerberosProblem: undefined });
  const order = (list: string) => (text === "" ? list.split(",").sort().join() : list);
  const said = offers.map(({ transport, offered }) => `${transport} ${order(offered.join())}`);
  expect(said).toEqual([
    `tcp ${order(tcp)}`,
    `tls ${order(tls)}`,
    `unix ${order(unix)}`,
    `unix-ro ${order(unix)}`,
  ]);
});

// SASL configuration, transport, mechanism, why it is not offered
const reasons: [string, "tcp" | "tls" | "unix", string, string | undefined][] = [
  ["mech_list: plain", "tcp", "SCRAM-SHA-1", "not in mech_list"],
  ["mech_list: plain", "tls", "PLAIN", undefined],
  [
    "mech_list: scram-sha-256",
    "tcp",
    "SCRAM-SHA-256",
    "it has no security layer, and TCP needs one of 200 bits (tcp_min_ssf)",
  ],
  [
    "mech_list: digest-md5",
    "tcp",
    "DIGEST-MD5",
    "its security layer has 128 bits, and TCP needs one of 200 bits (tcp_min_ssf)",
  ],
  ["mech_list: external", "tcp", "EXTERNAL", "over TCP nothing tells who a client is"],
  ["", "tls", "ANONYMOUS", "mech_list has to name it"],
  ["mech_list: ntlm", "tls", "NTLM", "it is not available here"],
  ["mech_list: gssapi", "tcp", "GSSAPI", "there is no keytab"],
  ["pwcheck_method: saslauthd", "tls", "PLAIN", "pwcheck_method names somebody else who cannot be asked"],
];

test.each(reasons)("%j, %s: %s", (text, transport, mechanism, why) => {
  const offers = offersOf({
    conf: confOf(text),
    daemon: daemon({ tcpMinSsf: 200 }),
    kerberosProblem: "there is no keytab",
  });
  const { refused } = offers.find((one) => one.transport === transport)!;
  expect(refused.find((one) => one.mechanism === mechanism)?.why).toBe(why);
});

test("over TCP nobody is anonymous, and no password goes in the open, whatever the strength", () => {
  const offers = offersOf({
    conf: confOf("mech_list: plain anonymous"),
    daemon: daemon({ tcpMinSsf: 0 }),
    kerberosProblem: undefined,
  });
  expect(offers[0]!.offered).toEqual([]);
});

const none = { tcp: "none", tls: "none", unix: "none", "unix-ro": "none" };
test.each([
  ["mech_list: scram-sha-256", {}, ["problem no-mechanism"]],
  ["mech_list: digest-md5", {}, []],
  ["mech_list: digest-md5 cram-md5", {}, ["warning mechanism-unknown"]],
  ["mech_list: cram-md5", {}, ["problem no-mechanism", "problem no-mechanism", "warning mechanism-unknown"]],
  ["mech_list: cram-md5", { auth: none }, ["warning no-sasl"]],
])("%j: %j", (text, more, codes) => {
  const offers = offersOf({ conf: confOf(text), daemon: daemon(more), kerberosProblem: undefined });
  const findings = offerFindings(offers, "libvirt.conf", "/etc/sasl2/libvirt.conf");
  expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual(codes);
});
