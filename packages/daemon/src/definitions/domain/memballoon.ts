/** The device through which a guest gives memory back, and tells how it is used. */
import { attribute, element } from "../xml-tree.js";
import type { DomainDefinition } from "./definition.js";
import { placeChild } from "./edit.js";

export const hasMemballoon = ({ devices }: DomainDefinition): boolean => {
  const [memballoon] = devices.memballoon;
  return memballoon !== undefined && attribute(memballoon, "model") !== "none";
};

/** How often the guest is asked, in seconds; 0: not at all. */
export function setStatsPeriod({ devices }: DomainDefinition, seconds: number): void {
  const stats = seconds === 0 ? undefined : element("stats", { period: seconds });
  placeChild(devices.memballoon[0]!, "stats", stats, []);
}
