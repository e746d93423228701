import { defineConfig } from "vitest/config";

// Tests run the TypeScript sources themselves: the "@virtgate/source" condition of every package's exports.
const conditions = ["@virtgate/source"];
const shared = { resolve: { conditions }, ssr: { resolve: { conditions } } };

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "scripts/**/*.test.{ts,mjs}"],
          testTimeout: 20_000,
        },
      },
      {
        ...shared,
        test: {
          name: "interop",
          include: ["interop/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
