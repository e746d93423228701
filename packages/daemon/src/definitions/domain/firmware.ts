/** The firmware of a machine: a loader and its variables by path, or what is asked of one that libvirt chooses. */
import { domainDetail, invalidDomain } from "../refusal.js";
import { type ChildRule, each, shape, type ValueRule } from "../shape.js";
import { choice, required, yesNo } from "../values.js";
import {
  attribute,
  childNamed,
  childrenNamed,
  element,
  setChild,
  textOf,
  type XmlElement,
} from "../xml-tree.js";
import { parseDiskSource, STORAGE_TYPES } from "./devices/disk-source.js";

/** `<os firmware=…>`: that libvirt chooses, and of which kind. */
export const firmwareAttribute: ValueRule = (value) => {
  if (value !== undefined && value !== "bios" && value !== "efi")
    throw invalidDomain(`unknown firmware value ${value}`);
  return value;
};

const loader = shape("loader", {
  attributes: { readonly: yesNo, secure: yesNo, type: choice(["rom", "pflash"]), stateless: yesNo },
  text: (value) => value,
  // Kept until it was checked, even when nothing is in it.
  flag: true,
});

/** Where the variables of the firmware live: a file, or any storage a disk could have. */
const nvram: ChildRule = (parent, context) => {
  const from = childNamed(parent, "nvram");
  if (!from) return [];
  const template = attribute(from, "template");
  const type = attribute(from, "type");
  if (type === undefined) {
    const path = textOf(from);
    if (template === undefined && path === "") return [];
    return [element("nvram", { template }, [path === "" ? undefined : path])];
  }
  choice(STORAGE_TYPES)(type, { name: "type", element: from, context });
  const source = childNamed(from, "source");
  return [element("nvram", { template, type }, [source && parseDiskSource(source, type, context)])];
};

const FEATURES = ["enrolled-keys", "secure-boot"];
const feature = shape("feature", {
  attributes: { enabled: required(yesNo), name: required(choice(FEATURES)) },
});
/** What is asked of a firmware that libvirt chooses; without that choice it means nothing. */
const firmware: ChildRule = (parent, context) => {
  const from = childNamed(parent, "firmware");
  if (!from || attribute(parent, "firmware") === undefined) return [];
  const given = each(feature)(from, context);
  // Enrolled keys are of no use without secure boot.
  const keys = given.findLast((one) => attribute(one, "name") === "enrolled-keys");
  if (
    attribute(keys, "enabled") === "yes" &&
    !given.some((one) => attribute(one, "name") === "secure-boot")
  ) {
    given.push(element("feature", { enabled: "yes", name: "secure-boot" }));
  }
  const ordered = FEATURES.flatMap((name) =>
    given.filter((one) => attribute(one, "name") === name).slice(-1),
  );
  return ordered.length > 0 ? [element("firmware", {}, ordered)] : [];
};

/** In the order in which libvirt writes them. */
export const firmwareRules: readonly ChildRule[] = [firmware, loader, nvram];

/** Fills in the kind of a plain loader, and checks how loader, variables and chosen firmware go together. */
export function completeFirmware(os: XmlElement): void {
  const loaderElement = childNamed(os, "loader");
  const variables = childNamed(os, "nvram");
  const path = textOf(loaderElement);
  const automatic = attribute(os, "firmware");
  if (loaderElement && path !== "" && !loaderElement.attributes.has("type")) {
    const { readonly, secure, stateless } = Object.fromEntries(loaderElement.attributes);
    loaderElement.attributes.clear();
    for (const pair of element("loader", { readonly, secure, type: "rom", stateless }).attributes) {
      loaderElement.attributes.set(...pair);
    }
  }
  if (automatic === undefined) checkGivenFirmware(loaderElement, path, variables);
  else checkChosenFirmware(os, automatic, loaderElement, variables);
  if (loaderElement && loaderElement.attributes.size === 0 && path === "") setChild(os, "loader", undefined);
}

function checkGivenFirmware(
  given: XmlElement | undefined,
  path: string,
  variables: XmlElement | undefined,
): void {
  if (!given && !variables) return;
  if (path === "") throw domainDetail("no loader path specified and firmware auto selection disabled");
  const stateless = attribute(given, "stateless");
  if (stateless === undefined) return;
  if (attribute(given, "type") !== "pflash") throw domainDetail("Only pflash loader type permits NVRAM");
  if (stateless !== "yes" || !variables) return;
  if (variables.attributes.has("template"))
    throw domainDetail("NVRAM template is not permitted when loader is stateless");
  throw domainDetail("NVRAM is not permitted when loader is stateless");
}

function checkChosenFirmware(
  os: XmlElement,
  chosen: string,
  given: XmlElement | undefined,
  variables: XmlElement | undefined,
): void {
  const refused = (what: string) =>
    domainDetail(`${what} cannot be specified when firmware autoselection is enabled`);
  for (const name of ["readonly", "type"]) {
    if (given?.attributes.has(name)) throw refused(`loader attribute '${name}'`);
  }
  if (variables?.attributes.has("template")) throw refused("nvram attribute 'template'");
  if (variables && chosen === "bios") throw domainDetail("firmware type 'bios' does not support nvram");
  const states = new Map(
    childrenNamed(childNamed(os, "firmware") ?? element("none"), "feature").map((one) => [
      attribute(one, "name"),
      attribute(one, "enabled"),
    ]),
  );
  if (states.get("enrolled-keys") === "yes" && states.get("secure-boot") === "no") {
    throw domainDetail(
      "firmware feature 'enrolled-keys' cannot be enabled when firmware feature 'secure-boot' is disabled",
    );
  }
}
