/** Arithmetic of IP networks: addresses as one number each. */
import { isIP } from "node:net";

export function addressBits(address: string): bigint {
  if (isIP(address) === 4) return address.split(".").reduce((all, part) => (all << 8n) | BigInt(part), 0n);
  const [head = "", tail] = address.split("::");
  const words = (text: string): string[] => (text === "" ? [] : text.split(":").flatMap(expandDotted));
  const [front, back] = [words(head), words(tail ?? "")];
  const middle = tail === undefined ? [] : Array<string>(8 - front.length - back.length).fill("0");
  return [...front, ...middle, ...back].reduce((all, word) => (all << 16n) | BigInt(`0x${word}`), 0n);
}

/** `::ffff:1.2.3.4` ends in an IPv4 address: two words. */
function expandDotted(word: string): string[] {
  if (!word.includes(".")) return [word];
  const value = addressBits(word);
  return [(value >> 16n).toString(16), (value & 0xffffn).toString(16)];
}

/** Is everything behind the first `bits` zero? */
export function isNetworkAddress(address: string, bits: number): boolean {
  const width = isIP(address) === 4 ? 32 : 128;
  return (addressBits(address) & ((1n << BigInt(width - bits)) - 1n)) === 0n;
}

/** How many leading ones a netmask has; undefined when they are not all at the front. */
export function netmaskBits(netmask: string): number | undefined {
  const text = addressBits(netmask).toString(2).padStart(32, "0");
  return /^1*0*$/.test(text) ? text.replace(/0+$/, "").length : undefined;
}
