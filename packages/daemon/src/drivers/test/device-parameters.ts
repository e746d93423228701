// Parameters of single devices: bandwidth of network cards, limits of disks.

import {
  DomainBandwidthParams,
  DomainBlockIotuneParams,
  TypedParameterFlags,
} from "@virtgate/protocol/constants";
import { IOTUNE_NUMBERS, IOTUNE_ORDER } from "../../definitions/domain/devices/disk.js";
import { setBandwidth, setIotune } from "../../definitions/domain/edit.js";
import { findDisk, findInterface } from "../../definitions/domain/find-device.js";
import { attribute, childNamed, element, textOf, type XmlElement } from "../../definitions/index.js";
import { isElement } from "../../definitions/xml-tree.js";
import type { DomainParameters } from "../domain-parameters.js";
import { unknownInterface } from "../refusals.js";
import { requireParameters, textParameter, uintParameter, ullongParameter } from "../typed-parameters.js";
import { counted } from "./counted.js";
import type { DomainTable } from "./domain-table.js";
import { config, live, target } from "./impact.js";
import { invalidArgument, onlyFlags, unsupportedArgument } from "./refusals.js";

type DeviceParameters = Required<
  Pick<DomainParameters, "interfaceParameters" | "setInterfaceParameters" | "blockIoTune" | "setBlockIoTune">
>;

const readFlags = live | config | TypedParameterFlags.stringOkay;
const writeFlags = live | config;

/** Parameter, element and attribute, in libvirt's order. */
const rates = (["inbound", "outbound"] as const).flatMap((direction) =>
  (direction === "inbound" ? ["average", "peak", "burst", "floor"] : ["average", "peak", "burst"]).map(
    (name) => ({ parameter: `${direction}.${name}`, direction, name }),
  ),
);
const rateTypes = Object.fromEntries(
  Object.values(DomainBandwidthParams).map((name) => [name, "uint"] as const),
);

const { groupName } = DomainBlockIotuneParams;
const iotuneTypes = Object.fromEntries(
  IOTUNE_ORDER.map((name) => [name, name === groupName ? "string" : "ullong"] as const),
);
const maxIotune = 1_000_000_000_000_000n;

export function deviceParameters(table: DomainTable): DeviceParameters {
  return {
    interfaceParameters(ref, device, room, flags) {
      onlyFlags("testDomainGetInterfaceParameters", flags, readFlags);
      return counted(room, rates.length, () => {
        const found = findInterface(target(table.find(ref), flags), device);
        if (found === undefined) throw unknownInterface(device);
        const bandwidth = childNamed(found, "bandwidth");
        return rates.map(({ parameter, direction, name }) =>
          uintParameter(parameter, Number(attribute(childNamed(bandwidth, direction), name) ?? 0)),
        );
      });
    },

    setInterfaceParameters(ref, device, parameters, flags) {
      onlyFlags("testDomainSetInterfaceParameters", flags, writeFlags);
      requireParameters(parameters, rateTypes);
      const found = findInterface(target(table.find(ref), flags), device);
      if (found === undefined) throw unknownInterface(device);
      const given = new Map(parameters.map(({ field, value }) => [field, Number(value.value)]));
      setBandwidth(found, {
        inbound: direction(found, "inbound", given, ["average", "floor"]),
        outbound: direction(found, "outbound", given, ["average"]),
      });
    },

    blockIoTune(ref, disk, room, flags) {
      onlyFlags("testDomainGetBlockIoTune", flags, readFlags);
      return counted(room, IOTUNE_ORDER.length, () => {
        const found = findDisk(target(table.find(ref), flags), disk, { ambiguous: true });
        if (found === undefined) throw invalidArgument(`disk '${disk}' was not found in the domain config`);
        const values = iotuneOf(found);
        return IOTUNE_ORDER.map((name) =>
          name === groupName
            ? textParameter(name, values.get(name) ?? "")
            : ullongParameter(name, BigInt(values.get(name) ?? 0)),
        );
      });
    },

    setBlockIoTune(ref, disk, parameters, flags) {
      onlyFlags("testDomainSetBlockIoTune", flags, writeFlags);
      requireParameters(parameters, iotuneTypes);
      const found = findDisk(target(table.find(ref), flags), disk, { ambiguous: true });
      if (found === undefined) throw invalidArgument(`missing persistent configuration for disk '${disk}'`);
      const values = iotuneOf(found);
      for (const { field, value } of parameters) {
        if (field !== groupName && BigInt(value.value) > maxIotune) {
          throw unsupportedArgument(`block I/O throttle limit value must be no more than ${maxIotune}`);
        }
        values.set(field, String(value.value));
      }
      checkIotune(values);
      setIotune(found, values);
    },
  };
}

/** A direction without its `mandatory` rates is none; one that the caller did not speak of stays as it is. */
function direction(
  found: XmlElement,
  name: "inbound" | "outbound",
  given: ReadonlyMap<string, number>,
  mandatory: readonly string[],
): ReadonlyMap<string, string> | undefined {
  const own = rates.filter((rate) => rate.direction === name);
  const values = new Map(own.map((rate) => [rate.name, String(given.get(rate.parameter) ?? 0)]));
  if (mandatory.some((rate) => values.get(rate) !== "0")) return values;
  if (mandatory.some((rate) => given.has(`${name}.${rate}`))) return undefined;
  const present = childNamed(childNamed(found, "bandwidth"), name);
  return present?.attributes;
}

function iotuneOf(disk: XmlElement): Map<string, string> {
  const iotune = childNamed(disk, "iotune") ?? element("iotune");
  return new Map(iotune.children.filter(isElement).map((one) => [one.name, textOf(one)]));
}

function checkIotune(values: ReadonlyMap<string, string>): void {
  const value = (name: string) => BigInt(values.get(name) ?? 0);
  for (const suffix of ["bytes_sec", "iops_sec", "bytes_sec_max", "iops_sec_max"]) {
    const single = value(`read_${suffix}`) > 0n || value(`write_${suffix}`) > 0n;
    if (value(`total_${suffix}`) > 0n && single) {
      throw invalidArgument(`total and read/write of ${suffix} cannot be set at the same time`);
    }
  }
  for (const name of IOTUNE_NUMBERS.slice(0, 6)) {
    if (value(name) > value(`${name}_max`)) {
      throw invalidArgument(`${name} cannot be set higher than ${name}_max `);
    }
  }
}
