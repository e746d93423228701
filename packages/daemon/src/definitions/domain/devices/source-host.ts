/** Pieces that disks and host SCSI devices share: hosts, authentication, encryption, initiator, reservations. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { invalidDomain, refuse } from "../../refusal.js";
import { type ChildRule, each, shape } from "../../shape.js";
import { choice, number, required, string, unsignedInt, uuid, yesNo } from "../../values.js";
import { attribute, childNamed, type XmlElement } from "../../xml-tree.js";

export const host = shape("host", {
  attributes: {
    name: string,
    port: string,
    transport: choice(["tcp", "unix", "rdma"], {
      hidden: "tcp",
      refusal: (value) => invalidDomain(`unknown protocol transport type '${value}'`),
    }),
    socket: string,
  },
  finish(made) {
    const transport = attribute(made, "transport");
    const socket = made.attributes.has("socket");
    if (transport === "unix" && !socket) throw invalidDomain("missing socket for unix transport");
    if (transport !== "unix" && socket) {
      throw invalidDomain(`transport '${transport ?? "tcp"}' does not support socket attribute`);
    }
    if (transport !== "unix" && !made.attributes.has("name")) throw invalidDomain("missing name for host");
    return made;
  },
});

/** A secret is named by uuid or by usage, never by both. */
const secretChecks = (made: XmlElement): XmlElement => {
  const [id, usage] = [made.attributes.has("uuid"), made.attributes.has("usage")];
  if (!id && !usage) throw invalidSecret("missing secret uuid or usage attribute");
  if (id && usage) throw invalidSecret("either secret uuid or usage expected");
  return made;
};
const invalidSecret = (detail: string) => refuse(ErrorDomain.secret, ErrorCode.xmlError, detail);

export const auth = shape("auth", {
  attributes: {
    username(value) {
      if (value === undefined)
        throw refuse(ErrorDomain.storage, ErrorCode.xmlError, "missing username for auth");
      return value;
    },
  },
  children: [shape("secret", { attributes: { type: string, uuid, usage: string }, finish: secretChecks })],
});

const cipherText = required(string);

export const encryption = shape("encryption", {
  attributes: {
    format: required(choice(["default", "qcow", "luks", "luks2"])),
    engine: choice(["qemu", "librbd"], { hidden: "default" }),
  },
  children: [
    each(
      shape("secret", {
        attributes: { type: required(choice(["passphrase"])), uuid, usage: string },
        finish: secretChecks,
      }),
    ),
    shape("cipher", { attributes: { name: cipherText, size: unsignedInt, mode: string, hash: string } }),
    shape("ivgen", { attributes: { name: cipherText, hash: string } }),
  ],
});

export const initiator = shape("initiator", { children: [shape("iqn", { attributes: { name: string } })] });

export const reconnect = shape("reconnect", {
  attributes: { enabled: required(yesNo), timeout: number() },
  finish(made) {
    if (attribute(made, "enabled") !== "yes") made.attributes.delete("timeout");
    return made;
  },
});

export const reservations = shape("reservations", {
  attributes: { managed: yesNo },
  children: [
    (parent, context) => {
      const source = childNamed(parent, "source");
      if (!source || attribute(parent, "managed") === "yes") return [];
      return [
        shape("source", { attributes: { type: string, path: string, mode: string } }).apply(source, context)!,
      ];
    },
  ],
});

/** A label of one device, overriding the domain's security label. */
export const deviceSeclabels: ChildRule = each(
  shape("seclabel", {
    attributes: {
      model: string,
      labelskip: (value) => (value === "yes" ? "yes" : undefined),
      relabel: yesNo,
    },
    children: [shape("label", { text: (value) => value })],
  }),
);
