// The eight characters that join what a user saw to what the log says: `VG-` and five of 32 characters that are
// not mistaken for one another.

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODES = ALPHABET.length ** 5;

/**
 * A source of codes. No code comes again before all 33 million were used; where they start and how far apart they
 * lie is random, so that the codes of two daemons seldom meet. They are labels, not secrets.
 */
export function supportCodes(random: () => number = Math.random): () => string {
  let next = Math.floor(random() * CODES);
  const step = Math.floor(random() * (CODES / 2)) * 2 + 1; // odd, so that it visits every code
  return () => {
    next = (next + step) % CODES;
    let code = "";
    for (let rest = next, i = 0; i < 5; i++, rest = Math.floor(rest / 32)) code = ALPHABET[rest % 32]! + code;
    return `VG-${code}`;
  };
}
