// XPath 1.0 text to a tree of expressions (section 3 of the recommendation).

export type Axis =
  | "ancestor"
  | "ancestor-or-self"
  | "attribute"
  | "child"
  | "descendant"
  | "descendant-or-self"
  | "following"
  | "following-sibling"
  | "parent"
  | "preceding"
  | "preceding-sibling"
  | "self";

/** `*`, a name, or a kind of node. */
export type NodeTest =
  | { readonly test: "name"; readonly name: string }
  | { readonly test: "node" | "text" | "comment" | "processing-instruction" };

export interface Step {
  readonly axis: Axis;
  readonly test: NodeTest;
  readonly predicates: readonly Expression[];
}

export type Expression =
  | {
      readonly kind: "binary";
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "negate"; readonly operand: Expression }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  /** Steps from the root, from the context node, or from what another expression selects. */
  | {
      readonly kind: "path";
      readonly from: "root" | "context" | Expression;
      readonly steps: readonly Step[];
    }
  | { readonly kind: "filter"; readonly base: Expression; readonly predicates: readonly Expression[] };

export class XPathError extends Error {
  override name = "XPathError";
  /** Where in the expression; undefined where libxml2 points nowhere. */
  readonly at: number | undefined;

  constructor(message: string, at?: number) {
    super(message);
    this.at = at;
  }
}

interface Token {
  readonly text: string;
  readonly kind: "operator" | "name" | "number" | "string" | "end";
  readonly at: number;
}

