// Options in front of the command, as getopt_long(3) takes them: the first word that is none ends them.

export interface GlobalOption {
  readonly short?: string;
  readonly long?: string;
  /** "optional" values only come as `--name=value`. */
  readonly value?: "required" | "optional";
}

/** One option with its value, or what is wrong with the word. */
export type Found =
  | { readonly kind: "option"; readonly option: GlobalOption; readonly value: string | undefined }
  | { readonly kind: "missing"; readonly option: GlobalOption }
  | { readonly kind: "unknown"; readonly shown: string };

/** The options in order. The generator's return value is the rest of the words. */
export function* getopt(
  words: readonly string[],
  options: readonly GlobalOption[],
): Generator<Found, readonly string[]> {
  let at = 0;
  while (at < words.length) {
    const word = words[at]!;
    if (word === "--") return words.slice(at + 1);
    if (word === "-" || !word.startsWith("-")) break;
    at++;
    // Only a value that is a word of its own takes one more.
    const takeWord = () => words[at++];
    if (word.startsWith("--")) yield findLong(word, options, takeWord);
    else yield* findShort(word, options, takeWord);
  }
  return words.slice(at);
}

/** `--name`, `--name value`, `--name=value`; the beginning of a name will do when only one name has it. */
function findLong(word: string, options: readonly GlobalOption[], takeWord: () => string | undefined): Found {
  const equals = word.indexOf("=");
  const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
  const matching = options.filter(({ long }) => long?.startsWith(name));
  const option =
    options.find(({ long }) => long === name) ?? (matching.length === 1 ? matching[0] : undefined);
  if (option === undefined) return { kind: "unknown", shown: word };
  const value = equals < 0 ? undefined : word.slice(equals + 1);
  if (option.value === undefined && value !== undefined) {
    return { kind: "unknown", shown: `-${option.short ?? `-${option.long}`}` };
  }
  return withValue(option, value, takeWord);
}

/** `-q`, `-qr`, `-cURI`, `-c URI`. */
function* findShort(
  word: string,
  options: readonly GlobalOption[],
  takeWord: () => string | undefined,
): Generator<Found, void> {
  const letters = [...word.slice(1)];
  for (let i = 0; i < letters.length; i++) {
    const option = options.find(({ short }) => short === letters[i]);
    if (option === undefined) {
      yield { kind: "unknown", shown: `-${letters[i]}` };
    } else if (option.value === "required") {
      const rest = letters.slice(i + 1).join("");
      yield withValue(option, rest === "" ? undefined : rest, takeWord);
      return;
    } else {
      yield { kind: "option", option, value: undefined };
    }
  }
}

function withValue(
  option: GlobalOption,
  attached: string | undefined,
  takeWord: () => string | undefined,
): Found {
  const value = attached ?? (option.value === "required" ? takeWord() : undefined);
  if (option.value === "required" && value === undefined) return { kind: "missing", option };
  return { kind: "option", option, value };
}
