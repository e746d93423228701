// Pools and volumes: virsh on both daemons, and virtgate beside virsh.

import { storage } from "./rows/storage.js";
import { storageFiles } from "./rows/storage-files.js";
import { describeThreeWays } from "./three-ways.js";

describeThreeWays("pools and volumes of the test hypervisor", { tables: storage, files: storageFiles });
