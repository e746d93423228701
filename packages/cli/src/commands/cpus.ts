// `cpu-models`, `cpu-compare`, `cpu-baseline` and their hypervisor variants, `domcapabilities`.

import { ErrorDomain } from "@virtgate/protocol";
import { attempt, Failure } from "../failure.js";
import { exclusive } from "../grammar/arguments.js";
import { bool, type Command, fileOption, text } from "../grammar/command.js";
import { isElement, parseXml, serializeXml, type XmlElement } from "../xml/index.js";
import { readXmlFile } from "../xml-file.js";
import { escapeXml } from "./moment.js";

export const cpuModels: Command = {
  name: "cpu-models",
  group: "host",
  help: "CPU models",
  description: "Get the CPU models for an arch.",
  options: [{ name: "arch", type: "data", help: "architecture", required: true }],
  async run(shell, args) {
    const arch = args.required("arch");
    const reading = shell.call.connectGetCpuModelNames({ arch, needResults: 1, flags: 0 });
    const { models } = await reading.catch((thrown: unknown) => {
      throw new Failure("failed to get CPU model names", thrown);
    });
    if (models.length === 0) shell.print("all CPU models are accepted\n");
    for (const model of models) shell.print(`${model}\n`);
    return true;
  },
};

function elements(from: XmlElement): XmlElement[] {
  const all: XmlElement[] = [];
  const visit = (one: XmlElement) => {
    if (one.name === "cpu") all.push(one);
    else for (const child of one.children) if (isElement(child)) visit(child);
  };
  visit(from);
  return all;
}

/** What libxml2 would say is wrong is known to the part that reads the daemon's documents. */
async function malformed(source: string, path: string): Promise<unknown> {
  const daemon = await import("@virtgate/daemon/local");
  try {
    daemon.parseXml(source, { label: path, bareLabel: true, domain: ErrorDomain.none });
  } catch (thrown) {
    return thrown;
  }
  return new Failure(`failed to parse XML in '${path}'`);
}

/** All `<cpu>` of a file, which may be several documents, capabilities or definitions of domains. */
async function readCpus(path: string): Promise<string[]> {
  const source = `<container>${readXmlFile(path).replace(/<\?xml[^>]*\?>/g, "")}</container>`;
  let root: XmlElement;
  try {
    root = parseXml(source);
  } catch {
    throw await malformed(source, path);
  }
  const cpus = elements(root);
  if (cpus.length === 0) {
    throw new Failure(
      `File '${path}' does not contain any <cpu> element or valid domain XML, host capabilities XML, or domain capabilities XML`,
    );
  }
  return cpus.map(serializeXml);
}

/** virCPUCompareResult + 1, with the words for the host's processor. */
function printComparison(print: (text: string) => void, result: number, file: string, of: string): boolean {
  switch (result) {
    case 0:
      print(`CPU described in ${file} is incompatible with ${of}\n`);
      return false;
    case 1:
      print(`CPU described in ${file} is identical to ${of}\n`);
      return true;
    case 2:
      print(
        `${of === "host CPU" ? "Host CPU" : "The CPU provided by hypervisor on the host"} is a superset of CPU described in ${file}\n`,
      );
      return true;
    default:
      throw new Failure(`Failed to compare ${of} with ${file}`);
  }
}

export const cpuCompare: Command = {
  name: "cpu-compare",
  group: "host",
  help: "compare host CPU with a CPU described by an XML file",
  description: "compare CPU with host CPU",
  options: [
    fileOption("file containing an XML CPU description"),
    bool("error", "report error if CPUs are incompatible"),
    bool("validate", "validate the XML document against schema"),
  ],
  async run(shell, args) {
    const file = args.required("file");
    const flags = (args.has("error") ? 1 : 0) | (args.has("validate") ? 2 : 0);
    const [xml] = await readCpus(file);
    const comparing = shell.call.connectCompareCpu({ xml: xml!, flags });
    const { result } = await attempt(`Failed to compare host CPU with ${file}`, comparing);
    return printComparison((words) => shell.print(words), result, file, "host CPU");
  },
};

export const cpuBaseline: Command = {
  name: "cpu-baseline",
  group: "host",
  help: "compute baseline CPU",
  description: "Compute baseline CPU for a set of given CPUs.",
  options: [
    fileOption("file containing XML CPU descriptions"),
    bool("features", "Show features that are part of the CPU model type"),
    bool("migratable", "Do not include features that block migration"),
  ],
  async run(shell, args) {
    const flags = (args.has("features") ? 1 : 0) | (args.has("migratable") ? 2 : 0);
    const xmlCPUs = await readCpus(args.required("file"));
    const { cpu } = await shell.call.connectBaselineCpu({ xmlCPUs, flags });
    shell.print(cpu);
    return true;
  },
};

