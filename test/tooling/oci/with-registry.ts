import { describeWithPart } from "../../real-parts/debian.js";
import { dockerRegistry } from "./docker-registry.js";

/**
 * `describe` for what needs a real registry. Without one it is skipped, and its name says why; with `CI` set it runs, and fails.
 *
 * @example
 * describeWithRegistry("a push", () => { … });
 */
export function describeWithRegistry(name: string, tests: () => void): void {
  describeWithPart(dockerRegistry, name, tests);
}
