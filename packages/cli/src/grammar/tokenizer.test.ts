import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GrammarError, lineTokens, type Tokens, wordTokens } from "./tokenizer.js";

/** Words as they are, ";" for the end of a command. */
function read(tokens: Tokens): string[] {
  const found: string[] = [];
  for (let token = tokens.next(); token.kind !== "end"; token = tokens.next()) {
    found.push(token.kind === "word" ? `<${token.text}>` : ";");
  }
  return found;
}

const lines: readonly (readonly [line: string, tokens: string])[] = [
  ["", ""],
  [" \t ", ""],
  ["a b", "<a> <b>"],
  ["a;b", "<a> ; <b>"],
  ["a\nb", "<a> ; <b>"],
  ["a #b\nc", "<a> ; <c>"],
  ["a#b", "<a#b>"],
  ["a '#b'", "<a> <#b>"],
  ["'a  b' \"c;d\" e\\ f", "<a  b> <c;d> <e f>"],
  ["a\\\nb", "<ab>"],
  ["a \\\n b", "<a> <b>"],
  ['"a\\"b" \'a\\b\'', '<a"b> <a\\b>'],
  ["a'b\"c'd\"e'f\"g", "<ab\"cde'fg>"],
  ["'' \"\"", "<> <>"],
  ["'open", "<open>"],
  ["a\rb", "<a\rb>"],
];

describe("lines", () => {
  test.each(lines)("%j", (line, tokens) => {
    expect(read(lineTokens(line)).join(" ")).toBe(tokens);
  });

  test.each([
    ['a "b', 'missing "'],
    ["a\\", "dangling \\"],
    ['"a\\', "dangling \\"],
  ])("%j is refused", (line, message) => {
    expect(() => read(lineTokens(line))).toThrow(new GrammarError(message));
  });

  test("whatever is typed has tokens or a GrammarError", () => {
    const typed = fc.string({ unit: fc.constantFrom("a", " ", ";", "\n", "'", '"', "\\", "#", "-", "é") });
    fc.assert(
      fc.property(typed, (line) => {
        try {
          read(lineTokens(line));
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(GrammarError);
        }
      }),
    );
  });
});

test("words of a shell are taken as they are", () => {
  expect(read(wordTokens(["a;b", "", "'c'", "#"]))).toEqual(["<a;b>", "<>", "<'c'>", "<#>"]);
});
