// The addresses that guests get in a network: the first that it hands out, and those behind it.

import { IPAddrType } from "@virtgate/protocol/constants";
import { attribute, childNamed } from "../../definitions/index.js";
import type { NetworkDefinition } from "../../definitions/network/definition.js";
import { addressOf, prefixOf } from "../../definitions/network/ip.js";
import { formatAddress, parseAddress } from "../../definitions/socket-address.js";
import type { NetworkAddress } from "./guest.js";

const bitsOf = { 4: 32, 6: 128 } as const;

/**
 * Of the network's first `<ip>`: the begin of its first DHCP range, or the host's own address where it has none. Undefined for
 * a network without addresses (libvirt 9.0.0 ends there).
 */
export function networkAddress({ sections }: NetworkDefinition): NetworkAddress | undefined {
  const ip = sections["ip"]?.[0];
  if (ip === undefined) return undefined;
  const own = addressOf(ip);
  const start = attribute(childNamed(childNamed(ip, "dhcp"), "range"), "start");
  const { family, bits } = (start === undefined ? undefined : parseAddress(start)) ?? own;
  return {
    type: family === 6 ? IPAddrType.ipv6 : IPAddrType.ipv4,
    at: (offset) => formatAddress({ family, bits: BigInt.asUintN(bitsOf[family], bits + BigInt(offset)) }),
    prefix: prefixOf(ip),
  };
}
