import { configDefaults, defineConfig } from "vitest/config";

// Tests run the TypeScript sources themselves: the "@virtgate/source" condition of every package's exports.
const conditions = ["@virtgate/source"];
const shared = { resolve: { conditions }, ssr: { resolve: { conditions } } };

/** They ask the real tools for new vectors, which is no test of ours: only with VIRTGATE_RECORD=1. */
const recorders = process.env.VIRTGATE_RECORD === "1" ? [] : ["packages/pki/src/record*.test.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "scripts/**/*.test.{ts,mjs}"],
          exclude: [...configDefaults.exclude, ...recorders],
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
