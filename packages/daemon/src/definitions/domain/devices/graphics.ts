/** `<graphics>`: how a screen is reached. Passwords are read here and written only on request (see ../format.ts). */
import { Limit, parseInteger } from "../../integer.js";
import { internal, invalidDomain, unsupported } from "../../refusal.js";
import { type ChildRule, each, type ParseContext, shape } from "../../shape.js";
import {
  choice,
  nonEmpty,
  onOff,
  positiveInt,
  required,
  string,
  type withDefault,
  yesNo,
  yesOrNothing,
} from "../../values.js";
import { attribute, childNamed, childrenNamed, element, type XmlElement } from "../../xml-tree.js";

type Values = Record<string, string | undefined>;

interface GraphicsType {
  attributes(from: XmlElement, context: ParseContext): Values;
  readonly children?: readonly ChildRule[];
  /** Listens on the network or a socket, so `<listen>` elements apply. */
  readonly listens?: boolean;
}

const read = (
  from: XmlElement,
  context: ParseContext,
  name: string,
  rule: Parameters<typeof withDefault>[1],
) => rule(attribute(from, name), { name, element: from, context });

function portOf(from: XmlElement, name: string, kind: string): number | undefined {
  const text = attribute(from, name);
  if (text === undefined) return undefined;
  const value = parseInteger(text, Limit.int);
  if (value === undefined) throw internal(`cannot parse ${kind} port ${text}`);
  return Number(value);
}

/** Password, its end of validity and what happens to those already there when it changes. */
function secrets(from: XmlElement, context: ParseContext, vnc: boolean): Values {
  const passwd = attribute(from, "passwd");
  if (passwd === undefined) return {};
  const passwdValidTo = attribute(from, "passwdValidTo");
  if (passwdValidTo !== undefined && !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(passwdValidTo)) {
    throw invalidDomain(`cannot parse password validity time '${passwdValidTo}', expect YYYY-MM-DDTHH:MM:SS`);
  }
  const connected = read(
    from,
    context,
    "connected",
    choice(["fail", "disconnect", "keep"], {
      refusal: (value) => internal(`unknown connected value ${value}`),
      hidden: "default",
    }),
  );
  if (vnc && connected !== undefined && connected !== "keep")
    throw unsupported("VNC supports connected='keep' only");
  return { passwd, passwdValidTo, connected };
}

const glEnable = shape("gl", { attributes: { enable: yesNo, rendernode: nonEmpty } });
const audioReference = shape("audio", { attributes: { id: positiveInt } });
const compression = (name: string, words: readonly string[]): ChildRule =>
  shape(name, { attributes: { compression: required(choice(words)) } });
const channel = shape("channel", {
  attributes: {
    name: required(
      choice(["main", "display", "inputs", "cursor", "playback", "record", "smartcard", "usbredir"]),
    ),
    mode: required(choice(["any", "secure", "insecure"])),
  },
});

