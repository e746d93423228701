/** What an interface asks of its network: virtual port, bandwidth, VLAN tags, filters. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { Limit, parseInteger, parseWrappingUint } from "../../integer.js";
import { refuse } from "../../refusal.js";
import { type ChildRule, each, type ParseContext, type Shape, shape, type ValueRule } from "../../shape.js";
import { formatUuid, parseUuid, randomUuid } from "../../uuid.js";
import { choice, number, required } from "../../values.js";
import { attribute, childNamed, childrenNamed, element, type XmlElement } from "../../xml-tree.js";

const networkError = (detail: string) => refuse(ErrorDomain.none, ErrorCode.xmlError, detail);
const portError = (detail: string) => refuse(ErrorDomain.net, ErrorCode.xmlError, detail);
const networkUnsupported = (detail: string) => refuse(ErrorDomain.none, ErrorCode.configUnsupported, detail);

const PORT_TYPES: Readonly<Record<string, readonly string[]>> = {
  "802.1Qbg": ["managerid", "typeid", "typeidversion", "instanceid"],
  "802.1Qbh": ["profileid"],
  openvswitch: ["interfaceid", "profileid"],
  midonet: ["interfaceid"],
  none: ["managerid", "typeid", "typeidversion", "instanceid", "interfaceid", "profileid"],
};
const PORT_ORDER = PORT_TYPES.none!;
const PROFILE_ID_LENGTH = 39;
const PORT_LIMITS: Readonly<Record<string, bigint>> = {
  managerid: 0xffn,
  typeid: 0xffffffn,
  typeidversion: 0xffn,
};

/** In the order in which they are refused. */
const PORT_EXTRAS: Readonly<Record<string, readonly string[]>> = {
  "802.1Qbg": ["profileid", "interfaceid"],
  "802.1Qbh": ["managerid", "typeid", "typeidversion", "instanceid", "interfaceid"],
  openvswitch: ["managerid", "typeid", "typeidversion", "instanceid"],
};

/** What is asked of a `<virtualport>`, which depends on where it stands. */
interface PortRules {
  /** It must say its type. */
  readonly typed?: boolean;
  /** Nothing may be missing, and ids that are get made up. */
  readonly complete?: boolean;
}

export const virtualportOf =
  ({ typed, complete }: PortRules): ChildRule =>
  (parent, context) => {
    const from = childNamed(parent, "virtualport");
    if (!from) return [];
    const type = attribute(from, "type");
    const allowed =
      type === undefined ? PORT_ORDER : Object.hasOwn(PORT_TYPES, type) ? PORT_TYPES[type] : undefined;
    if (!allowed || type === "none") throw networkUnsupported(`unknown virtualport type ${type}`);
    if (typed && type === undefined) throw networkError("missing required virtualport type");
    const given = childNamed(from, "parameters");
    const values: Record<string, string | undefined> = {};
    for (const name of PORT_ORDER) values[name] = portValue(name, attribute(given, name));
    if (complete) completePort(type, allowed, values, context);
    for (const name of PORT_EXTRAS[type ?? ""] ?? []) {
      if (values[name] !== undefined)
        throw portError(`extra ${name} unsupported in <virtualport type='${type}'>`);
    }
    const parameters = element(
      "parameters",
      type === "midonet" ? { interfaceid: values.interfaceid } : values,
    );
    // Other ids of midonet's are not written, but then the line that could hold them is.
    const said = PORT_ORDER.some((name) => values[name] !== undefined);
    if (!said && type === undefined) return [];
    return [element("virtualport", { type }, [said ? parameters : undefined])];
  };

function completePort(
  type: string | undefined,
  allowed: readonly string[],
  values: Record<string, string | undefined>,
  context: ParseContext,
): void {
  const fresh = () => formatUuid(randomUuid((count) => context.random(count)));
  for (const name of type?.startsWith("802.1Q") ? allowed : []) {
    if (values[name] === undefined) throw portError(`missing ${name} in <virtualport type='${type}'>`);
  }
  if (type === "openvswitch") values.interfaceid ??= fresh();
  if (type === undefined) {
    values.instanceid ??= fresh();
    values.interfaceid ??= fresh();
  }
}

export const virtualport = virtualportOf({ complete: true });

function portValue(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (name.endsWith("id") && ["instanceid", "interfaceid"].includes(name)) {
    const bytes = parseUuid(text);
    if (!bytes) throw networkError(`cannot parse ${name} parameter as a uuid`);
    return formatUuid(bytes);
  }
  if (name === "profileid") {
    if (Buffer.byteLength(text) > PROFILE_ID_LENGTH) throw networkError("profileid parameter too long");
    return text || undefined;
  }
  const limit = PORT_LIMITS[name];
  if (limit === undefined) return text;
  const value = parseWrappingUint(text, 0);
  if (value === undefined) throw networkError(`cannot parse value of ${name} parameter`);
  if (value > limit) throw networkError(`value ${name === "typeid" ? "for" : "of"} ${name} out of range`);
  return value.toString();
}

