/** USB devices of the viewer, redirected into the guest, and the filter for which of them may come. */
import { Limit } from "../../integer.js";
import { internal, invalidDomain, unsupported } from "../../refusal.js";
import { each, type Place, shape } from "../../shape.js";
import { number, required, yesNo } from "../../values.js";
import { addressType } from "./address.js";
import { CHARACTER_TYPES, characterSource } from "./character.js";
import { bootableInfo } from "./common.js";

export const redirdev = shape("redirdev", {
  attributes: {
    bus(value) {
      if (value !== undefined && value !== "usb") throw unsupported(`unknown redirdev bus '${value}'`);
      return "usb";
    },
    type(value) {
      if (value === undefined) throw internal("missing type in redirdev");
      if (!CHARACTER_TYPES.includes(value))
        throw unsupported(`unknown redirdev character device type '${value}'`);
      return value;
    },
  },
  children: [characterSource, ...bootableInfo],
  spread: true,
  finish(made) {
    if (!["usb", undefined].includes(addressType(made)))
      throw invalidDomain("Invalid address for a USB device");
    return made;
  },
});

const filterId =
  (digits: number) =>
  (value: string | undefined, at: Place): string | undefined =>
    value === undefined || value === "-1"
      ? undefined
      : upperHex(number({ base: 0, hexDigits: digits, range: Limit.int })(value, at)!);
const upperHex = (text: string) => `0x${text.slice(2).toUpperCase()}`;

const usbdev = shape("usbdev", {
  attributes: {
    class(value, at) {
      const text = filterId(2)(value, at);
      if (text !== undefined && Number(text) > 0xff)
        throw internal(`Invalid USB Class code ${text.toLowerCase()}`);
      return text;
    },
    vendor: filterId(4),
    product: filterId(4),
    version(value) {
      if (value === undefined || value === "-1") return undefined;
      const match = /^([0-9]{1,2})\.([0-9]{1,2})$/.exec(value);
      if (!match) throw invalidDomain(`Cannot parse USB device version ${value}`);
      return `${Number(match[1])}.${match[2]!.padEnd(2, "0")}`;
    },
    allow: required(yesNo),
  },
});

export const redirfilter = shape("redirfilter", { children: [each(usbdev)] });
