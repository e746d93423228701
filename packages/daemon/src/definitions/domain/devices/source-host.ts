/** Pieces that disks and host SCSI devices share: hosts, authentication, encryption, initiator, reservations. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { Limit, parseInteger } from "../../integer.js";
import { domainDetail, invalidArgument, invalidDomain, refuse, unsupported } from "../../refusal.js";
import { type ChildRule, shape, type ValueRule } from "../../shape.js";
import { choice, number, required, string, uuid, yesNo } from "../../values.js";
import { attribute, childNamed, childrenNamed, element, type XmlElement } from "../../xml-tree.js";

const storageError = (detail: string) => refuse(ErrorDomain.storage, ErrorCode.xmlError, detail);

const port: ValueRule = (value) => {
  if (value === undefined) return undefined;
  const read = parseInteger(value, Limit.unsignedInt);
  if (read === undefined) throw invalidArgument(`failed to parse port number '${value}'`);
  if (read > 65535n) throw invalidArgument(`port '${value}' out of range`);
  return read === 0n ? undefined : read.toString();
};

export const host = shape("host", {
  attributes: {
    name: string,
    port,
    transport: choice(["tcp", "unix", "rdma"], {
      hidden: "tcp",
      refusal: (value) => unsupported(`unknown protocol transport type '${value}'`),
    }),
    socket: string,
  },
  finish(made) {
    const transport = attribute(made, "transport");
    const socket = attribute(made, "socket");
    if (transport === "unix") {
      if (socket === undefined) throw invalidDomain("missing socket for unix transport");
      return element("host", { transport, socket });
    }
    if (socket !== undefined) {
      throw invalidDomain(`transport '${transport ?? "tcp"}' does not support socket attribute`);
    }
    if (!made.attributes.has("name")) throw invalidDomain("missing name for host");
    return made;
  },
});

/** The ports that libvirt writes where a definition names none. */
const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  nbd: 10809,
  gluster: 24007,
  iscsi: 3260,
  http: 80,
  https: 443,
  ftp: 21,
  ftps: 990,
  tftp: 69,
  ssh: 22,
  sheepdog: 7000,
  vxhs: 9999,
};

export function addDefaultPorts(source: XmlElement, protocol: string): void {
  const standard = DEFAULT_PORTS[protocol];
  if (standard === undefined) return;
  for (const one of childrenNamed(source, "host")) {
    if (attribute(one, "transport") === "unix" || one.attributes.has("port")) continue;
    const { name, transport } = Object.fromEntries(one.attributes);
    one.attributes.clear();
    for (const pair of element("host", { name, port: standard, transport }).attributes)
      one.attributes.set(...pair);
  }
}

/** A secret is named by uuid or by usage, never by both. */
function checkSecret(made: XmlElement): XmlElement {
  const [id, usage] = [made.attributes.has("uuid"), made.attributes.has("usage")];
  const refusal = (detail: string) => refuse(ErrorDomain.none, ErrorCode.xmlError, detail);
  if (!id && !usage) throw refusal("missing secret uuid or usage attribute");
  if (id && usage) throw refusal("either secret uuid or usage expected");
  return made;
}

const AUTH_SECRETS = ["none", "volume", "ceph", "iscsi", "tls", "vtpm"];
const authSecret = shape("secret", {
  attributes: {
    type: choice(AUTH_SECRETS, { refusal: (value) => unsupported(`unknown secret type '${value}'`) }),
    uuid,
    usage: string,
  },
  finish: checkSecret,
});

export const auth = shape("auth", {
  attributes: {
    username(value) {
      if (value === undefined) throw storageError("missing username for auth");
      return value;
    },
  },
  children: [
    (parent, context) => {
      const from = childNamed(parent, "secret");
      if (!from) throw storageError("Missing <secret> element in auth");
      return [authSecret.apply(from, context)!];
    },
  ],
});

export const initiator = shape("initiator", { children: [shape("iqn", { attributes: { name: string } })] });

export const reconnect = shape("reconnect", {
  attributes: {
    enabled: required(yesNo),
    timeout: (value, at) =>
      attribute(at.element, "enabled") === "yes" ? required(number())(value, at) : undefined,
  },
});

export const reservations = shape("reservations", {
  attributes: { managed: required(yesNo) },
  children: [
    (parent) => {
      if (attribute(parent, "managed") === "yes") return [];
      const source = childNamed(parent, "source");
      const [type, path, mode] = ["type", "path", "mode"].map((name) => attribute(source, name));
      if (type === undefined) throw storageError("missing connection type for <reservations/>");
      if (type !== "unix") throw storageError(`unsupported connection type for <reservations/>: ${type}`);
      if (path === undefined) throw storageError("missing path for <reservations/>");
      if (mode === undefined) throw storageError("missing connection mode for <reservations/>");
      if (mode !== "client") throw storageError(`unsupported connection mode for <reservations/>: ${mode}`);
      return [element("source", { type, path, mode })];
    },
  ],
});

/** Labels of one device, overriding the domain's security labels. */
export const deviceSeclabels: ChildRule = (parent, context) => {
  const models = new Set<string>();
  return childrenNamed(parent, "seclabel").flatMap((from) => {
    const model = attribute(from, "model");
    if (model !== undefined) {
      if (models.has(model)) throw domainDetail(`seclabel for model ${model} is already provided`);
      models.add(model);
    }
    const made = deviceSeclabel.apply(from, context);
    return made ? [made] : [];
  });
};

const deviceSeclabel = shape("seclabel", {
  attributes: {
    model: string,
    relabel: (value, at) => yesNo(value, at) ?? "yes",
  },
  children: [shape("label", { text: (value) => value })],
  finish(made, from) {
    if (attribute(made, "relabel") === "no" && childNamed(made, "label")) {
      const model = attribute(made, "model") ?? "(null)";
      throw invalidDomain(`Cannot specify a label if relabelling is turned off. model=${model}`);
    }
    // A skipped label is the daemon's own note on a running domain.
    return attribute(from, "labelskip") === "yes" ? undefined : made;
  },
});
