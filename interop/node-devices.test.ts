// Devices of the host: virsh on libvirtd, virsh on virtgated and virtgate on libvirtd agree.
import { momentFiles } from "./rows/moment-files.js";
import { nodeDevice } from "./rows/node-device.js";
import { describeThreeWays } from "./three-ways.js";

describeThreeWays("devices of the host", { tables: { nodeDevice }, files: momentFiles });
