import { describe } from "vitest";
import { isCi } from "../../real-parts/find.js";
import { dockerRegistry } from "./docker-registry.js";

/**
 * `describe` for what needs a real registry. Without one it is skipped, and its name says why; with `CI` set it runs, and fails.
 *
 * @example
 * describeWithRegistry("a push", () => { … });
 */
export function describeWithRegistry(name: string, tests: () => void): void {
  const reason = "missing" in dockerRegistry ? dockerRegistry.missing : null;
  const isSkipped = reason !== null && !isCi;
  describe.skipIf(isSkipped)(isSkipped ? `${name} (skipped: ${reason})` : name, { timeout: 60_000 }, tests);
}
