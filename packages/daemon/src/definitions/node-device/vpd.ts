/** Vital product data of a PCI device: who made it, and what its owner wrote into it. */
import { type ChildRule, type ParseContext, shape } from "../shape.js";
import { attribute, childrenNamed, element, type XmlElement } from "../xml-tree.js";
import { childText, field, invalid } from "./fields.js";

/** Fields that vendors or systems choose: one character names each. Of two with one name the last counts. */
function customFields(from: XmlElement, name: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const one of childrenNamed(from, name)) {
    const index = attribute(one, "index");
    const text = one.children.find((node) => node.kind === "text");
    const isLegal = index !== undefined && /^[0-9A-Z]$/.test(index);
    if (isLegal && text?.kind === "text" && text.text !== "") values.set(index, text.text);
  }
  return values;
}

const custom =
  (name: string, except = ""): ChildRule =>
  (from) =>
    [...customFields(from, name)]
      .filter(([index]) => index !== except)
      .map(([index, value]) => element(name, { index }, [value]));

/** The asset tag is the system's field "A", and has an element of its own. */
const assetTag: ChildRule = (from) => {
  const tag = customFields(from, "system_field").get("A") ?? childText(from, "asset_tag");
  return tag === undefined ? [] : [element("asset_tag", {}, [tag])];
};

const fixed = (...names: readonly string[]): ChildRule[] => names.map((name) => field(name));

const readOnly = shape("fields", {
  attributes: { access: (value) => value },
  children: [
    ...fixed("change_level", "manufacture_id", "part_number", "serial_number"),
    custom("vendor_field"),
  ],
  spread: true,
});

const readWrite = shape("fields", {
  attributes: { access: (value) => value },
  children: [assetTag, custom("vendor_field"), custom("system_field", "A")],
  spread: true,
});

function fieldsOf(from: XmlElement, context: ParseContext): XmlElement[] {
  const made = new Map<string, XmlElement>();
  for (const one of childrenNamed(from, "fields")) {
    const access = attribute(one, "access");
    if (access === undefined) continue;
    if (access === "") throw invalid("VPD fields access type parsing has failed");
    const rule = { readonly: readOnly, readwrite: readWrite }[access];
    if (rule === undefined) throw invalid(`Unsupported VPD field access type specified ${access}`);
    made.set(access, rule.apply(one, context)!);
  }
  return ["readonly", "readwrite"].flatMap((access) => made.get(access) ?? []);
}

const data = shape("capability", {
  attributes: { type: () => "vpd" },
  children: [
    field("name", (text) => {
      if (text === undefined) throw invalid("Could not read a device name from the <name> element");
      return text;
    }),
    fieldsOf,
  ],
});

/** Of several such capabilities the last counts. */
export const vpd: ChildRule = (parent, context) =>
  childrenNamed(parent, "capability")
    .filter((one) => attribute(one, "type") === "vpd")
    .flatMap((one) => data.apply(one, context) ?? [])
    .slice(-1);
