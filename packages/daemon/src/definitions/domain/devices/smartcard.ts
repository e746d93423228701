/** `<smartcard>`: a reader of the host, three certificates, or a card at the end of a character device. */
import { invalidDomain } from "../../refusal.js";
import { shape } from "../../shape.js";
import { choice, required } from "../../values.js";
import { attribute, childrenNamed } from "../../xml-tree.js";
import { characterSource, characterType } from "./character.js";
import { deviceInfo } from "./common.js";

const CARD_MODES = ["host", "host-certificates", "passthrough"];

export const smartcard = shape("smartcard", {
  attributes: {
    mode: required(choice(CARD_MODES)),
    type(value, at) {
      if (attribute(at.element, "mode") !== "passthrough") return undefined;
      if (value === undefined)
        throw invalidDomain("passthrough mode requires a character device type attribute");
      return characterType(value);
    },
  },
  children: [
    (parent) => {
      if (attribute(parent, "mode") !== "host-certificates") return [];
      const given = childrenNamed(parent, "certificate");
      if (given.length !== 3) throw invalidDomain("host-certificates mode needs exactly three certificates");
      return given;
    },
    (parent, context) => (attribute(parent, "mode") === "host-certificates" ? database(parent, context) : []),
    (parent, context) =>
      attribute(parent, "mode") === "passthrough" ? characterSource(parent, context) : [],
    ...deviceInfo,
  ],
});

const database = shape("database", {
  text(value) {
    if (value !== undefined && !value.startsWith("/"))
      throw invalidDomain(`expecting absolute path: ${value}`);
    return value;
  },
});
