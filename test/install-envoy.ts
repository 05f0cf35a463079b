import { ToolError } from "../tooling/error.js";
import { findEnvoy } from "../tooling/envoy/find.js";

/** Before all tests: of several that install Envoy at once each would wait for its own, within the time of a test. */
export default async function installFirst(): Promise<void> {
  if (process.env["SLUICE_ENGINES"] === "node") return;
  try {
    await findEnvoy({ onProgress: (line) => process.stderr.write(`${line}\n`) });
  } catch (error) {
    // Those that need it say so.
    if (!(error instanceof ToolError)) throw error;
  }
}
