// How much of the host's disks a domain gets: a weight for the domain, and weights and limits for single disks of the
// host, which are written as "PATH,VALUE,PATH,VALUE".

import type { LibvirtError } from "@virtgate/protocol";
import { DomainBlkioParams, TypedParameterFlags } from "@virtgate/protocol/constants";
import { editSection } from "../../definitions/domain/edit.js";
import {
  childNamed,
  childrenNamed,
  type DomainDefinition,
  element,
  textOf,
  type XmlElement,
} from "../../definitions/index.js";
import { Limit, type Range } from "../../definitions/integer.js";
import { setChild } from "../../definitions/xml-tree.js";
import type { DomainParameters } from "../domain-parameters.js";
import { invalidBlkioDevice, invalidBlkioValue } from "../refusals.js";
import { requireParameters, textParameter, uintParameter } from "../typed-parameters.js";
import { counted } from "./counted.js";
import type { DomainTable } from "./domain-table.js";
import { config, live, target } from "./impact.js";
import { onlyFlags } from "./refusals.js";

type Blkio = Required<Pick<DomainParameters, "blkioParameters" | "setBlkioParameters">>;

/** Parameter -> element of `<device>`, and what its values can be. */
const perDevice: readonly (readonly [parameter: string, element: string, range: Range])[] = [
  [DomainBlkioParams.deviceWeight, "weight", Limit.unsignedInt],
  [DomainBlkioParams.deviceReadIops, "read_iops_sec", Limit.unsignedInt],
  [DomainBlkioParams.deviceWriteIops, "write_iops_sec", Limit.unsignedInt],
  [DomainBlkioParams.deviceReadBps, "read_bytes_sec", Limit.unsignedLongLong],
  [DomainBlkioParams.deviceWriteBps, "write_bytes_sec", Limit.unsignedLongLong],
];

const known = {
  [DomainBlkioParams.weight]: "uint",
  ...Object.fromEntries(perDevice.map(([parameter]) => [parameter, "string" as const])),
} as const;

export function domainBlkio(table: DomainTable): Blkio {
  return {
    blkioParameters(ref, room, flags) {
      onlyFlags("testDomainGetBlkioParameters", flags, live | config | TypedParameterFlags.stringOkay);
      return counted(room, 1 + perDevice.length, () => {
        const tune = blkiotune(target(table.find(ref), flags));
        const weight = Number(textOf(childNamed(tune, "weight")) || 0);
        return [
          uintParameter(DomainBlkioParams.weight, weight),
          ...perDevice.map(([parameter, name]) => textParameter(parameter, deviceText(tune, name))),
        ];
      });
    },

    setBlkioParameters(ref, parameters, flags) {
      onlyFlags("testDomainSetBlkioParameters", flags, live | config);
      requireParameters(parameters, known);
      const definition = target(table.find(ref), flags);
      // What can be read is set; the last mistake is told.
      let refused: LibvirtError | undefined;
      editSection(definition, "blkiotune", (tune) => {
        for (const { field, value } of parameters) {
          const device = perDevice.find(([parameter]) => parameter === field);
          if (device === undefined) setChild(tune, "weight", element("weight", {}, [String(value.value)]));
          else refused = setDevices(tune, device, String(value.value)) ?? refused;
        }
      });
      if (refused !== undefined) throw refused;
    },
  };
}

const blkiotune = ({ sections }: DomainDefinition) => sections.blkiotune?.[0] ?? element("blkiotune");
const devicePath = (device: XmlElement) => textOf(childNamed(device, "path"));

const deviceText = (tune: XmlElement, name: string) =>
  childrenNamed(tune, "device")
    .filter((device) => childNamed(device, name) !== undefined)
    .map((device) => `${devicePath(device)},${textOf(childNamed(device, name))}`)
    .join(",");

function setDevices(
  tune: XmlElement,
  [parameter, name, range]: (typeof perDevice)[number],
  text: string,
): LibvirtError | undefined {
  const values = parseDevices(parameter, range, text);
  if (!(values instanceof Map)) return values;
  for (const [path, value] of values) {
    let device = childrenNamed(tune, "device").find((one) => devicePath(one) === path);
    if (device === undefined) {
      device = element("device", {}, [element("path", {}, [path])]);
      tune.children.push(device);
    }
    setChild(device, name, element(name, {}, [value]));
  }
  return undefined;
}

function parseDevices(parameter: string, range: Range, text: string): Map<string, string> | LibvirtError {
  if (text === "") return new Map();
  const parts = text.split(",");
  if (parts.length % 2 !== 0) return invalidBlkioDevice(parameter, text);
  const values = new Map<string, string>();
  for (let at = 0; at < parts.length; at += 2) {
    const digits = /^[ \t\n\v\f\r]*([+-]?[0-9]+)(.*)$/s.exec(parts[at + 1]!);
    const value = digits === null ? undefined : BigInt(digits[1]!);
    if (value === undefined || value < range[0] || value > range[1]) {
      return invalidBlkioValue(parts.slice(at + 1).join(","), parameter, parts[at]!);
    }
    if (digits![2] !== "") return invalidBlkioDevice(parameter, text);
    values.set(parts[at]!, value.toString());
  }
  return values;
}
