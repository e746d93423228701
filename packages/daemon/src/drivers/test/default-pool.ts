// The pool of test:///default.

import type { PoolDefinition } from "../../definitions/index.js";
import { readPool } from "./storage-definition.js";
import type { StorageTable } from "./storage-table.js";

const definition = `
<pool type='dir'>
  <name>default-pool</name>
  <uuid>dfe224cb-28fb-8dd0-c4b2-64eb3f0f4566</uuid>
  <target>
    <path>/default-pool</path>
  </target>
</pool>
`;

/** Read only once: nothing changes a definition. */
let parsed: PoolDefinition | undefined;

export function addDefaultPool(table: StorageTable): void {
  parsed ??= readPool(definition);
  const pool = table.add(parsed);
  pool.persistent = true;
  pool.active = true;
}
