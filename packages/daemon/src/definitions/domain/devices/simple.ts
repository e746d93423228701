/** Devices whose description is one small table: watchdog, balloon, hub, panic, shared memory and the like. */
import { ErrorCode, ErrorDomain } from "@virtgate/protocol";
import { Limit } from "../../integer.js";
import { internal, invalidDomain, refuse, unsupported } from "../../refusal.js";
import { type Shape, shape, textElement } from "../../shape.js";
import { scaleToBytes } from "../../units.js";
import { choice, nonEmpty, number, onOff, required, string, uuid, yesNo } from "../../values.js";
import { attribute, childNamed, element, textOf } from "../../xml-tree.js";
import { deviceInfo, VIRTIO_MODELS, virtioDriver } from "./common.js";

const WATCHDOG_ACTIONS = ["reset", "shutdown", "poweroff", "pause", "dump", "none", "inject-nmi"];

export const watchdog = shape("watchdog", {
  attributes: {
    model(value) {
      if (value === undefined) throw internal("watchdog must contain model name");
      if (!["i6300esb", "ib700", "diag288", "itco"].includes(value))
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
  // A balloon that is not there has no place on a bus.
  finish: (made) => (attribute(made, "model") === "none" ? element("memballoon", { model: "none" }) : made),
});

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
    model: choice(["isa", "pseries", "hyperv", "s390", "pvpanic"], {
      hidden: "default",
      refusal: (value) => unsupported(`unknown panic model '${value}'`),
    }),
  },
  children: deviceInfo,
  flag: true,
});

export const nvramDevice = shape("nvram", { children: deviceInfo, flag: true });

export const vsock = shape("vsock", {
  attributes: { model: choice(VIRTIO_MODELS) },
  children: [
    shape("cid", { attributes: { auto: yesNo, address: number({ nonZero: true }) } }),
    ...deviceInfo,
    virtioDriver,
  ],
  flag: true,
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
});

export const shmem = shape("shmem", {
  attributes: {
    name(value) {
      if (value === undefined || value === "")
        throw invalidDomain("shmem element must contain 'name' attribute");
      return value;
    },
    role: choice(["master", "peer"], { hidden: "default" }),
  },
  children: [
    shape("model", { attributes: { type: choice(["ivshmem", "ivshmem-plain", "ivshmem-doorbell"]) } }),
    (parent) => {
      const size = childNamed(parent, "size");
      const text = textOf(size);
      if (!size || text === "") return [];
      const bytes = scaleToBytes(BigInt(text), attribute(size, "unit"), 1n, 2n ** 64n - 1n);
      return bytes === 0n ? [] : [element("size", { unit: "M" }, [String(bytes >> 20n)])];
    },
    shape("server", { attributes: { path: nonEmpty }, flag: true }),
    shape("msi", { attributes: { vectors: number({ hideZero: true }), ioeventfd: onOff }, flag: true }),
    ...deviceInfo,
  ],
  finish(made) {
    if (childNamed(made, "msi") && !childNamed(made, "server")) {
      throw unsupported("msi option is only supported with a server");
    }
    return made.children.length > 0 || made.attributes.has("role")
      ? withDefaultModel(made)
      : withDefaultModel(made);
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
      attributes: { path: string, offset: number({ range: Limit.unsignedLongLong, hideZero: true }) },
    }),
  ],
  finish(made) {
    if (!childNamed(made, "key")) throw invalidDomain("Missing 'key' element for lease");
    const target = childNamed(made, "target");
    if (!target) throw invalidDomain("Missing 'target' element for lease");
    if (!target.attributes.has("path"))
      throw invalidDomain("Missing 'path' attribute to 'target' element for lease");
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
      persistent_state: (value, at) => (yesNo(value, at) === "yes" ? "yes" : undefined),
    },
    children: [
      shape("encryption", { attributes: { secret: uuid } }),
      (parent) => {
        const from = childNamed(parent, "active_pcr_banks");
        const banks = PCR_BANKS.filter((bank) => childNamed(from, bank));
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
    children: [shape("source", { attributes: { type: string, mode: string, path: string } })],
  }),
};

export const tpm = shape("tpm", {
  attributes: { model: choice(TPM_MODELS, { hidden: "default" }) },
  children: [
    (parent, context) => {
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
