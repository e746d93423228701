// The processor models that libvirt 9.0.0 knows by name, by architecture.

import { noCpuDriver } from "../../definitions/cpu-map/baseline.js";
import { ARCHITECTURES } from "../../definitions/domain/os.js";
import { invalidArgument } from "./refusals.js";

const x86 = [
  ...[
    "486",
    "pentium",
    "pentium2",
    "pentium3",
    "pentiumpro",
    "coreduo",
    "n270",
    "core2duo",
    "qemu32",
    "kvm32",
  ],
  ...["cpu64-rhel5", "cpu64-rhel6", "qemu64", "kvm64", "Conroe", "Penryn", "Nehalem", "Nehalem-IBRS"],
  ...["Westmere", "Westmere-IBRS", "SandyBridge", "SandyBridge-IBRS", "IvyBridge", "IvyBridge-IBRS"],
  ...["Haswell-noTSX", "Haswell-noTSX-IBRS", "Haswell", "Haswell-IBRS", "Broadwell-noTSX"],
  ...["Broadwell-noTSX-IBRS", "Broadwell", "Broadwell-IBRS", "Skylake-Client", "Skylake-Client-IBRS"],
  ...["Skylake-Client-noTSX-IBRS", "Skylake-Server", "Skylake-Server-IBRS", "Skylake-Server-noTSX-IBRS"],
  ...["Cascadelake-Server", "Cascadelake-Server-noTSX", "Icelake-Client", "Icelake-Client-noTSX"],
  ...["Icelake-Server", "Icelake-Server-noTSX", "Cooperlake", "Snowridge", "athlon", "phenom"],
  ...["Opteron_G1", "Opteron_G2", "Opteron_G3", "Opteron_G4", "Opteron_G5"],
  ...["EPYC", "EPYC-IBPB", "EPYC-Rome", "EPYC-Milan", "Dhyana"],
];
const power = ["POWER6", "POWER7", "POWER8", "POWER9", "POWER10", "POWERPC_e5500", "POWERPC_e6500"];

/** Where no model has a name, all names are accepted. */
const models: Readonly<Record<string, readonly string[]>> = {
  i686: x86,
  x86_64: x86,
  ppc64: power,
  ppc64le: power,
  armv6l: [],
  armv7b: [],
  armv7l: [],
  aarch64: [],
  s390: [],
  s390x: [],
};

export function cpuModels(arch: string): readonly string[] {
  if (Object.hasOwn(models, arch)) return models[arch]!;
  if (!ARCHITECTURES.has(arch)) throw invalidArgument(`cannot find architecture ${arch}`);
  throw noCpuDriver(arch);
}
