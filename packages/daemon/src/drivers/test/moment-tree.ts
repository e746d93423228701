// The snapshots, or the checkpoints, of one domain: a forest, in which each is found by its name. Trees can be as deep
// as there are snapshots, so nothing here calls itself.

import { ErrorCode, ErrorDomain, libvirtError } from "@virtgate/protocol";
import type { MomentDefinition } from "../../definitions/moment/index.js";

/** As many as one answer can list (REMOTE_DOMAIN_SNAPSHOT_LIST_MAX). */
const maxMoments = 16_384;

export class Moment<Definition extends MomentDefinition> {
  definition: Definition;
  parent: Moment<Definition> | undefined;
  /** The oldest first. */
  readonly children = new Set<Moment<Definition>>();

  constructor(definition: Definition) {
    this.definition = definition;
  }

  get name(): string {
    return this.definition.name;
  }
}

const refused = (code: number, detail: string) => libvirtError(ErrorDomain.domain, code, detail);
const invalidArgument = (detail: string) => refused(ErrorCode.invalidArg, detail);

export class MomentTree<Definition extends MomentDefinition> {
  readonly #byName = new Map<string, Moment<Definition>>();
  readonly #roots = new Set<Moment<Definition>>();
  current: Moment<Definition> | undefined;

  get size(): number {
    return this.#byName.size;
  }

  get(name: string): Moment<Definition> | undefined {
    return this.#byName.get(name);
  }

  /** In no particular order. */
  values(): Iterable<Moment<Definition>> {
    return this.#byName.values();
  }

  /** The newest first, as libvirt has them. */
  childrenOf(parent: Moment<Definition> | undefined): Moment<Definition>[] {
    return [...(parent?.children ?? this.#roots)].reverse();
  }

  /** Children before their younger siblings, and each before what came of it. */
  descendantsOf(parent: Moment<Definition> | undefined): Moment<Definition>[] {
    const found: Moment<Definition>[] = [];
    const waiting = [...(parent?.children ?? this.#roots)];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      found.push(next);
      waiting.push(...next.children);
    }
    return found;
  }

  /** Throws when the name is taken. */
  add(definition: Definition): Moment<Definition> {
    const { name } = definition;
    if (this.#byName.has(name)) {
      throw refused(ErrorCode.operationFailed, `domain moment ${name} already exists`);
    }
    if (this.size >= maxMoments) {
      const detail = `too many of them for one domain, at most ${maxMoments} are possible`;
      throw refused(ErrorCode.operationFailed, detail);
    }
    const made = new Moment(definition);
    this.#byName.set(name, made);
    this.#link(made);
    return made;
  }

  /** Another definition for one that keeps its name and its children. */
  replace(moment: Moment<Definition>, definition: Definition): void {
    this.#unlink(moment);
    moment.definition = definition;
    this.#link(moment);
  }

  #siblings(moment: Moment<Definition>): Set<Moment<Definition>> {
    return moment.parent?.children ?? this.#roots;
  }

  /** Below the parent that it names; one whose parent is missing is a root. */
  #link(moment: Moment<Definition>): void {
    const { parentName } = moment.definition;
    moment.parent = parentName === undefined ? undefined : this.#byName.get(parentName);
    this.#siblings(moment).add(moment);
  }

  #unlink(moment: Moment<Definition>): void {
    this.#siblings(moment).delete(moment);
    moment.parent = undefined;
  }

  /** Its children become those of its parent. Should it be the current one, the parent is that now. */
  remove(moment: Moment<Definition>): void {
    const { parent } = moment;
    const siblings = this.#siblings(moment);
    for (const child of moment.children) {
      child.parent = parent;
      child.definition.parentName = parent?.name;
      siblings.add(child);
    }
    moment.children.clear();
    this.#drop(moment);
  }

  #drop(moment: Moment<Definition>): void {
    const { parent } = moment;
    this.#unlink(moment);
    this.#byName.delete(moment.name);
    if (this.current === moment) this.current = parent;
  }

  /** All that came of it go. Should the current one be among them, it is current now. */
  removeDescendants(moment: Moment<Definition>): void {
    for (const one of this.descendantsOf(moment)) {
      this.#byName.delete(one.name);
      if (this.current === one) this.current = moment;
    }
    moment.children.clear();
  }

  /** Refuses a definition that would make something its own ancestor, or whose parent is missing. */
  requireTree({ name, parentName }: MomentDefinition): void {
    if (parentName === undefined) return;
    if (name === parentName) throw invalidArgument(`cannot set moment ${name} as its own parent`);
    let other = this.#byName.get(parentName);
    if (other === undefined) throw invalidArgument(`parent ${parentName} for moment ${name} not found`);
    for (; other !== undefined; other = other.parent) {
      if (other.definition.parentName === name)
        throw invalidArgument(`parent ${other.name} would create cycle to ${name}`);
    }
  }

  /**
   * Finds the parents of those that were taken in before them. False when a parent is missing, or when something is its
   * own ancestor.
   */
  relate(): boolean {
    const all = [...this.#byName.values()];
    for (const one of all) this.replace(one, one.definition);
    if (all.some(({ parent, definition }) => parent?.name !== definition.parentName)) return false;
    // What hangs below no root hangs below itself.
    return this.descendantsOf(undefined).length === all.length;
  }
}
