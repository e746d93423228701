// Declared procedures and events against the facts.

import { isDeepStrictEqual } from "node:util";
import {
  type Access,
  admin,
  decode,
  type EventProcedure,
  encode,
  type Layout,
  lxc,
  type Permission,
  type Procedure,
  type Program,
  qemu,
  remote,
  type When,
} from "@virtgate/protocol";
import { camel } from "./names.js";
import type { DeltaFacts, FactProcedure, Facts, ProgramFacts, Rule, Test } from "./read.js";
import { type FactField, type FactTypes, Sampler } from "./sample.js";

type Report = (problem: string) => void;

const tests = { allSet: "all", anySet: "any", noneSet: "none", equal: "equal" } as const;

/** What a test on an argument must be, given the values of libvirt's constants. */
function expectedWhen({ param, test, names }: Test, value: (name: string) => number): When {
  const mask = names.reduce((bits, name) => bits | value(name), 0);
  return { argument: camel(param), test: tests[test], value: mask };
}

const permission = ({ object, permission }: Rule) => `${object}:${permission}` as Permission;

function expectedAccess(rules: readonly Rule[], value: (name: string) => number): Access[] {
  return rules.map((rule) =>
    rule.when === undefined
      ? permission(rule)
      : { permission: permission(rule), when: expectedWhen(rule.when, value) },
  );
}

function expectedWrite(fact: FactProcedure, value: (name: string) => number): boolean | When {
  const readonly = fact.readOnlyConnection;
  if (typeof readonly === "object") return expectedWhen(readonly.deniedWhen, value);
  return readonly === "denied";
}

// The facts say who may send by the position of a stream parameter. Consoles and channels send both ways.
const bothWays = new Set(["domain_open_console", "domain_open_channel"]);

function expectedStream(fact: FactProcedure): Procedure["stream"] {
  if (bothWays.has(fact.name)) return "both";
  if (fact.readstream !== undefined) return "down";
  return fact.writestream !== undefined || fact.stream !== undefined ? "up" : undefined;
}

function expectedFds({ fds }: FactProcedure): Procedure["fds"] {
  if (fds === undefined) return undefined;
  if (fds.toServer && fds.toClient) return "both";
  return fds.toServer ? "client" : "server";
}

function expectedCall(fact: FactProcedure, value: (name: string) => number) {
  return {
    args: fact.wireArgs,
    ret: fact.wireRet,
    api: fact.api ?? fact.privateApi ?? null,
    access: expectedAccess(Array.isArray(fact.acl) ? fact.acl : [], value),
    filter: (fact.aclfilter ?? []).map(permission),
    priority: fact.priority === "high" ? "high" : "low",
    write: expectedWrite(fact, value),
    open: fact.needAuth === false,
    stream: expectedStream(fact),
    sparseFlag: fact.sparseFlag?.value,
    fds: expectedFds(fact),
  };
}

/** The declaration in the same shape. */
const declaredCall = (call: Procedure): ReturnType<typeof expectedCall> => ({
  args: call.args.text,
  ret: call.ret.text,
  api: call.api,
  access: [...call.access],
  filter: [...call.filter],
  priority: call.priority,
  write: call.write,
  open: call.open,
  stream: call.stream,
  sparseFlag: call.sparseFlag,
  fds: call.fds,
});

function compare(where: string, declared: object, expected: object, report: Report): void {
  for (const [key, want] of Object.entries(expected)) {
    const have = JSON.stringify((declared as Record<string, unknown>)[key]);
    if (have !== JSON.stringify(want)) {
      report(`${where}: ${key} is ${have}, the facts say ${JSON.stringify(want)}`);
    }
  }
}

/** The text of a layout has no names. A sample value, with the names of the facts, must give the right bytes. */
function compareBytes(
  where: string,
  layout: Layout<unknown>,
  fields: readonly FactField[],
  types: FactTypes,
  report: Report,
): void {
  const sampler = new Sampler(types);
  const value = sampler.struct(fields);
  try {
    const bytes = encode(layout, value);
    if (!isDeepStrictEqual(bytes, sampler.bytes)) report(`${where}: fields are in another order`);
    if (!isDeepStrictEqual(decode(layout, bytes), value)) report(`${where}: fields have other names`);
  } catch (thrown) {
    report(`${where}: ${thrown}`);
  }
}

