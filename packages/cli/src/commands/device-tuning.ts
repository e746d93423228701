// `blkiotune`, `blkdeviotune`, `domiftune`: how much of disks and networks a domain gets.

import type { TypedParam } from "@virtgate/protocol";
import { attempt, Failure } from "../failure.js";
import type { Arguments } from "../grammar/arguments.js";
import { bool, type Command, domainOption, number, text } from "../grammar/command.js";
import { lookupDomain } from "./domain.js";
import { impact } from "./impact.js";
import { printParameter, readCounted, textParam, textsOkay, uintParam, ullongParam } from "./parameters.js";
import { parseRate } from "./rate.js";

const perDevice = [
  ["device-weights", "device_weight"],
  ["device-read-iops-sec", "device_read_iops_sec"],
  ["device-write-iops-sec", "device_write_iops_sec"],
  ["device-read-bytes-sec", "device_read_bytes_sec"],
  ["device-write-bytes-sec", "device_write_bytes_sec"],
] as const;

function blkioParameters(args: Arguments): TypedParam[] {
  const params: TypedParam[] = [];
  const weight = args.int("weight");
  if (weight !== undefined) {
    if (weight <= 0) throw new Failure(`Invalid value of ${weight} for I/O weight`);
    params.push(uintParam("weight", weight));
  }
  for (const [option, field] of perDevice) {
    const value = args.raw(option);
    if (value === "") throw new Failure("Unable to parse string parameter");
    if (value !== undefined) params.push(textParam(field, value));
  }
  return params;
}

export const blkiotune: Command = {
  name: "blkiotune",
  group: "domain",
  help: "Get or set blkio parameters",
  description:
    "Get or set the current blkio parameters for a guest domain.\n    To get the blkio parameters use following command: \n\n    virsh # blkiotune <domain>",
  options: [
    domainOption(),
    number("weight", "IO Weight"),
    text("device-weights", "per-device IO Weights, in the form of /path/to/device,weight,..."),
    text(
      "device-read-iops-sec",
      "per-device read I/O limit per second, in the form of /path/to/device,read_iops_sec,...",
    ),
    text(
      "device-write-iops-sec",
      "per-device write I/O limit per second, in the form of /path/to/device,write_iops_sec,...",
    ),
    text(
      "device-read-bytes-sec",
      "per-device bytes read per second, in the form of /path/to/device,read_bytes_sec,...",
    ),
    text(
      "device-write-bytes-sec",
      "per-device bytes wrote per second, in the form of /path/to/device,write_bytes_sec,...",
    ),
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
  ],
  async run(shell, args) {
    const flags = impact(args);
    const dom = await lookupDomain(shell, "blkiotune", args);
    const params = blkioParameters(args);
    if (params.length > 0) {
      await attempt(
        "Unable to change blkio parameters",
        shell.call.domainSetBlkioParameters({ dom, params, flags }),
      );
      return true;
    }
    const all = await readCounted(
      (nparams) => shell.call.domainGetBlkioParameters({ dom, nparams, flags: flags | textsOkay }),
      { number: "Unable to get number of blkio parameters", list: "Unable to get blkio parameters" },
    );
    for (const one of all) printParameter(shell, one);
    return true;
  },
};

const sizes = ["total-bytes-sec", "read-bytes-sec", "write-bytes-sec"];
const rates = ["total-iops-sec", "read-iops-sec", "write-iops-sec"];
const peaks = (names: readonly string[], suffix: string) => names.map((name) => `${name}${suffix}`);

function iotuneParameters(args: Arguments): TypedParam[] {
  const field = (option: string) => option.replaceAll("-", "_");
  const given = (options: readonly string[], read: (option: string) => bigint | undefined) =>
    options.flatMap((option) => {
      const value = readParameter("Unable to parse integer parameter", () => read(option));
      return value === undefined ? [] : [ullongParam(field(option), value)];
    });
  const scaled = given([...sizes, ...peaks(sizes, "-max")], (option) => args.scaled(option, 1n));
  const counts = given([...rates, ...peaks(rates, "-max"), "size-iops-sec"], (option) =>
    args.ulonglong(option),
  );
  const group = readParameter("Unable to parse group-name parameter", () => args.string("group-name"));
  const lengths = given(peaks([...sizes, ...rates], "-max-length"), (option) => args.ulonglong(option));
  return [...scaled, ...counts, ...(group === undefined ? [] : [textParam("group_name", group)]), ...lengths];
}

/** What the option was is said first, then that there is nothing to do. */
function readParameter<T>(words: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    throw new Failure(`${thrown.message}\nerror: ${words}`, thrown.cause);
  }
}

/** How the options were once spelt. */
const oldNames = [
  ...peaks(sizes, ""),
  ...peaks(rates, ""),
  ...peaks([...sizes, ...rates], "-max"),
  "size-iops-sec",
];
const oldLengths = peaks([...sizes, ...rates], "-max-length");

