// The storage volumes behind a domain's disks, and their removal.

import type { Args, remote } from "@virtgate/protocol";
import { Failure } from "../failure.js";
import type { Shell } from "../shell.js";
import { childOf, childrenOf, type XmlElement } from "../xml/index.js";
import type { DomainRef } from "./domain.js";
import { readDomainXml } from "./domain-xml.js";

type VolumeRef = Args<typeof remote.calls.storageVolDelete>["vol"];

interface Volume {
  readonly target: string;
  readonly source: string;
  readonly ref: VolumeRef;
}

/** VIR_STORAGE_VOL_DELETE_WITH_SNAPSHOTS. */
const deleteWithSnapshots = 2;

interface Wanted {
  /** Targets or sources with commas between them. */
  readonly names: string | undefined;
  readonly all: boolean;
  readonly running: boolean;
}

export async function findVolumes(shell: Shell, dom: DomainRef, wanted: Wanted): Promise<Volume[]> {
  if (wanted.running) throw new Failure("Storage volume deletion is supported only on stopped domains");
  if (wanted.names !== undefined && wanted.all) {
    throw new Failure("Specified both --storage and --remove-all-storage");
  }
  const names = new Set(wanted.names?.split(","));
  const devices = childOf(await readDomainXml(shell, dom, 0), "devices");
  const volumes: Volume[] = [];
  for (const disk of devices === undefined ? [] : childrenOf(devices, "disk")) {
    const volume = await volumeOf(shell, disk, wanted.all ? undefined : names);
    if (volume !== undefined) volumes.push(volume);
  }
  if (names.size > 0) {
    const lines = [...names].map((name) => `Volume '${name}' was not found in domain's definition.\n`);
    for (const line of lines.slice(0, -1)) shell.terminal.error(line);
    throw new Failure(lines.at(-1)!);
  }
  return volumes;
}

/** Takes the disk's names out of `names`. Undefined: the disk is not wanted, or no volume of the host's. */
async function volumeOf(
  shell: Shell,
  disk: XmlElement,
  names: Set<string> | undefined,
): Promise<Volume | undefined> {
  const target = childOf(disk, "target")?.attributes["dev"];
  const place = childOf(disk, "source")?.attributes ?? {};
  const source = place["file"] ?? place["dev"] ?? place["dir"] ?? place["name"] ?? place["volume"];
  if (target === undefined || source === undefined) return undefined;
  if (names !== undefined) {
    const byTarget = names.delete(target);
    const bySource = names.delete(source);
    if (!byTarget && !bySource) return undefined;
  }
  const pool = place["pool"];
  try {
    if (pool === undefined) {
      const { vol } = await shell.call.storageVolLookupByPath({ path: source });
      return { target, source, ref: vol };
    }
    const found = await shell.call.storagePoolLookupByName({ name: pool });
    const { vol } = await shell.call.storageVolLookupByName({ pool: found.pool, name: source });
    return { target, source, ref: vol };
  } catch {
    shell.terminal.error(
      `Storage volume '${target}'(${source}) is not managed by libvirt. Remove it manually.\n`,
    );
    return undefined;
  }
}

/** Throws Failure when some volume could not be removed. The reason is told once, at the end, as virsh tells it. */
export async function removeVolumes(
  shell: Shell,
  volumes: readonly Volume[],
  { wipe, snapshots }: { wipe: boolean; snapshots: boolean },
): Promise<void> {
  let reason: unknown;
  for (const { target, source, ref } of volumes) {
    const shown = `'${target}'(${source})`;
    let failure = "Failed! Volume not removed.";
    try {
      if (wipe) {
        shell.extra(`Wiping volume ${shown} ... `);
        await shell.call.storageVolWipe({ vol: ref, flags: 0 });
        shell.extra("Done.\n");
      }
      failure = `Failed to remove storage volume ${shown}`;
      await shell.call.storageVolDelete({ vol: ref, flags: snapshots ? deleteWithSnapshots : 0 });
      shell.extra(`Volume ${shown} removed.\n`);
    } catch (thrown) {
      shell.terminal.error(failure);
      reason = thrown;
    }
  }
  if (reason !== undefined) throw new Failure("", reason);
}
