/** Devices whose description is one small table: watchdog, balloon, hub, panic, shared memory and the like. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { Limit } from "../../integer.js";
import { internal, invalidDomain, refuse, unexplained, unsupported } from "../../refusal.js";
import { type Shape, shape, textElement } from "../../shape.js";
import { parseScaled } from "../../units.js";
import { formatUuid, parseUuid } from "../../uuid.js";
import { choice, nonEmpty, number, onOff, required, string, yesNo } from "../../values.js";
import { attribute, childNamed, childrenNamed, element, textOf, type XmlElement } from "../../xml-tree.js";
import { deviceInfo, refuseVirtioOptions, VIRTIO_MODELS, virtioDriver } from "./common.js";

const WATCHDOG_ACTIONS = ["reset", "shutdown", "poweroff", "pause", "dump", "none", "inject-nmi"];

export const watchdog = shape("watchdog", {
  attributes: {
    model(value) {
      if (value === undefined) throw internal("watchdog must contain model name");
      if (!["i6300esb", "ib700", "diag288"].includes(value))
        throw unsupported(`unknown watchdog model '${value}'`);
      return value;
    },
    action(value) {
      if (value === undefined) return "reset";
      if (!WATCHDOG_ACTIONS.includes(value)) throw unsupported(`unknown watchdog action '${value}'`);
      return value;
    },
  },
  children: deviceInfo,
});

export const memballoon = shape("memballoon", {
  attributes: {
    model: required(choice([...VIRTIO_MODELS, "xen", "none"])),
    autodeflate: onOff,
    freePageReporting: onOff,
  },
  children: [
    shape("stats", { attributes: { period: number({ range: Limit.int, hideZero: true }) } }),
    ...deviceInfo,
    virtioDriver,
  ],
  finish: (made) => (attribute(made, "model") === "none" ? withoutPlace(made) : made),
});

/** A device that is not there has no place on a bus. */
function withoutPlace(made: XmlElement): XmlElement {
  const children = made.children.filter(
    (node) => node.kind !== "element" || !["alias", "acpi", "address"].includes(node.name),
  );
  return { ...made, children };
}

export const hub = shape("hub", {
  attributes: {
    type(value) {
      if (value === undefined) throw internal("missing hub device type");
      if (value !== "usb") throw unsupported(`unknown hub device type '${value}'`);
      return value;
    },
  },
  children: deviceInfo,
});

export const panic = shape("panic", {
  attributes: {
    model: choice(["isa", "pseries", "hyperv", "s390"], {
      hidden: "default",
      refusal: (value) => unsupported(`unknown panic model '${value}'`),
    }),
  },
  children: deviceInfo,
});

export const nvramDevice = shape("nvram", { children: deviceInfo, flag: true });

/** A guest's address on the host: given, or chosen at each start. */
const cid = shape("cid", {
  attributes: { auto: yesNo, address: number({ nonZero: true }) },
  finish(made) {
    const address = attribute(made, "address");
    if (address !== undefined && Number(address) < 3) throw unsupported("guest CIDs must be >= 3");
    return element("cid", {
      auto: attribute(made, "auto") ?? (address === undefined ? "yes" : "no"),
      address,
    });
  },
});

export const vsock = shape("vsock", {
  attributes: { model: choice(VIRTIO_MODELS) },
  children: [
    (parent, context) => {
      const [made] = cid(parent, context);
      return [made ?? element("cid", { auto: "yes" })];
    },
    ...deviceInfo,
    virtioDriver,
  ],
  finish(made) {
    if (!made.attributes.has("model")) refuseVirtioOptions(childNamed(made, "driver"));
    return made;
  },
});

export const iommu = shape("iommu", {
  attributes: { model: required(choice(["intel", "smmuv3", "virtio"])) },
  children: [
    shape("driver", {
      attributes: {
        intremap: onOff,
        caching_mode: onOff,
        eim: onOff,
        iotlb: onOff,
        aw_bits: number({ hideZero: true }),
      },
    }),
    ...deviceInfo,
  ],
  finish(made) {
    const model = attribute(made, "model")!;
    if (model !== "intel" && childNamed(made, "driver")) {
      throw invalidDomain(`iommu model '${model}' doesn't support additional attributes`);
    }
    if (model !== "virtio" && childNamed(made, "address"))
      throw invalidDomain(`iommu model '${model}' can't have address`);
    return made;
  },
});

const shmemRole = choice(["master", "peer"], { hidden: "default" });
const shmemModel = (from: XmlElement): string => attribute(childNamed(from, "model"), "type") ?? "ivshmem";

