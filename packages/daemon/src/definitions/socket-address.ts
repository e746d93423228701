/**
 * IP addresses as libvirt reads and writes them: read by getaddrinfo's rules for numbers (so `10.1` is 10.0.0.1),
 * written in the one form that inet_ntop has for them. Addresses with a scope (`fe80::1%eth0`) are not read.
 */
import { isIPv6 } from "node:net";
import { ErrorCode, ErrorDomain, type LibvirtError } from "@virtgate/protocol";
import { refuse } from "./refusal.js";

export interface SocketAddress {
  readonly family: 4 | 6;
  /** All bits as one number. */
  readonly bits: bigint;
}

const WIDTH = { 4: 32, 6: 128 } as const;
/** Longer texts are no addresses; none of the forms below needs more. */
const MAX_TEXT = 128;

/** Undefined when the text is no numeric address. */
export function parseAddress(text: string): SocketAddress | undefined {
  if (text.length > MAX_TEXT) return undefined;
  if (text.includes(":")) return text.includes("%") || !isIPv6(text) ? undefined : parseIpv6(text);
  const bits = parseIpv4(text);
  return bits === undefined ? undefined : { family: 4, bits };
}

/** As `parseAddress`, with the words of the function that libvirt reads most addresses with. */
export function requireAddress(text: string): SocketAddress {
  const address = parseAddress(text);
  if (address) return address;
  const detail = `Cannot parse socket address '${text}': Name or service not known`;
  throw refuse(ErrorDomain.none, ErrorCode.systemError, detail);
}

/** inet_aton: one to four numbers, of which the last fills all that is left. */
function parseIpv4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length > 4) return undefined;
  let bits = 0n;
  for (const [at, part] of parts.entries()) {
    const last = at === parts.length - 1;
    const value = parsePart(part);
    const size = last ? BigInt(8 * (5 - parts.length)) : 8n;
    if (value === undefined || value >= 1n << size) return undefined;
    bits = (bits << size) | value;
  }
  return bits;
}

function parsePart(part: string): bigint | undefined {
  if (/^0[xX][0-9a-fA-F]+$/.test(part)) return BigInt(part);
  if (/^0[0-7]+$/.test(part)) return BigInt(`0o${part}`);
  return /^(0|[1-9][0-9]*)$/.test(part) ? BigInt(part) : undefined;
}

function parseIpv6(text: string): SocketAddress {
  const [head = "", tail] = text.split("::");
  const front = words(head);
  const back = words(tail ?? "");
  const middle = Array<bigint>(8 - front.length - back.length).fill(0n);
  const bits = [...front, ...middle, ...back].reduce((all, word) => (all << 16n) | word, 0n);
  return { family: 6, bits };
}

const words = (text: string): bigint[] => (text === "" ? [] : text.split(":").flatMap(wordsOf));

/** `::ffff:1.2.3.4` ends in an IPv4 address, which is two words. */
function wordsOf(part: string): bigint[] {
  if (!part.includes(".")) return [BigInt(`0x${part}`)];
  const bits = parseIpv4(part) ?? 0n;
  return [bits >> 16n, bits & 0xffffn];
}

export function formatAddress({ family, bits }: SocketAddress): string {
  return family === 4 ? formatIpv4(bits) : formatIpv6(bits);
}

const formatIpv4 = (bits: bigint): string =>
  [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn).join(".");

function formatIpv6(bits: bigint): string {
  const all = Array.from({ length: 8 }, (_, at) => (bits >> BigInt(16 * (7 - at))) & 0xffffn);
  const zeros = longestZeros(all);
  // Addresses that stand for IPv4 ones are written so.
  if (zeros.start === 0 && (zeros.length === 6 || (zeros.length === 5 && all[5] === 0xffffn))) {
    return `::${zeros.length === 5 ? "ffff:" : ""}${formatIpv4(bits & 0xffff_ffffn)}`;
  }
  const hex = (part: readonly bigint[]) => part.map((word) => word.toString(16)).join(":");
  if (zeros.length < 2) return hex(all);
  return `${hex(all.slice(0, zeros.start))}::${hex(all.slice(zeros.start + zeros.length))}`;
}

