/** Definition to text: `formatNodeDevice`. */
import { attribute, element } from "../xml-tree.js";
import { writeXml } from "../xml-write.js";
import type { NodeDeviceDefinition } from "./definition.js";

export function formatNodeDevice(device: NodeDeviceDefinition): string {
  const { name, path, devnode, devlinks, parent, capabilities } = device;
  const line = (label: string, text: string | undefined, attributes = {}) =>
    text === undefined ? undefined : element(label, attributes, [text]);
  const root = element("device", {}, [
    line("name", name),
    line("path", path),
    line("devnode", devnode, { type: "dev" }),
    ...devlinks.map((link) => line("devnode", link, { type: "link" })),
    line("parent", parent),
    ...capabilities,
  ]);
  const text = writeXml(root);
  return capabilities.some((one) => attribute(one, "type") === "usb_device") ? spacedIds(text) : text;
}

/** libvirt leaves a blank behind the numbers of a USB device's nameless maker and product. */
const spacedIds = (text: string): string =>
  text.replace(/^( {4}<(?:product|vendor) id='0x[0-9a-f]{4,8}')\/>$/gm, "$1 />");
