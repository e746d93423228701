// Declared constants, permissions, errors and limits against the facts.
import {
  DriverFeature,
  ErrorCode,
  ErrorDomain,
  ErrorLevel,
  errorLayout,
  errorTexts,
  keepalive,
  limits,
  MessageStatus,
  MessageType,
  permissions,
  pingPacket,
  remoteLimits,
} from "@virtgate/protocol";
import * as constants from "@virtgate/protocol/constants";
import { camelMacro, capital } from "./names.js";
import type { Facts } from "./read.js";

type Report = (problem: string) => void;
type Group = Readonly<Record<string, number | string>>;

/** Every value of `declared` must be expected under its name, and nothing may be missing. */
function same(where: string, declared: Group, expected: Group, report: Report): void {
  for (const name of new Set([...Object.keys(declared), ...Object.keys(expected)])) {
    if (declared[name] !== expected[name]) {
      report(`${where}.${name} is ${declared[name]}, the facts say ${expected[name]}`);
    }
  }
}

/** libvirt's members under our names: the part of the name that comes after what all of them begin with. */
function renamed(members: Group, rename: (name: string) => string): Group {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [rename(name), value]));
}

/** How many letters of libvirt's names the group leaves out: the same for all of them. */
function prefixLength(group: Group, members: readonly string[]): number | undefined {
  const lengths = members.map((name) => {
    const whole = camelMacro(name);
    const ends = Object.keys(group).filter((member) => whole.endsWith(capital(member)));
    return ends.map((member) => whole.length - member.length);
  });
  return lengths[0]?.find((length) => lengths.every((others) => others.includes(length)));
}

function checkEnums(facts: Facts, report: Report): void {
  const groups = new Map(Object.entries<Group>({ ...constants }));
  const enums = new Map<string, Record<string, number>>(
    Object.entries(facts.constants.enums).map(([name, members]) => [name, { ...members }]),
  );
  for (const { enum: name, name: member, value } of facts.delta.publicConstants) {
    const members = enums.get(name) ?? {};
    enums.set(name, { ...members, [member]: value });
  }
  // An alias of a constant is a constant too.
  for (const [alias, name] of Object.entries(facts.constants.aliasMacros)) {
    for (const members of enums.values()) if (name in members) members[alias] = members[name]!;
  }
  for (const [name, members] of enums) {
    if (["virErrorNumber", "virErrorDomain", "virErrorLevel"].includes(name)) continue;
    const group = groups.get(name.slice("vir".length));
    if (group === undefined) {
      report(`${name}: not declared`);
      continue;
    }
    groups.delete(name.slice("vir".length));
    const cut = prefixLength(group, Object.keys(members));
    if (cut === undefined) report(`${name}: the names of its members do not fit libvirt's`);
    const rename = (member: string) => {
      const rest = camelMacro(member).slice(cut ?? 0);
      return rest.charAt(0).toLowerCase() + rest.slice(1);
    };
    same(name, group, renamed(members, rename), report);
  }
  checkMacros(facts, groups, report);
}

function checkMacros(facts: Facts, groups: Map<string, Group>, report: Report): void {
  const numbers = groups.get("NumberMacros") ?? {};
  groups.delete("NumberMacros");
  const number = (name: string) => camelMacro(name.replace(/^VIR_/, ""));
  same("NumberMacros", numbers, renamed(facts.constants.numberMacros, number), report);

  const declared: Record<string, string | number> = {};
  for (const [group, members] of groups) {
    // virMigrateParamUri is MigrateParams.uri, virDomainBlkioWeight is DomainBlkioParams.weight.
    const base = group.replace(/Params$/, "");
    for (const [member, value] of Object.entries(members)) {
      declared[`vir${base}${capital(member)}`] = value;
    }
  }
  const strings: Record<string, string> = { ...facts.constants.stringMacros };
  for (const { name, value } of facts.delta.publicStringMacros) strings[name] = value;
  const macro = (name: string) => camelMacro(name.replace(/_PARAM_/, "_"));
  same("typed parameter names", declared, renamed(strings, macro), report);
}

