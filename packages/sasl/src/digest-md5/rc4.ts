// RC4, which OpenSSL 3 keeps behind its legacy provider and DIGEST-MD5 on plain TCP cannot do without: it is what
// libvirt's peers negotiate (RFC 2831, section 2.4). For nothing else.

/** A stream of key bytes that goes on from one call to the next. Keys of 1 to 256 bytes. */
export class Rc4 {
  readonly #state = new Uint8Array(256);
  #i = 0;
  #j = 0;

  constructor(key: Uint8Array) {
    const state = this.#state;
    for (let i = 0; i < 256; i++) state[i] = i;
    for (let i = 0, j = 0; i < 256; i++) {
      const si = state[i]!;
      j = (j + si + key[i % key.length]!) & 255;
      state[i] = state[j]!;
      state[j] = si;
    }
  }

  /** Enciphers, or deciphers, all of `source` into `target` from byte `at` on. The two may be the same bytes. */
  process(source: Uint8Array, target: Uint8Array, at: number): void {
    const state = this.#state;
    const count = source.length;
    let i = this.#i;
    let j = this.#j;
    for (let n = 0; n < count; n++) {
      i = (i + 1) & 255;
      const si = state[i]!;
      j = (j + si) & 255;
      const sj = state[j]!;
      state[i] = sj;
      state[j] = si;
      target[at + n] = source[n]! ^ state[(si + sj) & 255]!;
    }
    this.#i = i;
    this.#j = j;
  }
}