export const shmem = shape("shmem", {
  attributes: {
    name(value) {
      if (value === undefined) throw invalidDomain("shmem element must contain 'name' attribute");
      if (value.includes("/")) throw unsupported("shmem name cannot include '/' character");
      return value;
    },
    role: (value, at) => (shmemModel(at.element) === "ivshmem" ? undefined : shmemRole(value, at)),
  },
  children: [
    shape("model", { attributes: { type: choice(["ivshmem", "ivshmem-plain", "ivshmem-doorbell"]) } }),
    (parent) => {
      const size = childNamed(parent, "size");
      const text = textOf(size);
      if (!size || text === "") return [];
      const bytes = parseScaled(text, attribute(size, "unit"), "./size[1]", { defaultScale: 1n }) ?? 0n;
      return bytes === 0n ? [] : [element("size", { unit: "M" }, [String(bytes >> 20n)])];
    },
    shape("server", { attributes: { path: nonEmpty }, flag: true }),
    shape("msi", { attributes: { vectors: number({ hideZero: true }), ioeventfd: onOff }, flag: true }),
    ...deviceInfo,
  ],
  finish(made) {
    if (childNamed(made, "msi") && !childNamed(made, "server")) {
      throw invalidDomain("msi option is only supported with a server");
    }
    return withDefaultModel(made);
  },
});

function withDefaultModel(made: ReturnType<typeof element>): ReturnType<typeof element> {
  if (!childNamed(made, "model")) made.children.unshift(element("model", { type: "ivshmem" }));
  return made;
}

export const lease = shape("lease", {
  children: [
    textElement("lockspace"),
    textElement("key"),
    shape("target", {
      attributes: {
        path: string,
        offset: number({ range: Limit.unsignedLongLong, hideZero: true, refusal: unexplained }),
      },
    }),
  ],
  finish(made) {
    if (!childNamed(made, "key")) throw invalidDomain("Missing 'key' element for lease");
    // libvirt loses its own words here, and clients see that.
    if (!childNamed(made, "target")?.attributes.has("path")) throw unexplained();
    return made;
  },
});

const TPM_MODELS = ["tpm-tis", "tpm-crb", "tpm-spapr", "spapr-tpm-proxy"];
const PCR_BANKS = ["sha1", "sha256", "sha384", "sha512"];

const tpmBackends: Readonly<Record<string, Shape>> = {
  passthrough: shape("backend", {
    attributes: { type: string },
    children: [
      (parent) => [
        element("device", { path: attribute(childNamed(parent, "device"), "path") ?? "/dev/tpm0" }),
      ],
    ],
  }),
  emulator: shape("backend", {
    attributes: {
      type: string,
      version: choice(["1.2", "2.0"], { hidden: "default" }),
      persistent_state(value) {
        if (value !== undefined && value !== "yes" && value !== "no") {
          throw internal("Invalid persistent_state value, either 'yes' or 'no'");
        }
        return value === "yes" ? value : undefined;
      },
    },
    children: [
      shape("encryption", {
        attributes: {
          secret(value) {
            const bytes = value === undefined ? undefined : parseUuid(value);
            if (value !== undefined && !bytes) throw internal(`Unable to parse secret uuid '${value}'`);
            return bytes && formatUuid(bytes);
          },
        },
      }),
      (parent) => {
        const from = childNamed(parent, "active_pcr_banks");
        for (const node of from?.children ?? []) {
          if (node.kind === "element" && !PCR_BANKS.includes(node.name)) {
            throw unsupported(`Unsupported PCR banks '${node.name}'`);
          }
        }
        const banks = PCR_BANKS.filter((bank) => childNamed(from, bank));
        if (banks.length > 0 && attribute(parent, "version") !== "2.0") {
          throw invalidDomain("<active_pcr_banks/> requires TPM version '2.0'");
        }
        return banks.length > 0
          ? [
              element(
                "active_pcr_banks",
                {},
                banks.map((bank) => element(bank)),
              ),
            ]
          : [];
      },
    ],
  }),
  external: shape("backend", {
    attributes: { type: string },
    children: [
      (parent) => {
        const from = childNamed(parent, "source");
        const type = attribute(from, "type");
        if (type === undefined) throw invalidDomain("missing external TPM backend type");
        if (type !== "unix") throw unsupported(`unknown backend type '${type}' for external TPM`);
        return [element("source", { type, mode: "connect", path: attribute(from, "path") })];
      },
    ],
  }),
};

export const tpm = shape("tpm", {
  attributes: { model: choice(TPM_MODELS) },
  children: [
    (parent, context) => {
      if (childrenNamed(parent, "backend").length > 1)
        throw invalidDomain("only one TPM backend is supported");
      const from = childNamed(parent, "backend");
      if (!from) throw invalidDomain("missing TPM device backend");
      const type = attribute(from, "type");
      const read = type !== undefined && Object.hasOwn(tpmBackends, type) ? tpmBackends[type] : undefined;
      if (!read) throw refuse(ErrorDomain.xml, ErrorCode.xmlError, backendTypeRefusal(type));
      return [read.apply(from, context)!];
    },
    ...deviceInfo,
  ],
});

const backendTypeRefusal = (type: string | undefined): string =>
  type === undefined
    ? "Missing required attribute 'type' in element 'backend'"
    : `Invalid value for attribute 'type' in element 'backend': '${type}'.`;
