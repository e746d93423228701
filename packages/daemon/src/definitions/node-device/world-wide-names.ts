/** The names by which a Fibre Channel adapter is known everywhere. */
import { attribute, childrenNamed, cloneElement, element, setChild, type XmlElement } from "../xml-tree.js";
import { childText } from "./fields.js";

const isFibreChannel = (one: XmlElement) => attribute(one, "type") === "fc_host";

/** The names of a Fibre Channel adapter among the capabilities of a device. */
export function worldWideNames(
  all: readonly XmlElement[],
): { readonly wwnn: string; readonly wwpn: string; readonly fabricWwn: string | undefined } | undefined {
  for (const one of all) {
    if (attribute(one, "type") !== "scsi_host") continue;
    const found = childrenNamed(one, "capability").find(isFibreChannel);
    if (found === undefined) continue;
    return {
      wwnn: childText(found, "wwnn") ?? "",
      wwpn: childText(found, "wwpn") ?? "",
      fabricWwn: childText(found, "fabric_wwn"),
    };
  }
  return undefined;
}

/** The same capabilities under other names. */
export function withWorldWideNames(all: readonly XmlElement[], wwnn: string, wwpn: string): XmlElement[] {
  return all.map((one) => {
    const copy = cloneElement(one);
    for (const inner of childrenNamed(copy, "capability")) {
      if (!isFibreChannel(inner)) continue;
      setChild(inner, "wwnn", element("wwnn", {}, [wwnn]));
      setChild(inner, "wwpn", element("wwpn", {}, [wwpn]));
    }
    return copy;
  });
}
