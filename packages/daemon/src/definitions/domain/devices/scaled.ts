/** Child elements that hold a size: `<pcihole64 unit='GiB'>1</pcihole64>` becomes KiB or bytes. */
import type { ChildRule } from "../../shape.js";
import { bytesToKiB, parseScaled } from "../../units.js";
import { attribute, childNamed, element, textOf } from "../../xml-tree.js";

interface ScaledOptions {
  readonly required?: boolean;
  /** What a value without a unit counts in. */
  readonly defaultScale?: bigint;
  /** Zero says nothing and is left out. */
  readonly hideZero?: boolean;
  /** How libvirt's refusals name the element; `./name` when absent. */
  readonly path?: string;
}

export function scaledChild(name: string, unit: "KiB" | "bytes", options: ScaledOptions = {}): ChildRule {
  const defaultScale = options.defaultScale ?? (unit === "KiB" ? 1024n : 1n);
  return (parent) => {
    const from = childNamed(parent, name);
    const path = options.path ?? `./${name}`;
    const bytes = parseScaled(from && textOf(from), attribute(from, "unit"), path, {
      ...options,
      defaultScale,
    });
    if (bytes === undefined || (bytes === 0n && options.hideZero)) return [];
    return [element(name, { unit }, [String(unit === "KiB" ? bytesToKiB(bytes) : bytes)])];
  };
}
