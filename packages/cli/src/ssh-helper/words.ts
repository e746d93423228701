// The helper's command line, as libvirt's takes it: one URI, options before and behind it.

/** Clients look for it under this name, whatever we are called by. */
export const helperName = "virt-ssh-helper";

export const usage = `Usage:
  ${helperName} [OPTION?] URI

Joins stdin and stdout to the socket of this host's libvirt daemon that URI
means. Clients run it over ssh; there is no need to run it by hand.

Options:
  -h, --help         Show this help
  -r, --readonly     Connect read-only
  -V, --version      Show the version

`;

export type Asked =
  | { readonly what: "help" }
  | { readonly what: "version" }
  | { readonly what: "wrong"; readonly text: string }
  | { readonly what: "relay"; readonly uri: string; readonly readonly: boolean };

export function readWords(words: readonly string[]): Asked {
  let readonly = false;
  let version = false;
  const uris: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === "--") {
      // What looks like an option is no URI, also behind it.
      const rest = words.slice(at + (words[at + 1]?.startsWith("-") ? 0 : 1));
      uris.push(...rest);
      break;
    }
    if (!word.startsWith("-") || word === "-") uris.push(word);
    else if (word === "--help") return { what: "help" };
    else if (word === "--version" || word.startsWith("--version=")) version = true;
    else if (word === "--readonly" || word.startsWith("--readonly=")) readonly = true;
    else if (/^-[hrV]+$/.test(word)) {
      if (word.includes("h")) return { what: "help" };
      readonly ||= word.includes("r");
      version ||= word.includes("V");
    } else return { what: "wrong", text: `option parsing failed: Unknown option ${word}\n` };
  }
  if (version) return { what: "version" };
  const [uri] = uris;
  return uri === undefined || uris.length > 1
    ? { what: "wrong", text: usage }
    : { what: "relay", uri, readonly };
}
