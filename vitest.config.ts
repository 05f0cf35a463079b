import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^sluice$/, replacement: here("./tooling/index.ts") },
      { find: /^sluice\/testing$/, replacement: here("./tooling/testing/index.ts") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts", "examples/**/*.test.ts"],
    exclude: ["test/unit/**", "test/fixtures/**", "node_modules/**"],
    globalSetup: "test/install-envoy.ts",
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
