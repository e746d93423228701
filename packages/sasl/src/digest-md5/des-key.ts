// DES keys as RFC 2831 cuts them from a hash.

/**
 * Seven key bytes as the eight that DES takes: seven bits in each, and a bit that makes the number of ones odd.
 * @param bytes at least seven; those behind them are left alone
 */
export function desKey(bytes: Uint8Array): Uint8Array {
  const key = new Uint8Array(8);
  for (let i = 0; i < 8; i++) {
    const left = i === 0 ? 0 : bytes[i - 1]! << (8 - i);
    const right = i === 7 ? 0 : bytes[i]! >> i;
    const seven = (left | right) & 0xfe;
    key[i] = hasEvenOnes(seven) ? seven | 1 : seven;
  }
  return key;
}

function hasEvenOnes(byte: number): boolean {
  let odd = 0;
  for (let rest = byte; rest !== 0; rest >>= 1) odd ^= rest & 1;
  return odd === 0;
}
