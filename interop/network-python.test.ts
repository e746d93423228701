// libvirt's Python binding about networks and interfaces.
import { describePython, overUnix } from "./python-both.js";
import { networkPython } from "./rows/network-python.js";

describePython("the Python binding finds no difference in networks", overUnix(networkPython));