const pattern =
  /\s*(?:(\/\/|\.\.|::|<=|>=|!=|[()[\]@,/|+\-=<>*$])|(\d+(?:\.\d*)?|\.\d+)|(\.)|("[^"]*"|'[^']*')|([\p{L}_][\p{L}\p{N}_.-]*(?::(?!:)(?:[\p{L}_][\p{L}\p{N}_.-]*|\*))?))/uy;

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  for (let at = 0; ; ) {
    const blank = /\s*/y;
    blank.lastIndex = at;
    at += blank.exec(text)![0].length;
    if (at === text.length) return [...tokens, { text: "", kind: "end", at }];
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) {
      if (/["']/.test(text[at]!)) throw new XPathError("Unfinished literal");
      throw new XPathError("Invalid expression", at);
    }
    const [, operator, number, dot, string, name] = match;
    if (string !== undefined) tokens.push({ text: string.slice(1, -1), kind: "string", at });
    else if (number !== undefined) tokens.push({ text: number, kind: "number", at });
    else if (name !== undefined) tokens.push({ text: name, kind: "name", at });
    else tokens.push({ text: operator ?? dot!, kind: "operator", at });
    at = pattern.lastIndex;
  }
}

/** From loosest to tightest. */
const levels: readonly (readonly string[])[] = [
  ["or"],
  ["and"],
  ["=", "!="],
  ["<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "div", "mod"],
];

const nodeKinds = ["node", "text", "comment", "processing-instruction"] as const;
const axes: readonly string[] = [
  "ancestor",
  "ancestor-or-self",
  "attribute",
  "child",
  "descendant",
  "descendant-or-self",
  "following",
  "following-sibling",
  "parent",
  "preceding",
  "preceding-sibling",
  "self",
] satisfies Axis[];

const anyNode: NodeTest = { test: "node" };
const descendants: Step = { axis: "descendant-or-self", test: anyNode, predicates: [] };

/** Deeper nesting is refused before it can exhaust the stack. */
const maxDepth = 100;

/** Throws XPathError. */
export function parseXPath(text: string): Expression {
  return new Parser(tokenize(text)).whole();
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    const expression = this.#binary(0);
    if (this.#peek().kind !== "end") throw this.#invalid();
    return expression;
  }

  #peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)]!;
  }

  #isOperator(...texts: string[]): boolean {
    const { kind, text } = this.#peek();
    return kind === "operator" && texts.includes(text);
  }

  #take(): Token {
    const token = this.#peek();
    this.#at++;
    return token;
  }

  #expect(text: string): void {
    if (!this.#isOperator(text)) throw this.#invalid();
    this.#at++;
  }

  /** libxml2 points at the place unless it is the end, or a slash too many. */
  #invalid(): XPathError {
    const { kind, at } = this.#peek();
    const unmarked = kind === "end" || this.#isOperator("/", "//");
    return new XPathError("Invalid expression", unmarked ? undefined : at);
  }

  #binary(level: number): Expression {
    const operators = levels[level];
    if (operators === undefined) return this.#negation();
    if (level === 0 && ++this.#depth > maxDepth) throw new XPathError("Expression too deep");
    let left = this.#binary(level + 1);
    // Behind an operand the words and the star are operators, and only there.
    while (operators.includes(this.#peek().text) && ["operator", "name"].includes(this.#peek().kind)) {
      const operator = this.#take().text;
      left = { kind: "binary", operator, left, right: this.#binary(level + 1) };
    }
    if (level === 0) this.#depth--;
    return left;
  }

  #negation(): Expression {
    if (!this.#isOperator("-")) return this.#union();
    this.#at++;
    return { kind: "negate", operand: this.#negation() };
  }

  #union(): Expression {
    let left = this.#path();
    while (this.#isOperator("|")) {
      this.#at++;
      left = { kind: "binary", operator: "|", left, right: this.#path() };
    }
    return left;
  }

  #path(): Expression {
    if (this.#startsPrimary()) {
      const primary = this.#primary();
      const predicates = this.#predicates();
      const base: Expression =
        predicates.length === 0 ? primary : { kind: "filter", base: primary, predicates };
      if (!this.#isOperator("/", "//")) return base;
      return { kind: "path", from: base, steps: this.#moreSteps() };
    }
    if (this.#isOperator("//")) return { kind: "path", from: "root", steps: this.#moreSteps() };
    if (!this.#isOperator("/")) return { kind: "path", from: "context", steps: this.#steps() };
    this.#at++;
    const { kind } = this.#peek();
    const goesOn = kind === "name" || this.#isOperator("*", "@", ".", "..");
    return { kind: "path", from: "root", steps: goesOn ? this.#steps() : [] };
  }

  #startsPrimary(): boolean {
    const { kind, text } = this.#peek();
    if (kind === "number" || kind === "string" || this.#isOperator("(", "$")) return true;
    const isCall = kind === "name" && this.#peek(1).kind === "operator" && this.#peek(1).text === "(";
    return isCall && !nodeKinds.some((one) => one === text);
  }

  #primary(): Expression {
    const { kind, text } = this.#take();
    if (kind === "number") return { kind, value: Number(text) };
    if (kind === "string") return { kind, value: text };
    if (text === "$") throw new XPathError("Undefined variable");
    if (text === "(") {
      const inside = this.#binary(0);
      this.#expect(")");
      return inside;
    }
    this.#expect("(");
    const args: Expression[] = [];
    while (!this.#isOperator(")")) {
      if (args.length > 0) this.#expect(",");
      args.push(this.#binary(0));
    }
    this.#at++;
    return { kind: "call", name: text, args };
  }

  #steps(): Step[] {
    return [this.#step(), ...this.#moreSteps()];
  }

  #moreSteps(): Step[] {
    const steps: Step[] = [];
    while (this.#isOperator("/", "//")) {
      if (this.#take().text === "//") steps.push(descendants);
      steps.push(this.#step());
    }
    return steps;
  }

  #step(): Step {
    if (this.#isOperator(".", "..")) {
      const axis = this.#take().text === "." ? "self" : "parent";
      return { axis, test: anyNode, predicates: [] };
    }
    let axis: Axis = "child";
    if (this.#isOperator("@")) {
      this.#at++;
      axis = "attribute";
    } else if (this.#peek(1).text === "::" && this.#peek(1).kind === "operator") {
      axis = this.#take().text as Axis;
      if (!axes.includes(axis)) throw new XPathError("Invalid expression", this.#peek().at + 1);
      this.#at++;
    }
    return { axis, test: this.#nodeTest(), predicates: this.#predicates() };
  }

  #nodeTest(): NodeTest {
    if (this.#isOperator("*")) {
      this.#at++;
      return { test: "name", name: "*" };
    }
    if (this.#peek().kind !== "name") throw this.#invalid();
    const { text } = this.#take();
    const kind = nodeKinds.find((one) => one === text);
    if (kind !== undefined && this.#isOperator("(")) {
      this.#at++;
      if (kind === "processing-instruction" && this.#peek().kind === "string") this.#at++;
      this.#expect(")");
      return { test: kind };
    }
    return { test: "name", name: text };
  }

  #predicates(): Expression[] {
    const predicates: Expression[] = [];
    while (this.#isOperator("[")) {
      this.#at++;
      predicates.push(this.#binary(0));
      if (!this.#isOperator("]")) throw new XPathError("Invalid predicate");
      this.#at++;
    }
    return predicates;
  }
}
