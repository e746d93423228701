/** What an interface asks of its network: virtual port, bandwidth, VLAN tags, filters. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { Limit, parseInteger } from "../../integer.js";
import { refuse } from "../../refusal.js";
import { type ChildRule, each, type Shape, shape, type ValueRule } from "../../shape.js";
import { formatUuid, parseUuid, randomUuid } from "../../uuid.js";
import { choice, yesOrNothing } from "../../values.js";
import { attribute, childNamed, childrenNamed, element, type XmlElement } from "../../xml-tree.js";

const networkError = (detail: string) => refuse(ErrorDomain.none, ErrorCode.xmlError, detail);
const networkUnsupported = (detail: string) => refuse(ErrorDomain.none, ErrorCode.configUnsupported, detail);

const PORT_TYPES: Readonly<Record<string, readonly string[]>> = {
  "802.1Qbg": ["managerid", "typeid", "typeidversion", "instanceid"],
  "802.1Qbh": ["profileid"],
  openvswitch: ["interfaceid", "profileid"],
  midonet: ["interfaceid"],
  none: ["managerid", "typeid", "typeidversion", "instanceid", "interfaceid", "profileid"],
};
const PORT_ORDER = PORT_TYPES.none!;
const PORT_LIMITS: Readonly<Record<string, bigint>> = {
  managerid: 0xffn,
  typeid: 0xffffffn,
  typeidversion: 0xffn,
};

export const virtualport: ChildRule = (parent, context) => {
  const from = childNamed(parent, "virtualport");
  if (!from) return [];
  const type = attribute(from, "type");
  const allowed = type === undefined ? PORT_ORDER : PORT_TYPES[type];
  if (!allowed || type === "none") throw networkUnsupported(`unknown virtualport type ${type}`);
  const given = childNamed(from, "parameters");
  const values: Record<string, string | undefined> = {};
  for (const name of PORT_ORDER) values[name] = portValue(name, attribute(given, name));
  for (const name of PORT_ORDER) {
    if (values[name] !== undefined && !allowed.includes(name)) {
      throw networkError(`extra ${name} unsupported in <virtualport type='${type}'>`);
    }
  }
  for (const name of type === undefined || type === "openvswitch" ? [] : allowed) {
    if (values[name] === undefined) throw networkError(`missing ${name} in <virtualport type='${type}'>`);
  }
  const fresh = () => formatUuid(randomUuid((count) => context.random(count)));
  if (type === "openvswitch") values.interfaceid ??= fresh();
  if (type === undefined && given) {
    values.instanceid ??= fresh();
    values.interfaceid ??= fresh();
  }
  const parameters = element("parameters", values);
  return [element("virtualport", { type }, [parameters.attributes.size > 0 ? parameters : undefined])];
};

function portValue(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (name.endsWith("id") && ["instanceid", "interfaceid"].includes(name)) {
    const bytes = parseUuid(text);
    if (!bytes) throw networkError(`cannot parse ${name} parameter as a uuid`);
    return formatUuid(bytes);
  }
  const limit = PORT_LIMITS[name];
  if (limit === undefined) return text;
  const value = parseInteger(text, Limit.unsignedInt, 0);
  if (value === undefined) throw networkError(`cannot parse value of ${name} parameter`);
  if (value > limit) throw networkError(`value of ${name} out of range`);
  return value.toString();
}

const rate = (): ValueRule => (value, at) => {
  if (value === undefined) return undefined;
  const read = parseInteger(value, Limit.unsignedLongLong);
  if (read === undefined) throw networkUnsupported(`could not convert bandwidth ${at.name} value '${value}'`);
  return read === 0n ? undefined : read.toString();
};

const direction = (name: string): Shape =>
  shape(name, {
    attributes: { average: rate(), peak: rate(), floor: rate(), burst: rate() },
    finish(made) {
      if (!made.attributes.has("average") && !made.attributes.has("floor")) {
        throw refuse(ErrorDomain.none, ErrorCode.xmlDetail, "Missing mandatory average or floor attributes");
      }
      if (!made.attributes.has("average") && (made.attributes.has("peak") || made.attributes.has("burst"))) {
        throw refuse(ErrorDomain.none, ErrorCode.xmlDetail, "'peak' and 'burst' require 'average' attribute");
      }
      if (name === "outbound" && made.attributes.has("floor")) {
        throw refuse(
          ErrorDomain.none,
          ErrorCode.xmlDetail,
          "'floor' attribute allowed only in <inbound> element",
        );
      }
      return made;
    },
  });

export const bandwidth = shape("bandwidth", { children: [direction("inbound"), direction("outbound")] });

export function checkFloor(made: XmlElement, allowed: boolean): void {
  const inbound = childNamed(childNamed(made, "bandwidth"), "inbound");
  if (!allowed && inbound?.attributes.has("floor")) {
    throw networkUnsupported("floor attribute is not supported for this config");
  }
}

const tag = shape("tag", {
  attributes: {
    id(value) {
      const read = value === undefined ? undefined : parseInteger(value, Limit.unsignedInt, 10);
      if (read === undefined) throw networkError("missing or invalid vlan tag id attribute");
      if (read > 4095n) throw networkError(`vlan tag id ${read} too large (maximum 4095)`);
      return read.toString();
    },
    nativeMode: choice(["tagged", "untagged"], { hidden: "default" }),
  },
});

export const vlan = shape("vlan", {
  attributes: { trunk: yesOrNothing },
  children: [each(tag)],
  finish(made) {
    const tags = childrenNamed(made, "tag");
    if (tags.length === 0)
      throw networkError("missing tag id - each <vlan> must have at least one <tag id='n'/> subelement");
    if (tags.length > 1 || tags.some((one) => one.attributes.has("nativeMode")))
      made.attributes.set("trunk", "yes");
    return made;
  },
});

/** Parameters are sorted by name; values of one name stay in the order they were given. */
export const filterref: ChildRule = (parent) => {
  const from = childNamed(parent, "filterref");
  const filter = attribute(from, "filter");
  if (!from || filter === undefined) return [];
  const named = childrenNamed(from, "parameter")
    .map((one) => ({ name: attribute(one, "name"), value: attribute(one, "value") }))
    .filter((one) => one.name !== undefined && one.value !== undefined && /^[a-zA-Z0-9_]+$/.test(one.name));
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
