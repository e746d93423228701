// The pools of a host file, with their volumes: each in the file itself or in one of its own.

import { childrenNamed, type XmlElement } from "../../definitions/index.js";
import { unexplained } from "../../definitions/refusal.js";
import { readPoolElement, readVolumeElement } from "./storage-definition.js";
import { type TestPool, TestVolume } from "./storage-pool.js";
import type { StorageTable } from "./storage-table.js";

/** Gives the element itself, or the document in the file that it names. */
type Resolve = (element: XmlElement) => Promise<XmlElement>;

export async function addPools(table: StorageTable, node: XmlElement, resolve: Resolve): Promise<void> {
  for (const child of childrenNamed(node, "pool")) {
    const element = await resolve(child);
    const pool = table.add(readPoolElement(element, [node]));
    pool.resetSizes();
    pool.persistent = true;
    pool.active = true;
    for (const volume of childrenNamed(element, "volume")) addVolume(pool, await resolve(volume));
  }
}

/** Unlike those that clients create, these may say where they lie. Whether there is room is not asked. */
function addVolume(pool: TestPool, element: XmlElement): void {
  const definition = readVolumeElement(element, pool);
  const path = definition.path ?? pool.pathOf(definition.name);
  const key = definition.key ?? path;
  if (!pool.add(new TestVolume(definition, pool.ref.name, key, path))) throw unexplained();
}
