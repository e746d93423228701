// libvirt's Python binding with snapshots, checkpoints and devices.
import { describePython, overUnix } from "./python-both.js";
import { pythonDevices } from "./rows/python-devices.js";
import { pythonMoments } from "./rows/python-moments.js";

describePython(
  "the Python binding finds no difference in snapshots and devices",
  overUnix([...pythonMoments, ...pythonDevices]),
);
