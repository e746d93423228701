/** `<secret>`, `<auth>` and `<encryption>`: how storage names the secrets that open it. */
import { each, shape, type ValueRule } from "../shape.js";
import { formatUuid, parseUuid } from "../uuid.js";
import { choice, number, required, string } from "../values.js";
import { childNamed, type XmlElement } from "../xml-tree.js";
import { invalidAnywhere, invalidStorage, unsupportedStorage } from "./refusal.js";

/** A secret is named by uuid or by usage, never by both. */
export function checkSecret(made: XmlElement): XmlElement {
  const uuid = made.attributes.get("uuid");
  const usage = made.attributes.get("usage");
  if (uuid === undefined && usage === undefined)
    throw invalidAnywhere("missing secret uuid or usage attribute");
  if (uuid !== undefined && usage !== undefined)
    throw invalidAnywhere("either secret uuid or usage expected");
  if (uuid !== undefined) {
    const bytes = parseUuid(uuid);
    if (bytes === undefined) throw invalidAnywhere(`invalid secret uuid '${uuid}'`);
    made.attributes.set("uuid", formatUuid(bytes));
  }
  return made;
}

const poolSecret = shape("secret", {
  attributes: { type: string, uuid: string, usage: string },
  finish: checkSecret,
  flag: true,
});

function neededName(name: string | undefined): string {
  if (name === undefined || name === "") throw invalidStorage("missing username for auth");
  return name;
}

/** How to sign in to the host of a pool. */
export const poolAuth = shape("auth", {
  attributes: {
    type(value, at) {
      // The name is asked for first.
      neededName(at.element.attributes.get("username"));
      if (value === undefined || value === "") return undefined;
      if (!["none", "chap", "ceph"].includes(value)) throw unsupportedStorage(`unknown auth type '${value}'`);
      return value;
    },
    username: neededName,
  },
  children: [
    (parent, context) => {
      const from = childNamed(parent, "secret");
      if (from === undefined) throw invalidStorage("Missing <secret> element in auth");
      return [poolSecret.apply(from, context)!];
    },
  ],
  finish(made) {
    const type = made.attributes.get("type");
    if (type === undefined || type === "none") throw unsupportedStorage("storage pool missing auth type");
    return made;
  },
});

const volumeSecret = shape("secret", {
  attributes: {
    type(value) {
      if (value === undefined || value === "") throw invalidStorage("unknown volume encryption secret type");
      if (value !== "passphrase") {
        throw unsupportedStorage(`unknown volume encryption secret type ${value}`);
      }
      return value;
    },
    uuid: string,
    usage: string,
  },
  finish: checkSecret,
});

const formats = ["default", "qcow", "luks", "luks2"];

const named =
  (refusal: string): ValueRule =>
  (value) => {
    if (value === undefined) throw invalidStorage(refusal);
    return value;
  };

const cipher = shape("cipher", {
  attributes: {
    name: named("cipher info missing 'name' attribute"),
    size: required(number()),
    mode: string,
    hash: string,
  },
});
const ivgen = shape("ivgen", {
  attributes: { name: named("missing ivgen info name string"), hash: string },
});

/** Of a volume or of a disk's source. Only for LUKS the cipher is a matter of the definition. */
export const encryption = shape("encryption", {
  attributes: {
    format(value) {
      if (value === undefined || value === "") throw invalidStorage("unknown volume encryption format");
      if (!formats.includes(value)) {
        throw unsupportedStorage(`unknown volume encryption format type ${value}`);
      }
      return value;
    },
    engine: choice(["qemu", "librbd"]),
  },
  children: [
    each(volumeSecret),
    (parent, context) => {
      if (parent.attributes.get("format") !== "luks") return [];
      const ciphers = cipher(parent, context);
      if (ciphers.length === 0 && childNamed(parent, "ivgen") !== undefined) {
        throw invalidStorage("ivgen element found, but cipher is missing");
      }
      return [...ciphers, ...ivgen(parent, context)];
    },
  ],
  spread: true,
});
