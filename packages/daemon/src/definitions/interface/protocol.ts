/** `<protocol>`: the addresses of an interface, and where it gets them from. */
import { Limit, parseInteger } from "../integer.js";
import { unexplained } from "../refusal.js";
import { type ChildRule, each, present, shape } from "../shape.js";
import { nonEmpty, number, string, yesNo } from "../values.js";
import { attribute, attributeIn, childrenNamed, element } from "../xml-tree.js";
import { badInterface } from "./refusal.js";

const dhcp = shape("dhcp", { flag: true, attributes: { peerdns: yesNo } });

const ip = shape("ip", {
  attributes: { address: string, prefix: number({ range: Limit.int, base: 0, hideZero: true }) },
});

/** One without an address says nothing, whatever else it says. */
const ips: ChildRule = (parent, context) =>
  childrenNamed(parent, "ip")
    .filter((from) => from.attributes.has("address"))
    .flatMap((from) => ip.apply(from, context) ?? []);

const route = shape("route", { attributes: { gateway: nonEmpty } });

const autoconf = present("autoconf");

const protocol = shape("protocol", {
  spread: true,
  attributes: {
    family(value) {
      if (value === undefined) throw badInterface("protocol misses the family attribute");
      if (value !== "ipv4" && value !== "ipv6") {
        throw badInterface(`unsupported protocol family '${value}'`);
      }
      return value;
    },
  },
  children: [
    (parent, context) => (attribute(parent, "family") === "ipv6" ? autoconf(parent, context) : []),
    dhcp,
    ips,
    route,
  ],
});

export const protocols = each(protocol);

const LARGEST_MTU = 100_000n;

export const mtu: ChildRule = (parent) => {
  const text = attributeIn(parent, "mtu", "size");
  if (text === undefined) return [];
  const size = parseInteger(text, Limit.unsignedInt);
  if (size === undefined) throw unexplained();
  if (size > LARGEST_MTU) {
    throw badInterface(`value of the 'size' attribute of 'mtu' element must be at most ${LARGEST_MTU}`);
  }
  return size === 0n ? [] : [element("mtu", { size })];
};