const TYPES: Readonly<Record<string, GraphicsType>> = {
  vnc: {
    listens: true,
    attributes(from, context) {
      const socket = socketOf(from, "vnc");
      const given = portOf(from, "port", "vnc");
      let auto = read(from, context, "autoport", yesNo) === "yes";
      // -1 was once the way to ask for a port; with one asked for, the number does not matter.
      if (given === undefined || given === -1) auto = true;
      const port = auto ? -1 : given;
      const websocket = portOf(from, "websocket", "vnc WebSocket");
      return {
        ...(socket === undefined
          ? {
              port: String(port),
              autoport: auto ? "yes" : "no",
              websocket: websocket === undefined || websocket === 0 ? undefined : String(websocket),
              listen: firstListenAddress(from),
            }
          : { socket }),
        keymap: read(from, context, "keymap", string),
        sharePolicy: read(
          from,
          context,
          "sharePolicy",
          choice(["allow-exclusive", "force-shared", "ignore"], { hidden: "default" }),
        ),
        powerControl: read(from, context, "powerControl", yesNo),
        ...secrets(from, context, true),
      };
    },
    children: [audioReference],
  },
  spice: {
    listens: true,
    attributes(from, context) {
      const port = portOf(from, "port", "spice") ?? 0;
      const tlsPort = portOf(from, "tlsPort", "spice TLS") ?? 0;
      const auto = read(from, context, "autoport", yesNo) === "yes" || (port === -1 && tlsPort === -1);
      const shown = (value: number) =>
        auto || value === 0 ? (value === -1 || (auto && value !== 0) ? "-1" : undefined) : String(value);
      return {
        port: auto ? undefined : shown(port),
        tlsPort: auto ? undefined : shown(tlsPort),
        autoport: auto ? "yes" : "no",
        listen: firstListenAddress(from),
        keymap: read(from, context, "keymap", string),
        defaultMode: read(
          from,
          context,
          "defaultMode",
          choice(["any", "secure", "insecure"], { hidden: "any" }),
        ),
        ...secrets(from, context, false),
      };
    },
    children: [
      each(channel),
      compression("image", ["auto_glz", "auto_lz", "quic", "glz", "lz", "off"]),
      compression("jpeg", ["auto", "never", "always"]),
      compression("zlib", ["auto", "never", "always"]),
      shape("playback", { attributes: { compression: required(onOff) } }),
      shape("streaming", { attributes: { mode: required(choice(["filter", "all", "off"])) } }),
      shape("mouse", { attributes: { mode: required(choice(["server", "client"])) } }),
      shape("clipboard", { attributes: { copypaste: required(yesNo) } }),
      shape("filetransfer", { attributes: { enable: required(yesNo) } }),
      glEnable,
    ],
  },
  sdl: {
    attributes: (from, context) => ({
      display: read(from, context, "display", string),
      xauth: read(from, context, "xauth", string),
      fullscreen: read(from, context, "fullscreen", yesOrNothing),
    }),
    children: [shape("gl", { attributes: { enable: required(yesNo) } })],
  },
  rdp: {
    listens: true,
    attributes(from, context) {
      const port = portOf(from, "port", "rdp") ?? 0;
      const auto = read(from, context, "autoport", yesNo) === "yes";
      return {
        port: port === 0 ? undefined : String(port),
        autoport: auto ? "yes" : undefined,
        replaceUser: read(from, context, "replaceUser", yesOrNothing),
        multiUser: read(from, context, "multiUser", yesOrNothing),
        listen: firstListenAddress(from),
      };
    },
  },
  desktop: {
    attributes: (from, context) => ({
      display: read(from, context, "display", string),
      fullscreen: read(from, context, "fullscreen", yesOrNothing),
    }),
  },
  "egl-headless": {
    attributes: () => ({}),
    children: [shape("gl", { attributes: { rendernode: nonEmpty } })],
  },
  dbus: {
    attributes: (from, context) => ({
      address: read(from, context, "address", string),
      p2p: read(from, context, "p2p", yesOrNothing),
    }),
    children: [glEnable, audioReference],
  },
};

/** The old `socket` attribute, or the socket of the first `<listen type='socket'>`. */
function socketOf(from: XmlElement, type: string): string | undefined {
  void type;
  const listen = childrenNamed(from, "listen")[0];
  if (attribute(listen, "type") === "socket") return attribute(listen, "socket") ?? attribute(from, "socket");
  return listen ? undefined : attribute(from, "socket");
}

function firstListenAddress(from: XmlElement): string | undefined {
  const first = childrenNamed(from, "listen")[0];
  if (first) return attribute(first, "type") === "address" ? nonEmptyAttribute(first, "address") : undefined;
  return nonEmptyAttribute(from, "listen");
}
const nonEmptyAttribute = (from: XmlElement, name: string) => attribute(from, name) || undefined;

const LISTEN_TYPES = ["none", "address", "network", "socket"];