const hypervisor = (args: Parameters<Command["run"]>[1]) => ({
  emulator: args.string("emulator") ?? null,
  arch: args.string("arch") ?? null,
  machine: args.string("machine") ?? null,
  virttype: args.string("virttype") ?? null,
});

export const hypervisorCpuCompare: Command = {
  name: "hypervisor-cpu-compare",
  group: "host",
  help: "compare a CPU with the CPU created by a hypervisor on the host",
  description: "compare CPU with hypervisor CPU",
  options: [
    fileOption("file containing an XML CPU description"),
    text("virttype", "virtualization type (/domain/@type)"),
    text("emulator", "path to emulator binary (/domain/devices/emulator)"),
    text("arch", "CPU architecture (/domain/os/type/@arch)"),
    text("machine", "machine type (/domain/os/type/@machine)"),
    bool("error", "report error if CPUs are incompatible"),
    bool("validate", "validate the XML document against schema"),
  ],
  async run(shell, args) {
    const file = args.required("file");
    const flags = (args.has("error") ? 1 : 0) | (args.has("validate") ? 2 : 0);
    const which = hypervisor(args);
    const [xmlCPU] = await readCpus(file);
    const comparing = shell.call.connectCompareHypervisorCpu({ ...which, xmlCPU: xmlCPU!, flags });
    const { result } = await attempt(`Failed to compare hypervisor CPU with ${file}`, comparing);
    const of = "the CPU provided by hypervisor on the host";
    return printComparison((words) => shell.print(words), result, file, of);
  },
};

export const hypervisorCpuBaseline: Command = {
  name: "hypervisor-cpu-baseline",
  group: "host",
  help: "compute baseline CPU usable by a specific hypervisor",
  description:
    "Compute baseline CPU for a set of given CPUs. The result will be tailored to the specified hypervisor.",
  options: [
    text("file", "file containing XML CPU descriptions"),
    text("virttype", "virtualization type (/domain/@type)"),
    text("emulator", "path to emulator binary (/domain/devices/emulator)"),
    text("arch", "CPU architecture (/domain/os/type/@arch)"),
    text("machine", "machine type (/domain/os/type/@machine)"),
    bool("features", "Show features that are part of the CPU model type"),
    bool("migratable", "Do not include features that block migration"),
    text("model", "Shortcut for calling the command with a single CPU model and no additional features"),
  ],
  async run(shell, args) {
    const flags = (args.has("features") ? 1 : 0) | (args.has("migratable") ? 2 : 0);
    const which = hypervisor(args);
    exclusive(args, ["file", "model"]);
    const [file, model] = [args.string("file"), args.string("model")];
    if (file === undefined && model === undefined)
      throw new Failure("Either --file or --model must be provided");
    const xmlCPUs =
      file === undefined ? [`<cpu><model>${escapeXml(model ?? "")}</model></cpu>`] : await readCpus(file);
    const { cpu } = await shell.call.connectBaselineHypervisorCpu({ ...which, xmlCPUs, flags });
    shell.print(cpu);
    return true;
  },
};

export const domcapabilities: Command = {
  name: "domcapabilities",
  group: "host",
  help: "domain capabilities",
  description: "Returns capabilities of emulator with respect to host and libvirt.",
  options: [
    text("virttype", "virtualization type (/domain/@type)"),
    text("emulatorbin", "path to emulator binary (/domain/devices/emulator)"),
    text("arch", "domain architecture (/domain/os/type/@arch)"),
    text("machine", "machine type (/domain/os/type/@machine)"),
  ],
  async run(shell, args) {
    const { virttype, emulator, arch, machine } = hypervisorNames(args);
    const flags = args.has("disable-deprecated-features") ? 1 : 0;
    const reading = shell.call.connectGetDomainCapabilities({
      emulatorbin: emulator,
      arch,
      machine,
      virttype,
      flags,
    });
    const { capabilities } = await reading.catch((thrown: unknown) => {
      throw new Failure("failed to get emulator capabilities", thrown);
    });
    shell.print(`${capabilities}\n`);
    return true;
  },
};

const hypervisorNames = (args: Parameters<Command["run"]>[1]) => ({
  virttype: args.string("virttype") ?? null,
  emulator: args.string("emulatorbin") ?? null,
  arch: args.string("arch") ?? null,
  machine: args.string("machine") ?? null,
});
