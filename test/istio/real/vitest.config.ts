import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Apart from the other tests: these need a program that most machines have not. */
export default defineConfig({
  root: fileURLToPath(new URL("../../..", import.meta.url)),
  test: { include: ["test/istio/real/**/*.istio.ts"], testTimeout: 60_000 },
});
