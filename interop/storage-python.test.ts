// libvirt's Python binding on pools and volumes.
import { describePython, overUnix } from "./python-both.js";
import { storagePython } from "./rows/storage-python.js";

describePython("the Python binding finds no difference in storage", overUnix(storagePython));
