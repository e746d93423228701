// Baselines of processors: the command three ways, and the call through libvirt's Python binding.
import { describePython, overUnix } from "./python-both.js";
import { cpuBaseline, cpuBaselineFiles, cpuBaselinePython } from "./rows/cpu-baseline.js";
import { describeThreeWays } from "./three-ways.js";

describeThreeWays("baselines of processors, three ways", { tables: cpuBaseline, files: cpuBaselineFiles });
describePython("the Python binding finds no difference in baselines", overUnix(cpuBaselinePython));
