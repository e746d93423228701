/** `<permissions>`: mode, owner, group and label of what a pool or volume is made of. */
import { Limit, parseInteger } from "../integer.js";
import type { ChildRule } from "../shape.js";
import { childNamed, element, find, textOf, type XmlElement } from "../xml-tree.js";
import { invalidStorage } from "./refusal.js";

const unsigned32 = 2n ** 32n;
/** uid_t's and gid_t's "leave it as it is". */
const unchanged = unsigned32 - 1n;

function readMode(from: XmlElement): string | undefined {
  const text = textOf(childNamed(from, "mode"));
  if (text === "") return undefined;
  const mode = parseInteger(text, Limit.int, 8);
  if (mode === undefined || mode < 0n || mode > 0o777n) throw invalidStorage("malformed octal mode");
  return `0${mode.toString(8)}`;
}

/** Ids are shown as signed numbers, so that large ones come out negative. */
function readId(from: XmlElement, name: "owner" | "group"): string | undefined {
  const node = childNamed(from, name);
  if (node === undefined) return undefined;
  const id = parseInteger(textOf(node), Limit.longLong);
  if (id === undefined || id < -1n || id >= unsigned32) throw invalidStorage(`malformed ${name} element`);
  return id === -1n || id === unchanged ? undefined : BigInt.asIntN(32, id).toString();
}

/** The permissions in the child `holder`: of a target, or of a backing store. */
export const permissionsIn =
  (holder: string): ChildRule =>
  (parent) => {
    const from = find(parent, holder, "permissions");
    return from === undefined ? [] : permissions(from);
  };

function permissions(from: XmlElement): XmlElement[] {
  const values = {
    mode: readMode(from),
    owner: readId(from, "owner"),
    group: readId(from, "group"),
    label: textOf(childNamed(from, "label")) || undefined,
  };
  const children = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [element(name, {}, [value])],
  );
  return children.length > 0 ? [element("permissions", {}, children)] : [];
}
