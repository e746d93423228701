// `virtgate ssh-helper`, also under libvirt's name for it, virt-ssh-helper: what ssh runs on a host so that a client reaches
// the daemon there. A part of the bundle of its own: it has to be fast, and needs none of virsh's commands.

import { hostEnvironment } from "@virtgate/client";
import { writeToDescriptor } from "../sink.js";
import { runSshHelper } from "./ssh-helper.js";
import { byteStreams } from "./streams.js";

/** Called by the bundle. */
export async function runHelper(words: readonly string[]): Promise<void> {
  const status = await runSshHelper(words, {
    host: hostEnvironment(),
    write: writeToDescriptor,
    streams: byteStreams,
  });
  process.exit(status);
}
