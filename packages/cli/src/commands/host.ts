// Commands about the host as a whole.

import { LibvirtError } from "@virtgate/protocol";
import { attempt } from "../failure.js";
import { bool, type Command, outputOption } from "../grammar/command.js";
import { libvirtVersion } from "../version.js";
import { childOf, parseXml } from "../xml/index.js";
import { printJson, wantsJson } from "./output.js";

export const uri: Command = {
  name: "uri",
  group: "host",
  help: "print the hypervisor canonical URI",
  options: [],
  run(shell) {
    shell.print(`${shell.host.uri}\n`);
    return true;
  },
};

export const hostname: Command = {
  name: "hostname",
  group: "host",
  help: "print the hypervisor hostname",
  options: [],
  async run(shell) {
    const { hostname } = await attempt("failed to get hostname", shell.call.connectGetHostname({ flags: 0 }));
    shell.print(`${hostname}\n`);
    return true;
  },
};

/** libvirt packs a version into a number: major * 1,000,000 + minor * 1000 + release. */
const versionText = (packed: bigint) =>
  `${packed / 1_000_000n}.${(packed % 1_000_000n) / 1000n}.${packed % 1000n}`;

export const version: Command = {
  name: "version",
  group: "host",
  help: "show version",
  description: "Display the system version information.",
  options: [bool("daemon", "report daemon version too")],
  async run(shell, args) {
    const { type } = await attempt("failed to get hypervisor type", shell.call.connectGetType());
    // What this program is compatible with stands in for the library that virsh is built on.
    shell.print(`Compiled against library: libvirt ${libvirtVersion}\n`);
    shell.print(`Using library: libvirt ${libvirtVersion}\n`);
    shell.print(`Using API: ${type} ${libvirtVersion}\n`);
    const { hvVer } = await attempt("failed to get the hypervisor version", shell.call.connectGetVersion());
    shell.print(
      hvVer === 0n
        ? `Cannot extract running ${type} hypervisor version\n`
        : `Running hypervisor: ${type} ${versionText(hvVer)}\n`,
    );
    if (!args.has("daemon")) return true;
    const { libVer } = await attempt("failed to get the daemon version", shell.call.connectGetLibVersion());
    shell.print(`Running against daemon: ${versionText(libVer)}\n`);
    return true;
  },
};

/** Names come as an array of bytes with a zero behind them. */
const cString = (bytes: readonly number[]) => {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.slice(0, end)).toString();
};

export const nodeinfo: Command = {
  name: "nodeinfo",
  group: "host",
  help: "node information",
  description: "Returns basic information about the node.",
  options: [outputOption],
  async run(shell, args) {
    const json = wantsJson(args);
    const node = await attempt("failed to get node information", shell.call.nodeGetInfo());
    const model = cString(node.model);
    if (json) {
      printJson(shell, {
        model,
        cpus: node.cpus,
        mhz: node.mhz,
        sockets: node.sockets,
        coresPerSocket: node.cores,
        threadsPerCore: node.threads,
        numaCells: node.nodes,
        memoryKiB: node.memory,
      });
      return true;
    }
    const lines: (readonly [string, string])[] = [
      ["CPU model:", model],
      ["CPU(s):", String(node.cpus)],
      ...(node.mhz === 0 ? [] : [["CPU frequency:", `${node.mhz} MHz`] as const]),
      ["CPU socket(s):", String(node.sockets)],
      ["Core(s) per socket:", String(node.cores)],
      ["Thread(s) per core:", String(node.threads)],
      ["NUMA cell(s):", String(node.nodes)],
      ["Memory size:", `${node.memory} KiB`],
    ];
    for (const [label, value] of lines) shell.print(`${label.padEnd(20)} ${value}\n`);
    return true;
  },
};

export const capabilities: Command = {
  name: "capabilities",
  group: "host",
  help: "capabilities",
  description: "Returns capabilities of hypervisor/driver.",
  options: [],
  async run(shell) {
    const { capabilities } = await attempt("failed to get capabilities", shell.call.connectGetCapabilities());
    shell.print(`${capabilities}\n`);
    return true;
  },
};

export const sysinfo: Command = {
  name: "sysinfo",
  group: "host",
  help: "print the hypervisor sysinfo",
  description: "output an XML string for the hypervisor sysinfo, if available",
  options: [],
  async run(shell) {
    const { sysinfo } = await attempt("failed to get sysinfo", shell.call.connectGetSysinfo({ flags: 0 }));
    shell.print(sysinfo);
    return true;
  },
};

export const maxvcpus: Command = {
  name: "maxvcpus",
  group: "host",
  help: "connection vcpu maximum",
  description: "Show maximum number of virtual CPUs for guests on this connection.",
  options: [{ name: "type", type: "string", help: "domain type" }],
  async run(shell, args) {
    const type = args.string("type") ?? null;
    shell.print(
      `${(await fromCapabilities(type)) ?? (await shell.call.connectGetMaxVcpus({ type })).maxVcpus}\n`,
    );
    return true;

    /** The newer way to ask; hosts without it have the older one. */
    async function fromCapabilities(virttype: string | null): Promise<number | undefined> {
      try {
        const { capabilities } = await shell.call.connectGetDomainCapabilities({
          emulatorbin: null,
          arch: null,
          machine: null,
          virttype,
          flags: 0,
        });
        const max = childOf(parseXml(capabilities), "vcpu")?.attributes["max"];
        return max === undefined ? undefined : Number(max);
      } catch (thrown) {
        if (!(thrown instanceof LibvirtError)) throw thrown;
        return undefined;
      }
    }
  },
};
