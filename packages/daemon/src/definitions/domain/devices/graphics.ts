/** `<graphics>`: how a screen is reached. Passwords are read here and written only on request (see ../format.ts). */
import { Limit, parseInteger } from "../../integer.js";
import { internal, invalidDomain, unsupported } from "../../refusal.js";
import { type ChildRule, each, type ParseContext, shape } from "../../shape.js";
import {
  choice,
  nonEmpty,
  number,
  onOff,
  required,
  string,
  type withDefault,
  yesNo,
  yesOrNothing,
} from "../../values.js";
import { attribute, childrenNamed, element, type XmlElement } from "../../xml-tree.js";

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
    throw internal(`cannot parse password validity time '${passwdValidTo}', expect YYYY-MM-DDTHH:MM:SS`);
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
const audioReference = shape("audio", { attributes: { id: number({ base: 0, nonZero: true }) } });
const compression = (name: string, words: readonly string[]): ChildRule =>
  shape(name, { attributes: { compression: required(choice(words)) } });
const CHANNELS = ["main", "display", "inputs", "cursor", "playback", "record", "smartcard", "usbredir"];
const channel = shape("channel", {
  attributes: { name: required(choice(CHANNELS)), mode: required(choice(["any", "secure", "insecure"])) },
});
/** Each channel once, the last word counting, in libvirt's order; "any" is what they all are anyway. */
const channels: ChildRule = (parent, context) => {
  const given = new Map(each(channel)(parent, context).map((one) => [attribute(one, "name")!, one]));
  return CHANNELS.flatMap((name) => given.get(name) ?? []).filter((one) => attribute(one, "mode") !== "any");
};

const sharePolicy = choice(["allow-exclusive", "force-shared", "ignore"], { hidden: "default" });

const TYPES: Readonly<Record<string, GraphicsType>> = {
  vnc: {
    listens: true,
    attributes(from, context) {
      const given = portOf(from, "port", "vnc");
      const wanted = attribute(from, "autoport");
      // A missing port and the old -1 ask for any port, unless that was ruled out.
      const auto = wanted === "yes" || given === -1 || (given === undefined && wanted !== "no");
      const port = auto ? -1 : (given ?? 0);
      const websocket = portOf(from, "websocket", "vnc WebSocket") ?? 0;
      return {
        port: port === 0 ? undefined : String(port),
        autoport: auto ? "yes" : "no",
        websocket: websocket === 0 ? undefined : String(websocket),
        keymap: read(from, context, "keymap", string),
        sharePolicy: read(from, context, "sharePolicy", sharePolicy),
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
      const auto = attribute(from, "autoport") === "yes" || (port === -1 && tlsPort === -1);
      const shown = (value: number) => (auto || value === 0 ? undefined : String(value));
      return {
        port: shown(port),
        tlsPort: shown(tlsPort),
        autoport: auto ? "yes" : "no",
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
      channels,
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
      const given = portOf(from, "port", "rdp") ?? 0;
      const auto = given === 0 || attribute(from, "autoport") === "yes";
      return {
        port: auto ? "0" : String(given),
        autoport: auto ? "yes" : undefined,
        replaceUser: read(from, context, "replaceUser", yesOrNothing),
        multiUser: read(from, context, "multiUser", yesOrNothing),
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

const nonEmptyAttribute = (from: XmlElement, name: string) => attribute(from, name) || undefined;

const LISTEN_TYPES = ["none", "address", "network", "socket"];

/** One `<listen>`. The first one also takes what the older attributes of the screen itself say. */
function listenElement(
  from: XmlElement,
  screen: XmlElement,
  first: boolean,
  context: ParseContext,
): XmlElement {
  const place = { name: "type", element: from, context };
  const type = required(choice(LISTEN_TYPES))(attribute(from, "type"), place)!;
  const kind = attribute(screen, "type")!;
  if ((type === "socket" || type === "none") && kind !== "vnc" && kind !== "spice") {
    throw unsupported(`listen type '${type}' is not available for graphics type '${kind}'`);
  }
  const [address, network, socket] = ["address", "network", "socket"].map((name) =>
    nonEmptyAttribute(from, name),
  );
  const oldAddress = first ? nonEmptyAttribute(screen, "listen") : undefined;
  const oldSocket = first && kind === "vnc" ? nonEmptyAttribute(screen, "socket") : undefined;
  if (type === "address" && address !== undefined && oldAddress !== undefined && address !== oldAddress) {
    throw unsupported(
      `graphics 'listen' attribute '${oldAddress}' must match 'address' attribute of first listen element (found '${address}')`,
    );
  }
  if (type === "network" && network === undefined) {
    throw invalidDomain("'network' attribute is required for listen type 'network'");
  }
  if (network !== undefined && type !== "network") {
    throw invalidDomain("'network' attribute is valid only for listen type 'network'");
  }
  if (socket !== undefined && type !== "socket") {
    throw invalidDomain("'socket' attribute is valid only for listen type 'socket'");
  }
  if (type === "socket" && socket !== undefined && oldSocket !== undefined && socket !== oldSocket) {
    throw unsupported(
      `graphics 'socket' attribute '${oldSocket}' must match 'socket' attribute of first listen element (found '${socket}')`,
    );
  }
  if (type === "address" && address === undefined && oldSocket !== undefined) {
    return element("listen", { type: "socket", socket: oldSocket });
  }
  return element("listen", {
    type,
    address: type === "address" ? (address ?? oldAddress) : undefined,
    network: type === "network" ? network : undefined,
    socket: type === "socket" ? (socket ?? oldSocket) : undefined,
  });
}

function listens(screen: XmlElement, context: ParseContext): XmlElement[] {
  const given = childrenNamed(screen, "listen");
  const all = given.length > 0 ? given : [element("listen", { type: "address" })];
  return all.map((one, index) => listenElement(one, screen, index === 0, context));
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
    const listen = kind.listens ? listens(from, context) : [];
    const values: Values = { type, ...kind.attributes(from, context) };
    if (kind.listens) placeScreen(values, listen[0]!, type);
    const names =
      kind.listens && type !== "rdp" ? ATTRIBUTE_ORDER.filter((name) => name in values) : Object.keys(values);
    if (values.p2p !== undefined && values.address !== undefined) {
      throw invalidDomain("D-Bus p2p with an address is not supported");
    }
    const children = (kind.children ?? []).flatMap((rule) => rule(from, context));
    return element("graphics", Object.fromEntries(names.map((name) => [name, values[name]])), [
      ...listen,
      ...children,
    ]);
  },
});

const PORTS = ["port", "tlsPort", "autoport", "websocket"];

/** What the first `<listen>` means for the screen's own attributes. */
function placeScreen(values: Values, first: XmlElement, type: string): void {
  if (type === "spice" && !["none", "socket"].includes(attribute(first, "type")!)) {
    const reachable = values.port !== undefined || values.tlsPort !== undefined || values.autoport === "yes";
    // Without any port a screen is reached through the daemon alone.
    if (!reachable) first.attributes.clear();
    if (!reachable) first.attributes.set("type", "none");
  }
  const listening = attribute(first, "type");
  if (listening === "none" || listening === "socket") {
    for (const name of PORTS) delete values[name];
    if (listening === "socket" && type === "vnc") values.socket = nonEmptyAttribute(first, "socket");
  } else if (listening === "address") {
    values.listen = nonEmptyAttribute(first, "address");
  }
}
