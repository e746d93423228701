// libvirt's Python binding about domains and hosts, descriptors included.
import { describePython } from "./python-both.js";
import { python } from "./rows/python.js";
import { pythonAfterFds, pythonFds } from "./rows/python-fds.js";

describePython("the Python binding finds no difference", [
  ["unix", [], [...python, ...pythonFds, ...pythonAfterFds]],
  ["unixReadonly", ["--readonly"], [...python, ...pythonFds]],
  // Over TCP libvirtd says that it passes descriptors, and clients who believe it are disconnected.
  ["tcp", [], python],
]);
