// Without the package there is a text that names it.

import { expect, test, vi } from "vitest";
import { dialects } from "./dialect.js";
import { loadSsh2 } from "./ssh2-package.js";

vi.mock("ssh2", () => {
  throw new Error("Cannot find package 'ssh2'");
});

test.each(["libssh", "libssh2"] as const)("%s without ssh2", async (name) => {
  await expect(loadSsh2(dialects[name])).rejects.toThrow(
    `unsupported configuration: transport '${name}' needs the package ssh2, which cannot be loaded`,
  );
});