function checkErrors({ errors: facts, delta }: Facts, report: Report): void {
  const code = (name: string) => camelMacro(name.replace(/^VIR_ERR_/, "").replace(/^VIR_WAR_/, "WARN_"));
  const codes: Record<string, number> = Object.fromEntries(
    facts.errors.map(({ name, code }) => [name, code]),
  );
  for (const { enum: name, name: member, value } of delta.publicConstants) {
    if (name === "virErrorNumber") codes[member] = value;
  }
  same("ErrorCode", ErrorCode, renamed(codes, code), report);
  for (const { code, msg, msginfo } of facts.errors) {
    const declared = errorTexts[code];
    if ((declared?.[0] ?? null) !== msg || (declared?.[1] ?? null) !== msginfo) {
      report(`error ${code}: texts are ${JSON.stringify(declared)}, the facts say ${msg}, ${msginfo}`);
    }
  }
  const domain = (name: string) => camelMacro(name.replace(/^VIR_FROM_/, ""));
  const domains = Object.fromEntries(facts.domains.map(({ name, domain }) => [name, domain]));
  same("ErrorDomain", ErrorDomain, renamed(domains, domain), report);
  const level = (name: string) => camelMacro(name.replace(/^VIR_ERR_/, ""));
  same("ErrorLevel", ErrorLevel, renamed(facts.levels, level), report);
}

function checkPermissions({ remote }: Facts, report: Report): void {
  const expected: Record<string, string> = {};
  for (const [object, list] of Object.entries(remote.permissions)) {
    for (const { name, anonymous } of list) expected[`${object}:${name}`] = String(anonymous);
  }
  const declared: Record<string, string> = {};
  for (const [object, list] of Object.entries(permissions)) {
    for (const [name, anonymous] of Object.entries(list)) declared[`${object}:${name}`] = String(anonymous);
  }
  same("permissions", declared, expected, report);
}

function checkFrame({ rpc, remote }: Facts, report: Report): void {
  const macros = rpc.constants;
  const values: [string, unknown, unknown][] = [
    ["maxPacketBytes", limits.maxPacketBytes, rpc.frame.maxLengthWordValue],
    ["headerBytes", limits.headerBytes, rpc.frame.headerBytes],
    ["maxStringBytes", limits.maxStringBytes, macros.VIR_NET_MESSAGE_STRING_MAX],
    ["maxStreamPayloadBytes", limits.maxStreamPayloadBytes, macros.VIR_NET_MESSAGE_LEGACY_PAYLOAD_MAX],
    ["maxFileDescriptors", limits.maxFileDescriptors, rpc.fds.max],
    ["error layout", errorLayout.text, rpc.error.wire],
    ["keepalive program", keepalive.number, rpc.keepalive.programNumber],
    ["keepalive version", keepalive.version, rpc.keepalive.version],
    ["keepalive packet", pingPacket.length, rpc.keepalive.frameBytes],
    ["message types", Object.values(MessageType).join(), rpc.messageTypes.map(({ value }) => value).join()],
    ["statuses", Object.values(MessageStatus).join(), rpc.messageStatuses.map(({ value }) => value).join()],
  ];
  for (const [what, declared, expected] of values) {
    if (declared !== expected) report(`${what} is ${declared}, the facts say ${expected}`);
  }
  for (const { name, number } of rpc.keepalive.procedures) {
    const declared = Object.entries(keepalive.events).find(([key]) => key === name)?.[1].number;
    if (declared !== number) report(`keepalive ${name} is ${declared}, the facts say ${number}`);
  }
  // The other three are the length of strings and the program's own numbers.
  const { REMOTE_STRING_MAX, REMOTE_PROGRAM, REMOTE_PROTOCOL_VERSION, ...counts } = remote.constants;
  const limit = (name: string) => camelMacro(name.replace(/^REMOTE_/, ""));
  same("remoteLimits", remoteLimits, renamed(counts, limit), report);
  const feature = (name: string) => camelMacro(name.replace(/^VIR_DRV_FEATURE_/, ""));
  same("DriverFeature", DriverFeature, renamed(remote.driverFeatures, feature), report);
}

export function checkConstants(facts: Facts, report: Report): void {
  checkEnums(facts, report);
  checkErrors(facts, report);
  checkPermissions(facts, report);
  checkFrame(facts, report);
}
