import { findEnvoy } from "../envoy/find.js";
import { whyNotInstallable } from "../envoy/install.js";
import { ToolError } from "../error.js";
import type { Engine } from "../gateway.js";

const ALL: readonly Engine[] = ["node", "envoy"];

/**
 * The engines that a scenario runs on, for `describe.each(engines)`: the in-process host and a real Envoy.
 *
 * `SLUICE_ENGINES=node` (or `envoy`, or both with a comma) narrows them. Where there is no Envoy, nor a pip that could install it,
 * `envoy` is left out, and one line on stderr says why; with `CI` set it stays in, so that its scenarios fail.
 *
 * Importing `sluice/testing` looks for Envoy and installs nothing: the first `serve({ engine: "envoy" })` does, where there is none (a
 * download of about 36 MB, once).
 *
 * @example
 * describe.each(engines)("hello on %s", (engine) => {
 *   it("adds the header", async () => {
 *     await using gateway = await serve({ engine, filter: "filters/hello" });
 *   });
 * });
 */
export const engines: readonly Engine[] = await detectEngines(process.env, (line) => process.stderr.write(`${line}\n`));

/**
 * Finds out what `engines` is to hold.
 *
 * @param say called with each line that the user should see
 * @throws ToolError `ERR_USAGE` when `SLUICE_ENGINES` names something else.
 */
export async function detectEngines(
  env: NodeJS.ProcessEnv,
  say: (line: string) => unknown,
): Promise<readonly Engine[]> {
  const wanted = wantedEngines(env.SLUICE_ENGINES);
  const isCi = env.CI !== undefined && env.CI !== "" && env.CI !== "false";
  if (!wanted.includes("envoy") || isCi) return wanted;
  const reason = await whyNoEnvoy(env, say);
  if (reason === null) return wanted;
  say(`not running on envoy: ${reason}`);
  return wanted.filter((engine) => engine !== "envoy");
}

/** Null where there is an Envoy, or may be one once it is asked for. */
async function whyNoEnvoy(env: NodeJS.ProcessEnv, say: (line: string) => unknown): Promise<string | null> {
  try {
    await findEnvoy({ env, install: false, onProgress: (line) => say(`sluice/testing: ${line}`) });
    return null;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return env.SLUICE_ENVOY ? error.message : whyNotInstallable(env);
  }
}

function wantedEngines(list: string | undefined): readonly Engine[] {
  if (list === undefined || list === "") return ALL;
  const names = list.split(",").map((name) => name.trim());
  const isKnown = names.every((name) => ALL.some((engine) => engine === name));
  if (isKnown) return ALL.filter((engine) => names.includes(engine));
  throw new ToolError("ERR_USAGE", "SLUICE_ENGINES: only node and envoy are known", {
    hint: "set it to node, to envoy or to node,envoy",
  });
}
