import type { SluiceConfig } from "../manifest/index.js";
import type { CiModule } from "./modules.js";

/** The steps of a pipeline, in their order. */
export const CI_STEPS = [
  "build",
  "check",
  "test",
  "size",
  "bench",
  "package",
  "validate",
  "push",
  "sign",
  "verify",
  "manifest",
  "comment",
] as const;
/** One of `CI_STEPS`. */
export type CiStep = (typeof CI_STEPS)[number];
/** The steps that are about all modules together; the others are done for each. */
const COMMON_STEPS = ["test", "validate", "manifest", "comment"] as const;
export type CommonStep = (typeof COMMON_STEPS)[number];
export type ModuleStep = Exclude<CiStep, CommonStep>;

/** What a pipeline works on. */
export interface CiOptions {
  readonly modules: readonly CiModule[];
  /** The chain that the modules are of; null where there is one filter and no chain. */
  readonly chain: SluiceConfig | null;
  /** Folder of the artifacts. */
  readonly folder: string;
  /** File of the private key. */
  readonly key?: string;
  /** File of the public key. */
  readonly verifyKey?: string;
  /** Kinds of the manifest, with commas between them. Default: the chain's, else `WasmPlugin`. */
  readonly kind?: string;
  /** What one filter that is in no chain is configured with: JSON, or a file of it. */
  readonly config?: string;
  /** Where the sources are, and which revision they have, for what the image says of itself. */
  readonly origin: { readonly source?: string; readonly revision?: string };
  readonly isInsecure: boolean;
  readonly isTls: boolean;
}

/** Whether the command of a step names what was pushed, by its digest. */
export function isOfPushed(step: CiStep): boolean {
  return step === "sign" || step === "verify" || step === "manifest";
}

/** Whether a step is about all modules together. */
export function isCommon(step: CiStep): step is CommonStep {
  return (COMMON_STEPS as readonly CiStep[]).includes(step);
}
