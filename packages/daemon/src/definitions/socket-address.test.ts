import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatAddress,
  naturalPrefix,
  netmaskBits,
  netmaskOf,
  parseAddress,
  type SocketAddress,
} from "./socket-address.js";

/** Text -> as libvirt writes it (getaddrinfo and getnameinfo of glibc 2.36); undefined: it is refused. */
const texts: readonly (readonly [string, string | undefined])[] = [
  ["192.168.122.1", "192.168.122.1"],
  ["1", "0.0.0.1"],
  ["10.1", "10.0.0.1"],
  ["10.1.2", "10.1.0.2"],
  ["0x7f.1", "127.0.0.1"],
  ["010.0.0.1", "8.0.0.1"],
  ["4294967295", "255.255.255.255"],
  ["4294967296", undefined],
  ["1.2.3.4.5", undefined],
  ["1.2.3.", undefined],
  ["1.2.3.256", undefined],
  ["1.16777216", undefined],
  ["09.1.1.1", undefined],
  ["0x", undefined],
  [" 1.2.3.4", undefined],
  ["1.2.3.4 ", undefined],
  ["", undefined],
  ["host", undefined],
  ["::", "::"],
  ["::1", "::1"],
  ["2001:DB8::0:1", "2001:db8::1"],
  ["1:0:0:2:0:0:0:3", "1:0:0:2::3"],
  ["1:0:0:2:3:0:0:4", "1::2:3:0:0:4"],
  ["1:0:2:0:3:0:4:0", "1:0:2:0:3:0:4:0"],
  ["::ffff:10.0.0.1", "::ffff:10.0.0.1"],
  ["::10.0.0.1", "::10.0.0.1"],
  ["::1:2", "::0.1.0.2"],
  ["fe80::1%lo", undefined],
  ["1::2::3", undefined],
  ["12345::", undefined],
];

describe("addresses", () => {
  test.each(texts)("%s", (text, written) => {
    const address = parseAddress(text);
    expect(address && formatAddress(address)).toBe(written);
  });

  test("whatever is written is read back", () => {
    const address = fc
      .tuple(
        fc.constantFrom(4 as const, 6 as const),
        fc.array(fc.constantFrom(0, 0, 1, 0xffff), { minLength: 8, maxLength: 8 }),
      )
      .map(([family, words]): SocketAddress => {
        const bits = words.slice(family === 4 ? 6 : 0).reduce((all, word) => (all << 16n) | BigInt(word), 0n);
        return { family, bits };
      });
    fc.assert(
      fc.property(address, (one) => {
        expect(parseAddress(formatAddress(one))).toEqual(one);
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  test.each([
    ["0.0.0.0", 0],
    ["10.0.0.1", 8],
    ["172.16.0.1", 16],
    ["192.168.0.1", 24],
    ["224.0.0.1", -1],
    ["::", 0],
    ["::1", 64],
  ])("%s has a prefix of its own: %i", (text, prefix) => {
    expect(naturalPrefix(parseAddress(text)!)).toBe(prefix);
  });

  test("netmasks and prefixes", () => {
    for (let prefix = 0; prefix <= 32; prefix++) {
      expect(netmaskBits({ family: 4, bits: netmaskOf(4, prefix)! })).toBe(prefix);
    }
    expect(netmaskBits(parseAddress("255.0.255.0")!)).toBe(-1);
    expect(netmaskOf(4, 33)).toBeUndefined();
    expect(netmaskOf(6, 129)).toBeUndefined();
    expect(netmaskOf(4, -1)).toBeUndefined();
  });
});
