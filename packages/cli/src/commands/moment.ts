// What snapshots and checkpoints have in common for a user: their documents, their tables, their trees.

import { type ErrorCode, LibvirtError } from "@virtgate/protocol";
import { Failure } from "../failure.js";
import { type Arguments, exclusive } from "../grammar/arguments.js";
import { localTime } from "../local-time.js";
import type { Shell } from "../shell.js";
import { treeLines } from "../tree.js";
import { childAt, parseXml, textOf, type XmlElement } from "../xml/index.js";
import { compareNames } from "./by-name.js";
import type { DomainRef } from "./domain.js";
import { printJson, wantsJson } from "./output.js";

/** A snapshot or a checkpoint as procedures name it. */
export interface MomentRef {
  readonly name: string;
  readonly dom: DomainRef;
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "'": "&apos;",
  '"': "&quot;",
};
export const escapeXml = (text: string): string => text.replace(/[&<>'"]/g, (char) => escapes[char]!);

/** An element with one text; nothing where there is none. */
export const textElement = (name: string, text: string | undefined): string =>
  text === undefined ? "" : `  <${name}>${escapeXml(text)}</${name}>\n`;

/** `--leaves` and its like choose among all: a tree shows them as they hang together. */
export function filterFlags(args: Arguments, filters: readonly (readonly [option: string, flag: number])[]) {
  return filters.reduce((all, [option, flag]) => {
    if (!args.has(option)) return all;
    if (args.has("tree")) throw new Failure(`--${option} and --tree are mutually exclusive`);
    return all | flag;
  }, 0);
}

export function requireOneView(args: Arguments): void {
  exclusive(args, ["tree", "name"], ["parent", "roots"], ["parent", "tree"], ["roots", "tree"]);
  exclusive(args, ["roots", "from"]);
}

/** What a listing is made of. */
export interface MomentSource {
  readonly shell: Shell;
  readonly args: Arguments;
  readonly moments: readonly MomentRef[];
  /** The one whose descendants they are. */
  readonly from: MomentRef | undefined;
  /** Sorted by what came of what, as the host gave them. */
  readonly topological: boolean;
  /** Whether there is a column for the state. */
  readonly states: boolean;
  xml(moment: MomentRef): Promise<string>;
  parent(moment: MomentRef): Promise<string | undefined>;
}

export async function listMoments(source: MomentSource): Promise<boolean> {
  const { shell, args, moments, from, topological } = source;
  const json = wantsJson(args);
  const tree = args.has("tree");
  const all = tree && from !== undefined ? [...moments, from] : [...moments];
  if (!topological) all.sort((one, other) => compareNames(one.name, other.name));
  if (json) printJson(shell, await readAll(source, all));
  else if (tree) await printTree(source, all);
  else if (args.has("name")) for (const { name } of all) shell.print(`${name}\n`);
  else await printTable(source, all);
  return true;
}

async function printTree({ shell, from, parent }: MomentSource, all: readonly MomentRef[]): Promise<void> {
  const nodes = [];
  for (const one of all) nodes.push({ name: one.name, parent: one === from ? undefined : await parent(one) });
  for (const line of treeLines(nodes)) shell.print(line);
}

interface Facts {
  readonly name: string;
  readonly creationTime: bigint;
  readonly state: string | undefined;
  readonly parent: string | undefined;
}

/** What a document says; undefined when it does not say what a table needs. */
function factsOf(name: string, document: XmlElement, states: boolean): Facts | undefined {
  const state = textOf(document, "state") || undefined;
  const time = textOf(document, "creationTime") ?? "";
  if ((states && state === undefined) || !/^-?[0-9]+$/.test(time)) return undefined;
  return { name, creationTime: BigInt(time), state, parent: parentName(document) };
}

export function parentName(document: XmlElement): string | undefined {
  const parent = childAt(document, "parent");
  return (parent && textOf(parent, "name")) || undefined;
}

/** One that is gone meanwhile is left out. */
async function readAll({ xml, states }: MomentSource, all: readonly MomentRef[]): Promise<Facts[]> {
  const found: Facts[] = [];
  for (const one of all) {
    let text: string;
    try {
      text = await xml(one);
    } catch (thrown) {
      if (thrown instanceof LibvirtError) continue;
      throw thrown;
    }
    const facts = factsOf(one.name, parseXml(text), states);
    if (facts !== undefined) found.push(facts);
  }
  return found;
}

async function printTable(source: MomentSource, all: readonly MomentRef[]): Promise<void> {
  const { shell, args, states } = source;
  const parents = args.has("parent");
  const heading = ["Name", "Creation Time", ...(states ? ["State"] : []), ...(parents ? ["Parent"] : [])];
  const rows = (await readAll(source, all)).map(({ name, creationTime, state, parent }) => [
    name,
    localTime(creationTime, " "),
    ...(states ? [state ?? ""] : []),
    ...(parents ? [parent ?? ""] : []),
  ]);
  shell.table(heading, rows);
}

/** The parent's name; undefined where the host says that there is none. */
export async function orNoParent(
  asking: Promise<{ readonly name: string }>,
  none: typeof ErrorCode.noDomainSnapshot | typeof ErrorCode.noDomainCheckpoint,
): Promise<string | undefined> {
  try {
    return (await asking).name;
  } catch (thrown) {
    if (thrown instanceof LibvirtError && thrown.code === none) return undefined;
    throw thrown;
  }
}

/** An edit that failed: its own words, which it was, and last the reason that the host gave. */
export function updateFailed(name: string, thrown: unknown): Failure {
  const text = `Failed to update ${name}`;
  if (!(thrown instanceof Failure)) return new Failure(text, thrown);
  const rest = thrown.cause === undefined ? new Failure(text) : updateFailed(name, thrown.cause);
  return new Failure(thrown.message, rest);
}