function listenElement(from: XmlElement, graphicsType: string, parent: XmlElement): XmlElement {
  const type = attribute(from, "type");
  if (type === undefined) throw missingListenType();
  if (!LISTEN_TYPES.includes(type)) throw wrongListenType(type);
  if (type === "socket" && !["vnc", "spice"].includes(graphicsType)) {
    throw unsupported(`listen type 'socket' is not available for graphics type '${graphicsType}'`);
  }
  if (type === "none" && !["vnc", "spice"].includes(graphicsType)) {
    throw unsupported(`listen type 'none' is not available for graphics type '${graphicsType}'`);
  }
  const address = nonEmptyAttribute(from, "address");
  const network = nonEmptyAttribute(from, "network");
  const socket = nonEmptyAttribute(from, "socket");
  const old = nonEmptyAttribute(parent, "listen");
  if (address !== undefined && old !== undefined && address !== old) {
    throw invalidDomain(
      `graphics 'listen' attribute '${old}' must match 'address' attribute of first listen element (found '${address}')`,
    );
  }
  if (network !== undefined && type !== "network") {
    throw invalidDomain("'network' attribute is valid only for listen type 'network'");
  }
  if (socket !== undefined && type !== "socket") {
    throw invalidDomain("'socket' attribute is valid only for listen type 'socket'");
  }
  return element("listen", {
    type,
    address: type === "address" ? address : undefined,
    network: type === "network" ? network : undefined,
    socket: type === "socket" ? socket : undefined,
  });
}

const missingListenType = () => internal("Missing required attribute 'type' in element 'listen'");
const wrongListenType = (type: string) =>
  internal(`Invalid value for attribute 'type' in element 'listen': '${type}'.`);

function listens(from: XmlElement, type: string): XmlElement[] {
  const given = childrenNamed(from, "listen");
  if (given.length > 0)
    return given.map((one, index) => listenElement(one, type, index === 0 ? from : element("none")));
  const socket = attribute(from, "socket");
  if (socket !== undefined && ["vnc", "spice"].includes(type))
    return [element("listen", { type: "socket", socket })];
  return [element("listen", { type: "address", address: nonEmptyAttribute(from, "listen") })];
}

const ATTRIBUTE_ORDER = [
  ...[
    "type",
    "port",
    "tlsPort",
    "autoport",
    "socket",
    "websocket",
    "listen",
    "keymap",
    "sharePolicy",
    "powerControl",
  ],
  ...["defaultMode", "passwd", "passwdValidTo", "connected"],
];

export const graphics = shape("graphics", {
  attributes: { type: required(choice(Object.keys(TYPES))) },
  finish(made, from, context) {
    const type = attribute(made, "type")!;
    const kind = TYPES[type]!;
    const values: Values = { type, ...kind.attributes(from, context) };
    const names = ["vnc", "spice"].includes(type)
      ? ATTRIBUTE_ORDER.filter((name) => name in values)
      : Object.keys(values);
    const children = (kind.children ?? []).flatMap((rule) => rule(from, context));
    const result = element("graphics", Object.fromEntries(names.map((name) => [name, values[name]])), [
      ...(kind.listens ? listens(from, type) : []),
      ...children,
    ]);
    if (type === "spice") closeUnreachableSpice(result);
    return result;
  },
});

/** A spice screen without any port is reached through the daemon alone: `<listen type='none'/>`. */
function closeUnreachableSpice(made: XmlElement): void {
  const listen = childNamed(made, "listen");
  const reachable =
    made.attributes.has("port") || made.attributes.has("tlsPort") || attribute(made, "autoport") === "yes";
  if (reachable || attribute(listen, "type") === "socket" || attribute(listen, "type") === "none") {
    if (attribute(listen, "type") === "socket" || attribute(listen, "type") === "none") hidePorts(made);
    return;
  }
  listen!.attributes.clear();
  listen!.attributes.set("type", "none");
  hidePorts(made);
}

function hidePorts(made: XmlElement): void {
  for (const name of ["port", "tlsPort", "autoport", "listen"]) made.attributes.delete(name);
}
