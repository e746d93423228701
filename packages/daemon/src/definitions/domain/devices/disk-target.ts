/** Disk names: `sda` says both the bus, when none is given, and the place on it. */
import { internal } from "../../refusal.js";

const BUS_OF_PREFIX: readonly [string, string][] = [
  ["fd", "fdc"],
  ["hd", "ide"],
  ["sd", "scsi"],
  ["vd", "virtio"],
  ["xvd", "xen"],
  ["ubd", "uml"],
];

/** The bus for a disk whose definition names none. */
export function busOfTarget(name: string, device: string): string {
  if (device === "floppy") return "fdc";
  const found = BUS_OF_PREFIX.find(([prefix]) => prefix !== "fd" && name.startsWith(prefix));
  return found?.[1] ?? "ide";
}

/** `vda1` is 0, `sdb` is 1, `sdaa` is 26; undefined when the name is not one of a disk. */
export function diskIndex(name: string): number | undefined {
  const match = /^(?:fd|hd|vd|sd|xvd|ubd)([a-z]+)(0|[1-9][0-9]*)?$/.exec(name);
  if (!match || match[1]!.length > 6) return undefined;
  let index = 0;
  for (const letter of match[1]!) index = index * 26 + (letter.charCodeAt(0) - 96);
  return index - 1;
}

/** Floppies live on their own bus and are called fd…; hard disks never are. */
export function checkTarget(name: string, device: string, bus: string): void {
  if (device === "floppy") {
    if (bus !== "fdc") throw internal(`Invalid bus type '${bus}' for floppy disk`);
    if (!name.startsWith("fd")) throw internal(`Invalid floppy device name: ${name}`);
  } else {
    if (bus === "fdc") throw internal(`Invalid bus type '${bus}' for disk`);
    if (device === "disk" && !/^(?:hd|sd|vd|xvd|ubd)/.test(name)) {
      throw internal(`Invalid harddisk device name: ${name}`);
    }
  }
}
