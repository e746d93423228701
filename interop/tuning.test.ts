// The commands about tuning, devices, statistics, guests and hosts, three ways.
import { tuning, tuningFiles } from "./rows/tuning.js";
import { describeThreeWays } from "./three-ways.js";

describeThreeWays("tuning and its like, three ways", { tables: tuning, files: tuningFiles });
