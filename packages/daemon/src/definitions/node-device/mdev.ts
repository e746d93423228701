/** Mediated devices: what a parent can be divided into, and one such part. */
import { Limit, parseInteger } from "../integer.js";
import { type ChildRule, type Shape, shape } from "../shape.js";
import { formatUuid, parseUuid } from "../uuid.js";
import { attribute, childNamed, childrenNamed, element, type XmlElement } from "../xml-tree.js";
import { childText, field, internal, invalid, ownerOf, unsupported } from "./fields.js";

function mdevType(from: XmlElement): XmlElement {
  const id = attribute(from, "id");
  if (!id) throw invalid("missing 'id' attribute for mediated device's <type> element");
  const api = childText(from, "deviceAPI");
  if (api === undefined) throw invalid(`missing device API for mediated device type '${id}'`);
  const available = parseInteger(childText(from, "availableInstances") ?? "", Limit.unsignedInt);
  if (available === undefined)
    throw invalid(`missing number of available instances for mediated device type '${id}'`);
  const name = childText(from, "name");
  return element("type", { id }, [
    name === undefined ? undefined : element("name", {}, [name]),
    element("deviceAPI", {}, [api]),
    element("availableInstances", {}, [available.toString()]),
  ]);
}

/** The types in all `<capability type='mdev_types'>` of a device, as one; none when there are no types. */
export const mdevTypes: ChildRule = (parent) => {
  const types = childrenNamed(parent, "capability")
    .filter((one) => attribute(one, "type") === "mdev_types")
    .flatMap((one) => childrenNamed(one, "type").map(mdevType));
  return types.length === 0 ? [] : [element("capability", { type: "mdev_types" }, types)];
};

/** As `mdevTypes`, for devices whose other capabilities count for nothing, but must have a type. */
export const onlyMdevTypes: ChildRule = (parent, context) => {
  for (const one of childrenNamed(parent, "capability")) {
    if (!one.attributes.has("type")) throw invalid("Missing capability type");
  }
  return mdevTypes(parent, context);
};

const group: ChildRule = (parent, context) => {
  const text = attribute(childNamed(parent, "iommuGroup"), "number") || "0";
  const number = parseInteger(text, Limit.unsignedInt);
  if (number === undefined) throw internal(`invalid iommuGroup number attribute for '${ownerOf(context)}'`);
  return [element("iommuGroup", { number })];
};

/** An attribute without a name or a value is passed over. */
const attrs: ChildRule = (parent) =>
  childrenNamed(parent, "attr").flatMap((from) => {
    const [name, value] = [attribute(from, "name"), attribute(from, "value")];
    return name && value ? [element("attr", { name, value })] : [];
  });

export const mdev: Shape = shape("capability", {
  attributes: { type: () => "mdev" },
  children: [
    (parent, context) => {
      const id = attribute(childNamed(parent, "type"), "id");
      if (!id) throw unsupported(`missing type id attribute for '${ownerOf(context)}'`);
      return [element("type", { id })];
    },
    field("uuid", (text) => {
      if (text === undefined) return undefined;
      const bytes = parseUuid(text);
      if (bytes === undefined) throw internal(`Invalid uuid '${text}' for new mdev device`);
      return formatUuid(bytes);
    }),
    group,
    attrs,
  ],
});
