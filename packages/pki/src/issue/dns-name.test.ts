import { expect, test } from "vitest";
import { checkHostName } from "./dns-name.js";

test.each("localhost hv1.example.org *.example.org a_b.c xn--bcher-kva.example 1a.b a1".split(" "))(
  "host %s",
  (name) => {
    expect(() => checkHostName(name)).not.toThrow();
  },
);

const refused = [
  ["", /is not a host name/],
  ["a..b", /is not a host name/],
  ["a.", /is not a host name/],
  ["-a", /is not a host name/],
  ["a b", /is not a host name/],
  ["a\0b", /'a\?b' is not a host name/],
  ["*", /is not a host name/],
  ["a*.b", /is not a host name/],
  ["a.*.b", /is not a host name/],
  ["bücher.example", /write its xn-- form/],
  ["1.2.3", /is not an IP address/],
  ["fe80::1%eth0", /is not an IP address/],
  ["x".repeat(64), /is not a host name/],
  [`${"x.".repeat(127)}x`, /longer than a host name can be/],
] as const;

test.each(refused)("no host name: %s", (name, message) => {
  expect(() => checkHostName(name)).toThrow(message);
});
