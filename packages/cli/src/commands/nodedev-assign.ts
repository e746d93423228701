// Devices that guests are given: taken from the host's driver, given back, and reset.

import { attempt } from "../failure.js";
import type { Command } from "../grammar/command.js";
import { deviceOption, lookupDevice } from "./nodedev.js";

const deviceKey = deviceOption("device key");

export const nodedevDetach: Command = {
  name: "nodedev-detach",
  group: "nodedev",
  help: "detach node device from its device driver",
  description: "Detach node device from its device driver before assigning to a domain.",
  options: [
    deviceKey,
    {
      name: "driver",
      type: "string",
      help: "pci device assignment backend driver (e.g. 'vfio' or 'xen')",
      complete: ["vfio", "xen"],
    },
  ],
  async run(shell, args) {
    const given = args.required("device");
    const driver = args.raw("driver") || undefined;
    const { name } = await lookupDevice(shell, args);
    // The older call, where it will do.
    const work =
      driver === undefined
        ? shell.call.nodeDeviceDettach({ name })
        : shell.call.nodeDeviceDetachFlags({ name, driverName: driver, flags: 0 });
    await attempt(`Failed to detach device ${given}`, work);
    shell.extra(`Device ${given} detached\n`);
    return true;
  },
};

export const nodedevReattach: Command = {
  name: "nodedev-reattach",
  group: "nodedev",
  help: "reattach node device to its device driver",
  description: "Reattach node device to its device driver once released by the domain.",
  options: [deviceKey],
  async run(shell, args) {
    const given = args.required("device");
    const { name } = await lookupDevice(shell, args);
    await attempt(`Failed to re-attach device ${given}`, shell.call.nodeDeviceReAttach({ name }));
    shell.extra(`Device ${given} re-attached\n`);
    return true;
  },
};

export const nodedevReset: Command = {
  name: "nodedev-reset",
  group: "nodedev",
  help: "reset node device",
  description: "Reset node device before or after assigning to a domain.",
  options: [deviceKey],
  async run(shell, args) {
    const given = args.required("device");
    const { name } = await lookupDevice(shell, args);
    await attempt(`Failed to reset device ${given}`, shell.call.nodeDeviceReset({ name }));
    shell.extra(`Device ${given} reset\n`);
    return true;
  },
};
