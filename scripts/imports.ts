// Finds what a source file imports. TypeScript 7 has no compiler API, so this reads the text itself; it needs no
// more than the forms our formatter leaves: static imports, re-exports and import().

export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Loaded by import() when needed, not when the file is. */
  readonly lazy: boolean;
}

const staticImport = /^[ \t]*(?:import|export)\b(?:[^"'`;]*?\bfrom)?\s*["']([^"']+)["']/gm;
const lazyImport = /\bimport\s*\(\s*["']([^"']+)["']\s*\)/g;

/** Comments become spaces (lines stay where they are), so that an import inside one does not count. */
export function withoutComments(text: string): string {
  const token = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  return text.replace(token, (found) =>
    found.startsWith("//") || found.startsWith("/*") ? found.replace(/[^\n]/g, " ") : found,
  );
}

export function importsOf(source: string): Import[] {
  const text = withoutComments(source);
  const lineOf = (at: number) => text.slice(0, at).split("\n").length;
  const found: Import[] = [];
  for (const match of text.matchAll(staticImport)) {
    found.push({ specifier: match[1]!, line: lineOf(match.index + match[0].search(/\S/)), lazy: false });
  }
  for (const match of text.matchAll(lazyImport)) {
    found.push({ specifier: match[1]!, line: lineOf(match.index), lazy: true });
  }
  return found.sort((a, b) => a.line - b.line);
}
