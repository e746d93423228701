// Commands that delete, empty and resize volumes.

import { attempt, Failure } from "../failure.js";
import { bool, type Command } from "../grammar/command.js";
import { parseSize } from "../size.js";
import { isNoSupport, optionalPoolOption } from "./pool.js";
import { lookupVolume, volumeOption } from "./volume.js";

/** VIR_STORAGE_VOL_DELETE_WITH_SNAPSHOTS. */
const withSnapshots = 2;

export const volDelete: Command = {
  name: "vol-delete",
  group: "volume",
  help: "delete a vol",
  description: "Delete a given vol.",
  options: [
    volumeOption(),
    optionalPoolOption,
    bool("delete-snapshots", "delete snapshots associated with volume (must be supported by storage driver)"),
  ],
  async run(shell, args) {
    const vol = await lookupVolume(shell, "vol-delete", args);
    const given = args.required("vol");
    const flags = args.has("delete-snapshots") ? withSnapshots : 0;
    await attempt(`Failed to delete vol ${given}`, shell.call.storageVolDelete({ vol, flags }));
    shell.extra(`Vol ${given} deleted\n`);
    return true;
  },
};

/** virStorageVolWipeAlgorithm */
const algorithms = [
  ...["zero", "nnsa", "dod", "bsi", "gutmann", "schneier"],
  ...["pfitzner7", "pfitzner33", "random", "trim"],
];
const zero = 0;

export const volWipe: Command = {
  name: "vol-wipe",
  group: "volume",
  help: "wipe a vol",
  description: "Ensure data previously on a volume is not accessible to future reads",
  options: [
    volumeOption(),
    optionalPoolOption,
    {
      name: "algorithm",
      type: "string",
      help: "perform selected wiping algorithm",
      complete: algorithms,
    },
  ],
  async run(shell, args) {
    const vol = await lookupVolume(shell, "vol-wipe", args);
    const word = args.string("algorithm");
    const algorithm = word === undefined ? zero : algorithms.indexOf(word);
    if (algorithm < 0) throw new Failure(`Unsupported algorithm '${word}'`);
    const wipe = async () => {
      try {
        await shell.call.storageVolWipePattern({ vol, algorithm, flags: 0 });
      } catch (thrown) {
        // Old hosts can write zeros only.
        if (!isNoSupport(thrown) || algorithm !== zero) throw thrown;
        await shell.call.storageVolWipe({ vol, flags: 0 });
      }
    };
    const given = args.required("vol");
    await attempt(`Failed to wipe vol ${given}`, wipe());
    shell.extra(`Vol ${given} wiped\n`);
    return true;
  },
};

/** virStorageVolResizeFlags. */
const resizeFlag = { allocate: 1, delta: 2, shrink: 4 } as const;

export const volResize: Command = {
  name: "vol-resize",
  group: "volume",
  help: "resize a vol",
  description:
    "Resizes a storage volume. This is safe only for storage volumes not in use by an active guest.\nSee blockresize for live resizing.",
  options: [
    volumeOption(),
    {
      name: "capacity",
      type: "data",
      required: true,
      help: "new capacity for the vol, as scaled integer (default bytes)",
      complete: [],
    },
    optionalPoolOption,
    bool("allocate", "allocate the new capacity, rather than leaving it sparse"),
    bool("delta", "use capacity as a delta to current size, rather than the new size"),
    bool("shrink", "allow the resize to shrink the volume"),
  ],
  async run(shell, args) {
    const vol = await lookupVolume(shell, "vol-resize", args);
    let given = args.required("capacity").replace(/^[ \t\n\v\f\r]+/, "");
    let delta = args.has("delta");
    if (given.startsWith("-")) {
      if (!args.has("shrink")) throw new Failure("negative size requires --shrink");
      // The host wants a positive number and the direction.
      given = given.slice(1);
      delta = true;
    }
    const flags =
      (args.has("allocate") ? resizeFlag.allocate : 0) |
      (args.has("shrink") ? resizeFlag.shrink : 0) |
      (delta ? resizeFlag.delta : 0);
    const capacity = parseSize(given);
    const way = delta ? "by" : "to";
    const failure = `Failed to change size of volume '${vol.name}' ${way} ${given}`;
    await attempt(failure, shell.call.storageVolResize({ vol, capacity, flags }));
    shell.extra(`Size of volume '${vol.name}' successfully changed ${way} ${given}\n`);
    return true;
  },
};
