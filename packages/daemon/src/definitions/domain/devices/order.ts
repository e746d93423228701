/** Where libvirt puts a new disk or controller among those it has. */
import { attribute, childNamed, type XmlElement } from "../../xml-tree.js";
import { diskIndex } from "./disk-target.js";

const nameIndex = (disk: XmlElement): number =>
  diskIndex(attribute(childNamed(disk, "target"), "dev") ?? "") ?? -1;
const bus = (disk: XmlElement): string | undefined => attribute(childNamed(disk, "target"), "bus");

/** Disks of one bus are kept in the order of their names; a disk without a bus yet counts as a bus of its own. */
export function insertDisk(disks: XmlElement[], added: XmlElement): void {
  let at = -1;
  for (let index = disks.length - 1; index >= 0; index--) {
    const other = disks[index]!;
    if (bus(other) !== bus(added)) continue;
    if (nameIndex(other) > nameIndex(added)) at = index;
    else if (at === -1) at = index + 1;
  }
  disks.splice(at === -1 ? disks.length : at, 0, added);
}

const indexOf = (controller: XmlElement): number => Number(attribute(controller, "index") ?? -1);
const isCompanion = (controller: XmlElement): boolean => childNamed(controller, "master") !== undefined;

/** Controllers of one type are kept together, in the order of their index, masters before companions. */
export function insertController(controllers: XmlElement[], added: XmlElement): void {
  const type = attribute(added, "type");
  let at = -1;
  for (let index = controllers.length - 1; index >= 0; index--) {
    const other = controllers[index]!;
    if (attribute(other, "type") !== type) continue;
    if (indexOf(added) === -1) {
      at = index + 1;
      break;
    }
    if (indexOf(other) > indexOf(added)) at = index;
    else if (isCompanion(other) && !isCompanion(added) && indexOf(other) === indexOf(added)) at = index;
    else if (at === -1) at = index + 1;
  }
  controllers.splice(at === -1 ? controllers.length : at, 0, added);
}
