import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { polkitActions } from "./polkit-actions.js";
import { checkout } from "./sources.js";

const path = join(checkout(), "packages/daemon/polkit/org.libvirt.api.policy");

/** VIRTGATE_RECORD=1 writes it again. */
test("polkit's actions are libvirt's permissions, with their defaults", () => {
  if (process.env.VIRTGATE_RECORD === "1") writeFileSync(path, polkitActions());
  expect(readFileSync(path, "utf8")).toBe(polkitActions());
  expect(polkitActions().match(/<action /g)?.length).toBe(105);
});
