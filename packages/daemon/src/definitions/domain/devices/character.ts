/** Character devices: one source, written the same way in serial ports, consoles, channels and others. */

import { internal, invalidDomain, unsupported } from "../../refusal.js";
import { type ChildRule, type ParseContext, type Shape, type ShapeParts, shape } from "../../shape.js";
import { choice, nonEmpty, number, onOff, required, string, yesNo } from "../../values.js";
import { attribute, childNamed, childrenNamed, element, type XmlElement } from "../../xml-tree.js";
import { deviceInfo } from "./common.js";
import { deviceSeclabels, reconnect } from "./source-host.js";

export const CHARACTER_TYPES = [
  ...["null", "vc", "pty", "dev", "file", "pipe", "stdio", "udp", "tcp", "unix", "spicevmc", "spiceport"],
  ...["nmdm", "qemu-vdagent", "dbus"],
];

const sourceMode = choice(["connect", "bind"]);
const mode = (from: XmlElement, context: ParseContext): string =>
  sourceMode(attribute(from, "mode"), { name: "mode", element: from, context }) ?? "connect";

const path = shape("source", { attributes: { path: nonEmpty, append: onOff }, children: [deviceSeclabels] });
const device = shape("source", { attributes: { path: nonEmpty }, children: [deviceSeclabels] });
const channel = shape("source", { attributes: { channel: string } });

/** One UDP device has up to two sources: where it listens and where it sends. */
const udp: ChildRule = (parent, context) => {
  const sources = childrenNamed(parent, "source");
  const bind = sources.find((one) => mode(one, context) === "bind");
  const connect = sources.find((one) => mode(one, context) === "connect");
  const end = (from: XmlElement | undefined, name: string) =>
    from &&
    element("source", { mode: name, host: attribute(from, "host"), service: attribute(from, "service") });
  return [end(bind, "bind"), end(connect, "connect")].filter((one) => one !== undefined);
};

const PROTOCOLS = ["raw", "telnet", "telnets", "tls"];
function protocolOf(parent: XmlElement): string {
  const type = attribute(childNamed(parent, "protocol"), "type") ?? "raw";
  if (!PROTOCOLS.includes(type)) throw unsupported(`Unknown protocol '${type}'`);
  return type;
}

const SOURCES: Readonly<Record<string, readonly ChildRule[]>> = {
  null: [],
  vc: [],
  stdio: [],
  pty: [],
  spicevmc: [],
  dev: [device],
  pipe: [device],
  file: [path],
  nmdm: [shape("source", { attributes: { master: string, slave: string } })],
  udp: [udp],
  tcp: [
    shape("source", {
      attributes: {
        mode: (value, at) => sourceMode(value, at) ?? "connect",
        host: string,
        service: string,
        tls: yesNo,
      },
      children: [reconnect],
    }),
    (parent) => [element("protocol", { type: protocolOf(parent) })],
  ],
  unix: [
    shape("source", {
      attributes: { mode: (value, at) => sourceMode(value, at) ?? "connect", path: nonEmpty },
      children: [deviceSeclabels, reconnect],
      finish: (made) => (made.attributes.has("path") ? made : undefined),
    }),
  ],
  spiceport: [channel],
  dbus: [channel],
  "qemu-vdagent": [
    shape("source", {
      children: [
        shape("clipboard", { attributes: { copypaste: yesNo } }),
        shape("mouse", { attributes: { mode: choice(["server", "client"]) } }),
      ],
    }),
  ],
};

const log = shape("log", {
  attributes: { file: string, append: onOff },
  finish: (made) => (made.attributes.has("file") ? made : undefined),
});

/** The children that say where a character device's bytes come from and go to. */
export const characterSource: ChildRule = (parent, context) => {
  const type = attribute(parent, "type") ?? "";
  const given = childrenNamed(parent, "source");
  if (given.length > (type === "udp" ? 2 : 1)) {
    throw invalidDomain(
      type === "udp"
        ? "only two source elements are allowed for character device"
        : "only one source element is allowed for character device",
    );
  }
  if (childrenNamed(parent, "log").length > 1)
    throw invalidDomain("only one log element is allowed for character device");
  if (childrenNamed(parent, "protocol").length > 1) {
    throw invalidDomain("only one protocol element is allowed for character device");
  }
  return [...(SOURCES[type] ?? []), log].flatMap((rule) => rule(parent, context));
};

