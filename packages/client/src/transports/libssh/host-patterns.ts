// Patterns of host names as OpenSSH has them: separated by commas, "*" and "?" stand for others, "!" in front refuses.

/** `names` are those of one host, in lower case. A pattern that refuses one settles the matter, wherever it stands. */
export function matchesPatterns(patterns: string, names: readonly string[]): boolean {
  let matched = false;
  for (const pattern of patterns.toLowerCase().split(",")) {
    const refuses = pattern.startsWith("!");
    const wanted = refuses ? pattern.slice(1) : pattern;
    if (!names.some((name) => matchesPattern(wanted, name))) continue;
    if (refuses) return false;
    matched = true;
  }
  return matched;
}

/** In steps of at most the product of both lengths, whatever the pattern is. */
function matchesPattern(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let index = 0; index < name.length; ) {
    if (pattern[at] === "*") {
      star = at++;
      resume = index;
    } else if (pattern[at] === "?" || (pattern[at] !== undefined && pattern[at] === name[index])) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