/** The first of the longest runs of zero words. */
function longestZeros(all: readonly bigint[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < all.length; start++) {
    let end = start;
    while (end < all.length && all[end] === 0n) end++;
    if (end - start > best.length) best = { start, length: end - start };
    start = Math.max(start, end - 1);
  }
  return best;
}

export const sameAddress = (one: SocketAddress, other: SocketAddress): boolean =>
  one.family === other.family && one.bits === other.bits;

/** Ones in front, as many as the prefix says. Undefined when the prefix is longer than an address. */
export function netmaskOf(family: 4 | 6, prefix: number): bigint | undefined {
  const width = WIDTH[family];
  if (prefix < 0 || prefix > width) return undefined;
  const host = BigInt(width - prefix);
  return ((1n << BigInt(width)) - 1n) ^ ((1n << host) - 1n);
}

/** How many leading ones a netmask has; -1 when they are not all in front. */
export function netmaskBits({ family, bits }: SocketAddress): number {
  const text = bits.toString(2).padStart(WIDTH[family], "0");
  return /^1*0*$/.test(text) ? text.replace(/0+$/, "").length : -1;
}

/** The length of the network's part of an address that comes without prefix and netmask, by its class. */
export function naturalPrefix({ family, bits }: SocketAddress): number {
  if (bits === 0n) return 0;
  if (family === 6) return 64;
  const first = Number(bits >> 24n);
  if ((first & 0x80) === 0) return 8;
  if ((first & 0xc0) === 0x80) return 16;
  return (first & 0xe0) === 0xc0 ? 24 : -1;
}

const badRange = (detail: string): LibvirtError => refuse(ErrorDomain.none, ErrorCode.internalError, detail);

/** The network that a range has to lie in. */
export interface RangeNetwork {
  readonly address: SocketAddress;
  readonly prefix: number;
}

/** libvirt's checks of `start` to `end`: both in the network if there is one, in order, and not too many. */
export function checkRange(start: SocketAddress, end: SocketAddress, network?: RangeNetwork): void {
  const range = `${formatAddress(start)} - ${formatAddress(end)}`;
  if (start.family !== end.family) throw badRange(`mismatch of address family in range ${range}`);
  if (network) checkInside(start, end, network, range);
  // An old rule: all but the last two bytes are equal.
  if (start.bits >> 16n !== end.bits >> 16n) throw badRange(`range ${range} is too large (> 65535)`);
  if (end.bits >= start.bits) return;
  throw badRange(start.family === 4 ? `range ${range} is reversed ` : `range ${range} start larger than end`);
}

function checkInside(start: SocketAddress, end: SocketAddress, network: RangeNetwork, range: string): void {
  const { address, prefix } = network;
  const name = formatAddress(address);
  if (start.family !== address.family) {
    throw badRange(`mismatch of address family in range ${range} for network ${name}`);
  }
  const mask = netmaskOf(address.family, prefix);
  if (mask === undefined)
    throw badRange(`bad prefix ${prefix} for network ${name} when  checking range ${range}`);
  const inside = ({ bits }: SocketAddress) => (bits & mask) === (address.bits & mask);
  if (!inside(start) || !inside(end)) {
    throw badRange(`range ${range} is not entirely within network ${name}/${prefix}`);
  }
  if (start.family === 6) return;
  const lowest = address.bits & mask;
  const highest = lowest | (mask ^ 0xffff_ffffn);
  if (start.bits === lowest)
    throw badRange(`start of range ${range} in network ${name}/${prefix} is the network address`);
  if (end.bits === highest)
    throw badRange(`end of range ${range} in network ${name}/${prefix} is the broadcast address`);
}
