// JSON rewritten as text, so that numbers of any size stay as they are written.

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Undefined unless `text` is one JSON value. */
function tokens(text: string): string[] | undefined {
  return isJson(text) ? [...text.matchAll(token)].map(([one]) => one) : undefined;
}

/** Without spaces; undefined unless `text` is a JSON object. */
export function compactObject(text: string): string | undefined {
  const all = tokens(text);
  return all?.[0] === "{" ? all.join("") : undefined;
}

/** One line per value, as yajl writes it; undefined unless `text` is JSON. */
export function prettyJson(text: string): string | undefined {
  let depth = 0;
  const line = () => `\n${"  ".repeat(depth)}`;
  const written = tokens(text)?.map((one) => {
    if (one === "{" || one === "[") {
      depth++;
      return one + line();
    }
    if (one === "}" || one === "]") {
      depth--;
      return line() + one;
    }
    if (one === ",") return one + line();
    return one === ":" ? ": " : one;
  });
  // An empty value has an empty line between its brackets.
  return written?.join("").replaceAll(/\n +(?=\n)/g, "\n");
}

/** The value of a member of an object, without spaces; undefined when there is none. */
export function jsonMember(text: string, name: string): string | undefined {
  const all = tokens(text);
  if (all?.[0] !== "{") return undefined;
  let depth = 0;
  let found: string[] | undefined;
  for (const [at, one] of all.entries()) {
    if (one === "}" || one === "]") depth--;
    if (found !== undefined && depth <= 1 && (one === "," || one === "}") && (depth === 0 || one === ",")) {
      return found.join("");
    }
    found?.push(one);
    if (one === "{" || one === "[") depth++;
    if (depth === 1 && one === ":" && JSON.parse(all[at - 1]!) === name) found ??= [];
  }
  return undefined;
}
