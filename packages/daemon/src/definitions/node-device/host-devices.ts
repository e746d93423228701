/** The machine itself, its network interfaces, its disks, and its graphics cards. */
import { Limit, parseInteger } from "../integer.js";
import { type ChildRule, type Shape, shape, textElement } from "../shape.js";
import { formatUuid, parseUuid } from "../uuid.js";
import { choice, number } from "../values.js";
import { attribute, childrenNamed, element, find, textOf, type XmlElement } from "../xml-tree.js";
import {
  childText,
  field,
  internal,
  invalid,
  ownerOf,
  readInOrder,
  requiredText,
  unsupported,
} from "./fields.js";

/** The first such element within any `section`; a section may be continued elsewhere. */
const within =
  (section: string, name: string): ChildRule =>
  (parent) => {
    const text = textOf(find(parent, section, name));
    return text === "" ? [] : [element(name, {}, [text])];
  };

const hardwareUuid: ChildRule = (parent, context) => {
  const text = textOf(find(parent, "hardware", "uuid"));
  if (text === "") throw internal(`no system UUID supplied for '${ownerOf(context)}'`);
  const bytes = parseUuid(text);
  if (bytes === undefined) throw internal(`malformed uuid element for '${ownerOf(context)}'`);
  return [element("uuid", {}, [formatUuid(bytes)])];
};

/** Always there, with whatever of it is known. */
const section =
  (name: string, ...rules: readonly ChildRule[]): ChildRule =>
  (parent, context) => [
    {
      ...element(
        name,
        {},
        rules.flatMap((rule) => rule(parent, context)),
      ),
      spread: true,
    },
  ];

export const system = shape("capability", {
  attributes: { type: () => "system" },
  children: [
    textElement("product"),
    section(
      "hardware",
      ...["vendor", "version", "serial"].map((name) => within("hardware", name)),
      hardwareUuid,
    ),
    section("firmware", ...["vendor", "version", "release_date"].map((name) => within("firmware", name))),
  ],
});

const FEATURES = [
  ...["rx", "tx", "sg", "tso", "gso", "gro", "lro", "rxvlan", "txvlan", "ntuple", "rxhash", "rdma"],
  ...["txudptnl", "switchdev"],
];
const features: ChildRule = (parent) => {
  const given = new Set<string>();
  for (const one of childrenNamed(parent, "feature")) {
    const name = attribute(one, "name");
    if (name === undefined) throw invalid("missing network device feature name");
    if (!FEATURES.includes(name)) throw invalid(`unknown network device feature '${name}'`);
    given.add(name);
  }
  return FEATURES.filter((name) => given.has(name)).map((name) => element("feature", { name }));
};

const networkKind: ChildRule = (parent, context) => {
  const type = childrenNamed(parent, "capability").find((one) => one.attributes.has("type"));
  const name = attribute(type, "type");
  if (!name) return [];
  if (name !== "80203" && name !== "80211")
    throw unsupported(`invalid network type supplied for '${ownerOf(context)}'`);
  return [element("capability", { type: name })];
};

const LINK_STATES = ["unknown", "notpresent", "down", "lowerlayerdown", "testing", "dormant", "up"];
const state = choice(["", ...LINK_STATES], { hidden: "" });
const link = shape("link", {
  attributes: {
    speed: (value, at) => {
      // The state is judged first.
      state(attribute(at.element, "state"), { ...at, name: "state" });
      return number({ hideZero: true })(value, at);
    },
    state,
  },
});

export const net = shape("capability", {
  attributes: { type: () => "net" },
  children: [
    requiredText("interface", (device) => internal(`no network interface supplied for '${device}'`)),
    textElement("address"),
    readInOrder([2, features], [3, networkKind], [1, link]),
  ],
});

const bytes = (name: string, what: string): ChildRule =>
  field(name, (text, device) => {
    if (text === undefined) throw internal(`no ${what} supplied for '${device}'`);
    const value = parseInteger(text, Limit.unsignedLongLong);
    if (value === undefined) throw internal(`invalid ${what} supplied for '${device}'`);
    return value.toString();
  });

const removable = shape("capability", {
  attributes: { type: (value) => value },
  children: [
    (parent) => {
      const available = childrenNamed(parent, "media_available").some((one) => textOf(one) === "1");
      return [element("media_available", {}, [available ? "1" : "0"])];
    },
    bytes("media_size", "removable media size"),
    textElement("media_label"),
  ],
});

/** Removable media, or the size of what is not; and whether the whole can be pulled out. */
const media: ChildRule = (parent, context) => {
  let hotpluggable = false;
  let drive: XmlElement | undefined;
  for (const one of childrenNamed(parent, "capability")) {
    const type = attribute(one, "type");
    if (type === undefined) throw internal(`missing storage capability type for '${ownerOf(context)}'`);
    if (type === "hotpluggable") hotpluggable = true;
    else if (type === "removable") drive = removable.apply(one, context);
    else throw internal(`unknown storage capability type '${type}' for '${ownerOf(context)}'`);
  }
  return [
    ...(drive === undefined ? bytes("size", "size")(parent, context) : [drive]),
    ...(hotpluggable ? [element("capability", { type: "hotpluggable" })] : []),
  ];
};

export const storage = shape("capability", {
  attributes: { type: () => "storage" },
  children: [
    requiredText("block", (device) => internal(`no block device path supplied for '${device}'`)),
    ...["bus", "drive_type", "model", "vendor", "serial"].map((name) => textElement(name)),
    media,
  ],
});

const DRM_NODES = ["primary", "control", "render"];
export const drm: Shape = shape("capability", {
  attributes: { type: () => "drm" },
  children: [
    (parent, context) => {
      const type = childText(parent, "type");
      if (type === undefined || !DRM_NODES.includes(type))
        throw unsupported(`unknown drm type '${type ?? "(null)"}' for '${ownerOf(context)}'`);
      return [element("type", {}, [type])];
    },
  ],
});