function checkOn(where: string, call: Procedure, fact: FactProcedure, report: Report): void {
  if (call.on === undefined) return;
  if (!fact.args.some(({ name }) => camel(name) === call.on)) report(`${where}: no argument ${call.on}`);
}

function checkProgram(
  program: Program<object, object>,
  facts: ProgramFacts,
  value: (name: string) => number,
  report: Report,
): void {
  const { name: programName } = program;
  compare(programName, program, { number: facts.programNumber, version: facts.version }, report);
  const calls = new Map(Object.entries<Procedure>({ ...program.calls }));
  const events = new Map(Object.entries<EventProcedure>({ ...program.events }));
  for (const fact of facts.procedures) {
    const name = camel(fact.name);
    const where = `${programName} ${fact.number} ${name}`;
    const call = calls.get(name);
    const event = events.get(name);
    if (fact.kind === "call") {
      if (call === undefined) {
        report(`${where}: not declared as a call`);
        continue;
      }
      calls.delete(name);
      compare(where, call, { number: fact.number }, report);
      compare(where, declaredCall(call), expectedCall(fact, value), report);
      checkOn(where, call, fact, report);
      compareBytes(`${where} args`, call.args, fact.args, facts.types, report);
      compareBytes(`${where} ret`, call.ret, fact.ret, facts.types, report);
    } else {
      if (event === undefined) {
        report(`${where}: not declared as an event`);
        continue;
      }
      events.delete(name);
      compare(where, event, { number: fact.number, callback: fact.hasCallbackID === true }, report);
      compare(where, { body: event.body.text }, { body: fact.wireArgs }, report);
      const id = fact.event && { class: fact.event.class, id: fact.event.id };
      compare(where, event, { event: id }, report);
      compareBytes(where, event.body, fact.args, facts.types, report);
    }
  }
  for (const name of [...calls.keys(), ...events.keys()]) report(`${programName} ${name}: not in the facts`);
}

/** Newer procedures: the facts know their numbers, names and layouts, but no limits and no permissions. */
function withoutLimits(text: string): string {
  return text.replace(/<\d+>/g, "<>");
}

function checkNewer({ procedures }: DeltaFacts, types: FactTypes, report: Report): Set<string> {
  const names = new Set<string>();
  for (const fact of procedures) {
    const name = camel(fact.name);
    const where = `remote ${fact.number} ${name}`;
    names.add(name);
    const call = Object.entries<Procedure>({ ...remote.calls }).find(([key]) => key === name)?.[1];
    const event = Object.entries<EventProcedure>({ ...remote.events }).find(([key]) => key === name)?.[1];
    const declared = {
      number: call?.number ?? event?.number,
      args: withoutLimits((call?.args ?? event?.body)?.text ?? "not declared"),
      ret: withoutLimits(call?.ret.text ?? "void"),
      kind: call === undefined ? "event" : "call",
    };
    compare(
      where,
      declared,
      { number: fact.number, args: fact.wireArgs, ret: fact.wireRet, kind: fact.kind },
      report,
    );
    const layout = call?.args ?? event?.body;
    if (layout !== undefined) compareBytes(where, layout, fact.args, types, report);
    if (call !== undefined) compareBytes(`${where} ret`, call.ret, fact.ret, types, report);
  }
  return names;
}

export function checkPrograms(facts: Facts, report: Report): void {
  const values = new Map(Object.values(facts.constants.enums).flatMap((members) => Object.entries(members)));
  const value = (name: string) => {
    const found = values.get(name);
    if (found === undefined) report(`the facts use ${name} without its value`);
    return found ?? Number.NaN;
  };
  const newer = checkNewer(facts.delta, { ...facts.remote.types, ...facts.delta.types }, report);
  const known = <E extends object>(entries: E) =>
    Object.fromEntries(Object.entries(entries).filter(([name]) => !newer.has(name)));
  checkProgram(
    { ...remote, calls: known(remote.calls), events: known(remote.events) },
    facts.remote,
    value,
    report,
  );
  checkProgram(qemu, facts.qemu, value, report);
  checkProgram(lxc, facts.lxc, value, report);
  checkProgram(admin, facts.admin, value, report);
}
