// XPath 1.0: what an expression selects.

import { descendantsOf, localName, type Node, stringOf } from "./document.js";
import {
  type Axis,
  type Expression,
  type NodeTest,
  parseXPath,
  type Step,
  XPathError,
} from "./xpath-expression.js";
import {
  type Context,
  callFunction,
  isNodes,
  toBoolean,
  toNodes,
  toNumber,
  toText,
  type Value,
} from "./xpath-functions.js";

/** The value of an expression for a node. Throws XPathError. */
export function evaluateXPath(text: string, node: Node): Value {
  return evaluate(parseXPath(text), { node, position: 1, size: 1 });
}

function evaluate(expression: Expression, context: Context): Value {
  switch (expression.kind) {
    case "number":
    case "string":
      return expression.value;
    case "negate":
      return -toNumber(evaluate(expression.operand, context));
    case "call":
      return callFunction(
        expression.name,
        context,
        expression.args.map((arg) => evaluate(arg, context)),
      );
    case "filter":
      return expression.predicates.reduce(
        (nodes, predicate) => filter(nodes, predicate),
        toNodes(evaluate(expression.base, context)),
      );
    case "path":
      return expression.steps.reduce(takeStep, startOf(expression.from, context));
    case "binary":
      return binary(expression.operator, expression.left, expression.right, context);
  }
}

function startOf(from: "root" | "context" | Expression, context: Context): readonly Node[] {
  if (from === "context") return [context.node];
  if (from !== "root") return toNodes(evaluate(from, context));
  let node = context.node;
  while (node.parent !== undefined) node = node.parent;
  return [node];
}

/** From each node along the axis, what passes the test and the predicates; together in document order. */
function takeStep(nodes: readonly Node[], { axis, test, predicates }: Step): readonly Node[] {
  const found = new Set<Node>();
  for (const node of nodes) {
    const onAxis = [...along(axis, node)].filter((one) => passes(one, test, axis));
    for (const one of predicates.reduce(filter, onAxis as readonly Node[])) found.add(one);
  }
  return inOrder(found);
}

const inOrder = (nodes: Iterable<Node>): Node[] => [...nodes].sort((a, b) => a.order - b.order);

function filter(nodes: readonly Node[], predicate: Expression): readonly Node[] {
  return nodes.filter((node, at) => {
    const value = evaluate(predicate, { node, position: at + 1, size: nodes.length });
    return typeof value === "number" ? value === at + 1 : toBoolean(value);
  });
}

/** The nodes of an axis, the nearest first. */
function* along(axis: Axis, node: Node): Generator<Node> {
  const siblings = node.kind === "attribute" ? [] : (node.parent?.children ?? []);
  switch (axis) {
    case "self":
      return yield node;
    case "child":
      return yield* node.children;
    case "attribute":
      return yield* node.attributes;
    case "descendant":
      return yield* descendantsOf(node);
    case "descendant-or-self":
      yield node;
      return yield* descendantsOf(node);
    case "parent":
      if (node.parent !== undefined) yield node.parent;
      return;
    case "ancestor":
    case "ancestor-or-self":
      if (axis === "ancestor-or-self") yield node;
      for (let up = node.parent; up !== undefined; up = up.parent) yield up;
      return;
    case "following-sibling":
      return yield* siblings.slice(siblings.indexOf(node) + 1);
    case "preceding-sibling":
      return yield* siblings.slice(0, Math.max(0, siblings.indexOf(node))).reverse();
    case "following":
    case "preceding":
      return yield* beyond(axis, node);
  }
}

/** What comes wholly after the node, or wholly before it. */
function* beyond(axis: "following" | "preceding", node: Node): Generator<Node> {
  const ancestors = new Set(along("ancestor", node));
  const inside = new Set(descendantsOf(node));
  const all = [...descendantsOf(startOf("root", { node, position: 1, size: 1 })[0]!)];
  const after = axis === "following";
  const found = all.filter(
    (one) =>
      (after ? one.order > node.order : one.order < node.order) && !inside.has(one) && !ancestors.has(one),
  );
  yield* after ? found : found.reverse();
}

function passes(node: Node, test: NodeTest, axis: Axis): boolean {
  switch (test.test) {
    case "node":
      return true;
    case "text":
    case "comment":
      return node.kind === test.test;
    case "processing-instruction":
      return false;
    case "name": {
      if (node.kind !== (axis === "attribute" ? "attribute" : "element")) return false;
      if (test.name.includes(":")) throw new XPathError("Undefined namespace prefix");
      return test.name === "*" || (localName(node) === test.name && node.namespace === "");
    }
  }
}

function binary(operator: string, left: Expression, right: Expression, context: Context): Value {
  const value = (expression: Expression) => evaluate(expression, context);
  const number = (expression: Expression) => toNumber(value(expression));
  switch (operator) {
    case "or":
      return toBoolean(value(left)) || toBoolean(value(right));
    case "and":
      return toBoolean(value(left)) && toBoolean(value(right));
    case "|":
      return inOrder(new Set([...toNodes(value(left)), ...toNodes(value(right))]));
    case "+":
      return number(left) + number(right);
    case "-":
      return number(left) - number(right);
    case "*":
      return number(left) * number(right);
    case "div":
      return number(left) / number(right);
    case "mod":
      return number(left) % number(right);
    default:
      return compare(operator, value(left), value(right));
  }
}

/** A set of nodes compares as any of its nodes does (section 3.4). */
function compare(operator: string, left: Value, right: Value): boolean {
  if (typeof left === "boolean" || typeof right === "boolean") {
    if (operator === "=" || operator === "!=") {
      return compareAtoms(operator, toBoolean(left), toBoolean(right));
    }
  }
  const atoms = (value: Value) => (isNodes(value) ? value.map(stringOf) : [value]);
  return atoms(left).some((one) => atoms(right).some((other) => compareAtoms(operator, one, other)));
}

type Atom = string | number | boolean;

function compareAtoms(operator: string, left: Atom, right: Atom): boolean {
  if (operator === "=" || operator === "!=") {
    const same =
      typeof left === "string" && typeof right === "string"
        ? toText(left) === toText(right)
        : toNumber(left) === toNumber(right);
    return operator === "=" ? same : !same;
  }
  const [a, b] = [toNumber(left), toNumber(right)];
  if (operator === "<") return a < b;
  if (operator === "<=") return a <= b;
  return operator === ">" ? a > b : a >= b;
}
