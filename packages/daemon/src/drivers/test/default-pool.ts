// The pool of test:///default.

import { readPool } from "./storage-definition.js";
import type { StorageTable } from "./storage-table.js";
import { OneVport } from "./vports.js";

const definition = `
<pool type='dir'>
  <name>default-pool</name>
  <uuid>dfe224cb-28fb-8dd0-c4b2-64eb3f0f4566</uuid>
  <target>
    <path>/default-pool</path>
  </target>
</pool>
`;

export function addDefaultPool(table: StorageTable): void {
  const pool = table.add(readPool(definition));
  pool.persistent = true;
  pool.active = true;
  table.vports = new OneVport();
}
