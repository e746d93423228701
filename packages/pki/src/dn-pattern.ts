// The patterns of tls_allowed_dn_list and sasl_allowed_username_list: GLib's g_pattern_match_simple, which has `*` and
// `?` and nothing else (no classes, no escapes).

/**
 * Does the whole text match? `*` stands for any text, also none, `?` for one character. Both are exact otherwise:
 * case, blanks and order count. Needs at most pattern × text steps, whatever is asked.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  const want = [...pattern];
  const have = [...text];
  let at = 0;
  let position = 0;
  let star = -1; // the last `*` seen, and where the text it stands for ends
  let resume = 0;
  while (position < have.length) {
    if (want[at] === "*") {
      star = at++;
      resume = position;
    } else if (at < want.length && (want[at] === "?" || want[at] === have[position])) {
      at++;
      position++;
    } else if (star >= 0) {
      at = star + 1;
      position = ++resume;
    } else {
      return false;
    }
  }
  while (want[at] === "*") at++;
  return at === want.length;
}
