import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import ordinary from "../../../vitest.config.js";

/** Apart from the other tests: these need programs that most machines have not. One file after the other: each starts a mesh. */
export default defineConfig({
  ...ordinary,
  root: fileURLToPath(new URL("../../..", import.meta.url)),
  test: {
    ...ordinary.test,
    include: ["test/istio/real/**/*.istio.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    // Says each test when it ends: a file takes minutes.
    reporters: ["verbose"],
  },
});
