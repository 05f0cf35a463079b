import type { Command } from "commander";
import { CI_STEPS, type CiOptions, type CiStep } from "../ci/steps.js";
import { ToolError } from "../error.js";
import type { ManifestKind } from "../manifest/options.js";
import { readInput } from "../read-input.js";
import { givenAs } from "./environment.js";
import { modulesToShip } from "./modules-to-ship.js";
import type { RegistryFlags } from "./registry-arguments.js";

/** What commander hands over of the options of `ci`. */
export interface PipelineFlags extends RegistryFlags {
  readonly steps?: readonly CiStep[];
  readonly skip?: readonly CiStep[];
  readonly file?: string;
  readonly out?: string;
  readonly reference?: string;
  readonly key?: string;
  readonly verifyKey?: string;
  readonly against?: string;
  readonly kind?: readonly ManifestKind[];
  readonly config?: string;
  readonly source?: string;
  readonly revision?: string;
}

/**
 * The pipeline that flags describe, and its steps.
 *
 * @throws ToolError `ERR_USAGE` where flags contradict the chain; as `modulesToShip`; as `parsePrivateKey` where the steps sign
 */
export async function pipelineFromFlags(
  filter: string | undefined,
  flags: PipelineFlags,
  command: Command,
): Promise<CiOptions & { readonly steps: readonly CiStep[] }> {
  const { out: folder = "build/ci", kind, key, verifyKey, config, source, revision } = flags;
  const { steps = CI_STEPS, skip = [] } = flags;
  const shipped = await modulesToShip(filter, { ...flags, folder }, command);
  if (config !== undefined && shipped.chain !== null) {
    throw new ToolError("ERR_USAGE", `${givenAs(command, "--config")} is for one FILTER, and none is given`, {
      hint: "write the configuration of each plugin into the file",
    });
  }
  const chosen = steps.filter((step) => !skip.includes(step));
  // An image that is pushed and can't be signed would be out unsigned.
  if (chosen.includes("sign") && key !== undefined) await requireKey(key, givenAs(command, "--key"));
  return {
    ...shipped,
    steps: chosen,
    folder,
    isInsecure: flags.insecure === true,
    isTls: flags.tls === true,
    ...(kind === undefined ? {} : { kind: kind.join(",") }),
    ...(key === undefined ? {} : { key }),
    ...(verifyKey === undefined ? {} : { verifyKey }),
    ...(config === undefined ? {} : { config }),
    origin: { ...(source === undefined ? {} : { source }), ...(revision === undefined ? {} : { revision }) },
  };
}

async function requireKey(file: string, flag: string): Promise<void> {
  const { parsePrivateKey } = await import("../sign/keys.js");
  const { passwordOf } = await import("./ask-password.js");
  await parsePrivateKey(await readInput(file, flag), file, async (name) => passwordOf(name));
}
