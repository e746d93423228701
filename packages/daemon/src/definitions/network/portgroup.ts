/** `<portgroup>`: settings that guests choose by name. */
import { bandwidth, checkFloor, virtualportOf, vlan } from "../domain/devices/network-options.js";
import { type ChildRule, each, shape } from "../shape.js";
import { yesNo } from "../values.js";
import { badNetwork } from "./refusal.js";

/** Bandwidth without a guaranteed part, which only a guest's own interface can have. */
export const networkBandwidth: ChildRule = (parent, context) => {
  const made = bandwidth(parent, context);
  for (const one of made) checkFloor({ ...parent, children: [one] }, false);
  return made;
};

export const portgroup = shape("portgroup", {
  spread: true,
  attributes: {
    name(value) {
      if (!value) throw badNetwork("Missing required name attribute in portgroup");
      return value;
    },
    default: (value) => (value?.toLowerCase() === "yes" ? "yes" : undefined),
    trustGuestRxFilters: yesNo,
  },
  children: [vlan, virtualportOf({}), networkBandwidth],
});

export const portgroups = each(portgroup);