const rate = (): ValueRule => (value, at) => {
  if (value === undefined) return undefined;
  const read = parseInteger(value, Limit.unsignedLongLong);
  if (read === undefined) throw networkUnsupported(`could not convert bandwidth ${at.name} value '${value}'`);
  return read.toString();
};

const direction = (name: string): Shape =>
  shape(name, {
    attributes: { average: rate(), peak: rate(), floor: rate(), burst: rate() },
    finish(made) {
      if (!made.attributes.has("average") && !made.attributes.has("floor")) {
        throw refuse(ErrorDomain.none, ErrorCode.xmlDetail, "Missing mandatory average or floor attributes");
      }
      if (!made.attributes.has("average") && (made.attributes.has("peak") || made.attributes.has("burst"))) {
        throw networkUnsupported("'peak' and 'burst' require 'average' attribute");
      }
      // A rate of zero was a rate given, but says nothing.
      if (name === "outbound" && made.attributes.has("floor")) {
        throw networkUnsupported("'floor' attribute allowed only in <inbound> element");
      }
      // A rate of zero counts as given above, but says nothing.
      for (const [name, value] of [...made.attributes]) if (value === "0") made.attributes.delete(name);
      return made;
    },
  });

const bandwidthShape = shape("bandwidth", {
  children: [direction("inbound"), direction("outbound")],
  finish(made, from) {
    const said = childNamed(from, "inbound") ?? childNamed(from, "outbound");
    if (said && made.children.length === 0) return { ...made, spread: true };
    return made;
  },
});

export const bandwidth: ChildRule = (parent, context) => {
  const from = childNamed(parent, "bandwidth");
  const refused = (text: string) => refuse(ErrorDomain.none, ErrorCode.xmlDetail, text);
  if (from?.attributes.has("classID"))
    throw refused("classID attribute not supported on <bandwidth> in this usage context");
  for (const name of ["inbound", "outbound"]) {
    if (from && childrenNamed(from, name).length > 1)
      throw refused(`Only one child <${name}> element allowed`);
  }
  return bandwidthShape(parent, context);
};

export function checkFloor(made: XmlElement, allowed: boolean): void {
  const inbound = childNamed(childNamed(made, "bandwidth"), "inbound");
  if (!allowed && inbound?.attributes.has("floor")) {
    throw networkUnsupported("floor attribute is not supported for this config");
  }
}

const tag = shape("tag", {
  attributes: {
    id(value, at) {
      const text = required(number())(value, at)!;
      if (Number(text) > 4095) throw networkError(`vlan tag id ${text} too large (maximum 4095)`);
      return text;
    },
    nativeMode: choice(["tagged", "untagged"]),
  },
});

/** More than one tag makes a trunk; so does one that was marked as native, if it was called one. */
export const vlan = shape("vlan", {
  attributes: { trunk: (value) => value || undefined },
  children: [each(tag)],
  finish(made) {
    const tags = childrenNamed(made, "tag");
    const native = tags.filter((one) => one.attributes.has("nativeMode")).length;
    if (tags.length === 0) {
      throw networkError("missing tag id - each <vlan> must have at least one <tag id='n'/> subelement");
    }
    if (native > 1) throw networkError("duplicate native vlan setting");
    const trunk = attribute(made, "trunk");
    if (trunk !== undefined && trunk.toLowerCase() !== "yes") checkNoTrunk(trunk, tags.length, native);
    if (tags.length > 1 || trunk?.toLowerCase() === "yes") made.attributes.set("trunk", "yes");
    else made.attributes.delete("trunk");
    return made;
  },
});

function checkNoTrunk(trunk: string, tags: number, native: number): void {
  if (tags > 1) {
    throw networkError(
      `invalid "trunk='${trunk}'" in <vlan> - trunk='yes' is required for more than one vlan tag`,
    );
  }
  if (native > 0) {
    throw networkError(`invalid configuration in <vlan> - "trunk='no'" is not allowed with a native vlan id`);
  }
  if (trunk.toLowerCase() !== "no")
    throw networkError(`invalid "trunk='${trunk}'" in <vlan> - must be yes or no`);
}

/** Parameters are sorted by name; values of one name stay in the order they were given. */
export const filterref: ChildRule = (parent) => {
  const from = childNamed(parent, "filterref");
  const filter = attribute(from, "filter");
  if (!from || filter === undefined) return [];
  const named = childrenNamed(from, "parameter")
    .map((one) => ({ name: attribute(one, "name"), value: attribute(one, "value") }))
    .filter(
      (one) =>
        one.name !== undefined &&
        one.value !== undefined &&
        /^[a-zA-Z0-9_]+$/.test(one.name) &&
        /^[a-zA-Z0-9_.:]+$/.test(one.value!),
    );
  named.sort((a, b) => (a.name! < b.name! ? -1 : a.name! > b.name! ? 1 : 0));
  return [
    element(
      "filterref",
      { filter },
      named.map((one) => element("parameter", one)),
    ),
  ];
};

export const portOptions = shape("port", { attributes: { isolated: choice(["yes", "no"]) } });
