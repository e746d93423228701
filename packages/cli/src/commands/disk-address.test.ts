import { expect, test } from "vitest";
import { diskAddress, pciAddress } from "./disk-address.js";

const pci = { type: "pci", domain: "0x0000", bus: "0x00", slot: "0x0a", function: "0x0" };
const drive = { type: "drive", controller: "1", bus: "2", unit: "3" };

const rows: [text: string, target: string, multifunction: boolean, address: object][] = [
  ["pci:0000.00.0a.0", "vda", false, pci],
  ["pci:0.0.a.0", "vda", false, pci],
  ["pci:0x0000:0x00-0x0a 0x0", "vda", false, pci],
  ["pci:0.0.a.0", "vda", true, { ...pci, multifunction: "on" }],
  ["pci:0.0.a.0", "xvda", false, pci],
  ["ccw:0xfe.0.0000", "vda", false, { type: "ccw", cssid: "0xfe", ssid: "0x0", devno: "0x0000" }],
  ["scsi:1.2.3", "sda", false, drive],
  ["sata:1.2.3", "sda", false, drive],
  ["scsi:01.02.3", "sda", false, drive],
  ["usb:1.2", "sda", false, { type: "usb", bus: "1", port: "2" }],
  ["ide:1.2.3", "hda", false, drive],
];

test.each(rows)("%j of %s", (text, target, multifunction, address) => {
  expect(diskAddress(text, target, multifunction)).toEqual(address);
});

const needsPci = "expecting a pci:0000.00.00.00 or ccw:00.0.0000 address.";
const needsDrive = "expecting a scsi:00.00.00 or usb:00.00 or sata:00.00.00 address.";
const refused: [text: string, target: string, words: string][] = [
  ["", "vda", "Invalid address."],
  ["pci", "vda", "Invalid address."],
  ["pci:", "vda", "Invalid address."],
  ["pci:0.0.0", "vda", "Invalid address."],
  ["pci:0.0.0.0.0", "vda", "Invalid address."],
  ["pci:0.0.g.0", "vda", "Invalid address."],
  ["floppy:0.0.0", "vda", "Invalid address."],
  ["PCI:0.0.a.0", "vda", "Invalid address."],
  ["constructor:0.0.0", "vda", "Invalid address."],
  ["usb:1", "sda", "Invalid address."],
  ["scsi:0x1.2.3", "sda", "Invalid address."],
  ["ccw:0.0", "vda", "Invalid address."],
  ["ide:0.0.0", "vda", needsPci],
  ["scsi:0.0.0", "vda", needsPci],
  ["pci:0.0.a.0", "sda", needsDrive],
  ["ide:0.0.0", "sda", needsDrive],
  ["pci:0.0.a.0", "hda", "expecting an ide:00.00.00 address."],
];

test.each(refused)("%j of %s is refused", (text, target, words) => {
  expect(() => diskAddress(text, target, false)).toThrow(words);
});

test("PCI addresses alone", () => {
  expect(pciAddress("0000:00:1f.2")).toEqual([0, 0, 0x1f, 2]);
  expect(pciAddress("1f.2")).toBeUndefined();
});