export const blkdeviotune: Command = {
  aliases: [...oldNames, ...oldLengths].map((option) => ({ name: option.replaceAll("-", "_"), option })),
  name: "blkdeviotune",
  group: "domain",
  help: "Set or query a block device I/O tuning parameters.",
  description: "Set or query disk I/O parameters such as block throttling.",
  options: [
    domainOption(),
    { name: "device", type: "data", help: "block device", required: true },
    number("total-bytes-sec", "total throughput limit, as scaled integer (default bytes)"),
    number("read-bytes-sec", "read throughput limit, as scaled integer (default bytes)"),
    number("write-bytes-sec", "write throughput limit, as scaled integer (default bytes)"),
    number("total-iops-sec", "total I/O operations limit per second"),
    number("read-iops-sec", "read I/O operations limit per second"),
    number("write-iops-sec", "write I/O operations limit per second"),
    number("total-bytes-sec-max", "total max, as scaled integer (default bytes)"),
    number("read-bytes-sec-max", "read max, as scaled integer (default bytes)"),
    number("write-bytes-sec-max", "write max, as scaled integer (default bytes)"),
    number("total-iops-sec-max", "total I/O operations max"),
    number("read-iops-sec-max", "read I/O operations max"),
    number("write-iops-sec-max", "write I/O operations max"),
    number("size-iops-sec", "I/O size in bytes"),
    text("group-name", "group name to share I/O quota between multiple drives"),
    number("total-bytes-sec-max-length", "duration in seconds to allow total max bytes"),
    number("read-bytes-sec-max-length", "duration in seconds to allow read max bytes"),
    number("write-bytes-sec-max-length", "duration in seconds to allow write max bytes"),
    number("total-iops-sec-max-length", "duration in seconds to allow total I/O operations max"),
    number("read-iops-sec-max-length", "duration in seconds to allow read I/O operations max"),
    number("write-iops-sec-max-length", "duration in seconds to allow write I/O operations max"),
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
  ],
  async run(shell, args) {
    const flags = impact(args);
    const dom = await lookupDomain(shell, "blkdeviotune", args);
    const disk = args.required("device");
    const params = iotuneParameters(args);
    if (params.length > 0) {
      const setting = shell.call.domainSetBlockIoTune({ dom, disk, params, flags });
      await attempt("Unable to change block I/O throttle", setting);
      return true;
    }
    const all = await readCounted(
      (nparams) =>
        shell.call.domainGetBlockIoTune({
          dom,
          disk: nparams === 0 ? null : disk,
          nparams,
          flags: flags | textsOkay,
        }),
      {
        number: "Unable to get number of block I/O throttle parameters",
        list: "Unable to get block I/O throttle parameters",
      },
    );
    for (const one of all) printParameter(shell, one);
    return true;
  },
};

const maxRate = 4_294_967_295n;

function bandwidth(args: Arguments, direction: "inbound" | "outbound"): TypedParam[] {
  const given = args.string(direction);
  if (given === undefined) return [];
  const { average, peak, burst, floor } = parseRate(given);
  if ([average, peak, burst].some((rate) => rate > maxRate)) {
    throw new Failure(`${direction} rate larger than maximum ${maxRate}`);
  }
  if (direction === "inbound" && average === 0n && (burst !== 0n || peak !== 0n) && floor === 0n) {
    throw new Failure("either inbound average or floor is mandatory");
  }
  if (direction === "outbound") {
    if (average === 0n && (burst !== 0n || peak !== 0n)) throw new Failure("outbound average is mandatory");
    if (floor !== 0n) throw new Failure("outbound floor is unsupported yet");
  }
  const param = (name: string, rate: bigint) => uintParam(`${direction}.${name}`, Number(rate));
  return [
    param("average", average),
    ...(peak === 0n ? [] : [param("peak", peak)]),
    ...(burst === 0n ? [] : [param("burst", burst)]),
    ...(floor === 0n ? [] : [param("floor", floor)]),
  ];
}

export const domiftune: Command = {
  name: "domiftune",
  group: "domain",
  help: "get/set parameters of a virtual interface",
  description: "Get/set parameters of a domain's virtual interface.",
  options: [
    domainOption(),
    { name: "interface", type: "data", help: "interface device (MAC Address)", required: true },
    text("inbound", "control domain's incoming traffics"),
    text("outbound", "control domain's outgoing traffics"),
    bool("config", "affect next boot"),
    bool("live", "affect running domain"),
    bool("current", "affect current domain"),
  ],
  async run(shell, args) {
    const flags = impact(args);
    const dom = await lookupDomain(shell, "domiftune", args);
    const device = args.required("interface");
    const params = [...bandwidth(args, "inbound"), ...bandwidth(args, "outbound")];
    if (params.length > 0) {
      const setting = shell.call.domainSetInterfaceParameters({ dom, device, params, flags });
      await attempt("Unable to set interface parameters", setting);
      return true;
    }
    const all = await readCounted(
      (nparams) =>
        shell.call.domainGetInterfaceParameters({ dom, device, nparams, flags: flags | textsOkay }),
      { number: "Unable to get number of interface parameters", list: "Unable to get interface parameters" },
    );
    for (const one of all) printParameter(shell, one);
    return true;
  },
};