/** What a source must name, checked after everything was read. */
export function checkCharacterSource(made: XmlElement): void {
  const type = attribute(made, "type");
  const source = childNamed(made, "source");
  const reconnecting = attribute(childNamed(source, "reconnect"), "enabled") === "yes";
  switch (type) {
    case "file":
    case "dev":
    case "pipe":
      if (!attribute(source, "path")) throw internal("Missing source path attribute for char device");
      break;
    case "nmdm":
      if (!attribute(source, "master") !== !attribute(source, "slave")) {
        throw internal("Should define both master and slave path attributes for nmdm device");
      }
      break;
    case "tcp":
      if (!attribute(source, "host")) throw internal("Missing source host attribute for char device");
      if (!attribute(source, "service")) throw internal("Missing source service attribute for char device");
      break;
    case "udp": {
      const connect = childrenNamed(made, "source").find((one) => attribute(one, "mode") === "connect");
      if (!attribute(connect, "service")) throw internal("Missing source service attribute for char device");
      break;
    }
    case "unix":
      if (made.name !== "channel" && !attribute(source, "path"))
        throw internal("Missing source path attribute for char device");
      break;
    case "dbus":
    case "spiceport":
      if (!attribute(source, "channel"))
        throw unsupported("Missing source channel attribute for char device");
      break;
  }
  if (reconnecting && attribute(source, "mode") !== "connect") {
    throw internal("chardev reconnect is possible only for connect mode");
  }
}

export const characterType = (value: string | undefined): string => {
  if (value === undefined) return "pty";
  if (!CHARACTER_TYPES.includes(value))
    throw unsupported(`unknown type presented to host for character device: ${value}`);
  return value;
};

const SERIAL_TARGETS = [
  "isa-serial",
  "usb-serial",
  "pci-serial",
  "spapr-vio-serial",
  "system-serial",
  "sclp-serial",
  "isa-debug",
];
const SERIAL_MODELS = [
  ...[
    "isa-serial",
    "usb-serial",
    "pci-serial",
    "spapr-vty",
    "pl011",
    "16550a",
    "sclpconsole",
    "sclplmconsole",
  ],
  "isa-debugcon",
];
export const CONSOLE_TARGETS = ["none", "serial", "xen", "uml", "virtio", "lxc", "openvz", "sclp", "sclplm"];

const targetType = (words: readonly string[]) =>
  choice(words, {
    refusal: (value) => unsupported(`unknown target type '${value}' specified for character device`),
  });

const portNumber = number({ refusal: (value) => invalidDomain(`Invalid port number: ${value}`) });

const serialTarget = shape("target", {
  attributes: { type: targetType(SERIAL_TARGETS), port: portNumber },
  children: [
    shape("model", {
      attributes: {
        name: choice(SERIAL_MODELS, {
          refusal: (value) => unsupported(`unknown target model '${value}' specified for character device`),
        }),
      },
    }),
  ],
});
const parallelTarget = shape("target", { attributes: { port: portNumber } });
const consoleTarget = shape("target", {
  attributes: { type: (value, at) => targetType(CONSOLE_TARGETS)(value, at) ?? "serial", port: portNumber },
  flag: true,
});

const CHANNEL_TARGETS = ["none", "guestfwd", "virtio", "xen"];
const channelTarget: ChildRule = (parent, context) => {
  const from = childNamed(parent, "target");
  const type = attribute(from, "type");
  if (!from) throw invalidDomain("target type must be specified for channel device");
  if (type === undefined || !CHANNEL_TARGETS.includes(type)) {
    throw unsupported(`unknown target type '${type ?? "(null)"}' specified for character device`);
  }
  if (type !== "guestfwd") {
    return [shape("target", { attributes: { type: string, name: nonEmpty } }).apply(from, context)!];
  }
  const address = attribute(from, "address");
  if (address === undefined) throw invalidDomain("guestfwd channel does not define a target address");
  if (!/^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$/.test(address)) {
    throw unsupported("guestfwd channel only supports IPv4 addresses");
  }
  return [
    shape("target", { attributes: { type: string, address: string, port: required(portNumber) } }).apply(
      from,
      context,
    )!,
  ];
};

const character = (name: string, target: ChildRule, more: Partial<ShapeParts> = {}): Shape =>
  shape(name, {
    attributes: { type: characterType },
    children: [characterSource, target, ...deviceInfo],
    ...more,
  });

export const serial = character("serial", serialTarget);
export const parallel = character("parallel", parallelTarget);
export const console = character("console", consoleTarget);
export const channelDevice = character("channel", channelTarget, {
  finish(made) {
    if (
      attribute(made, "type") === "spicevmc" &&
      attribute(childNamed(made, "target"), "type") !== "virtio"
    ) {
      throw unsupported("spicevmc device type only supports virtio");
    }
    return made;
  },
});
