import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { PluginsReport } from "../bench/measure-plugins.js";
import type { Spread } from "../bench/statistics.js";
import { ToolError } from "../error.js";
import { type Digest, isDigest } from "../oci/digest.js";
import { formatReference, parseReference } from "../oci/reference.js";
import type { CiModule } from "./modules.js";
import { refuseStaleLayout } from "./refuse-stale-layout.js";
import { moduleFiles } from "./files.js";

/**
 * The digest of the image that step push has pushed of a module; null where it has pushed none.
 *
 * @throws ToolError `ERR_USAGE` where its file is damaged, or is of another image or another module than the pipeline's now
 */
export async function readPushed(module: CiModule): Promise<Digest | null> {
  const file = moduleFiles(module).push;
  const pushed = await readMade(file);
  if (pushed === null) return null;
  const { digest, reference } = fieldsOf<{ digest: unknown; reference: unknown }>(pushed);
  if (!isDigest(digest) || typeof reference !== "string") throw damaged(file, "push");
  await refuseStaleLayout(module);
  if (module.reference === undefined) return digest;
  const expected = formatReference({ ...parseReference(module.reference), digest });
  if (reference === expected) return digest;
  throw new ToolError(
    "ERR_USAGE",
    `${file} says that ${reference} was pushed, and --reference is ${module.reference}`,
    {
      hint: "run step push again, or give the --reference that was pushed",
    },
  );
}

/**
 * What step bench has measured of a module; null where it has measured nothing.
 *
 * @throws ToolError `ERR_USAGE` where its file is damaged
 */
export async function readMeasured(module: CiModule): Promise<PluginsReport | null> {
  const file = moduleFiles(module).bench;
  const report = await readMade(file);
  if (report === null || isReport(report)) return report;
  throw damaged(file, "bench");
}

/** Whether it has all that a comment tells of a report. */
function isReport(value: object): value is PluginsReport {
  const { participants } = value as Partial<PluginsReport>;
  return Array.isArray(participants) && participants.length > 0 && participants.every(isParticipant);
}

function isParticipant(value: unknown): boolean {
  const { name, overheadUs, comparisons } = fieldsOf<PluginsReport["participants"][number]>(value);
  return (
    typeof name === "string" &&
    (overheadUs === null || isSpread(overheadUs)) &&
    Array.isArray(comparisons) &&
    comparisons.every((each) => isSpread(fieldsOf<typeof each>(each).differenceUs))
  );
}

function isSpread(value: unknown): boolean {
  const { median, low, high } = fieldsOf<Spread>(value);
  return [median, low, high].every((each) => typeof each === "number");
}

/** What a value has of these fields; anything may stand in them. */
function fieldsOf<T>(value: unknown): { readonly [K in keyof T]?: T[K] } {
  return typeof value === "object" && value !== null ? value : {};
}

/** The object in a step's file, `{}` where it holds anything else; null where there is no file. */
async function readMade(path: string): Promise<object | null> {
  if (!existsSync(path)) return null;
  const text = await readFile(path, "utf8");
  try {
    return fieldsOf<object>(JSON.parse(text));
  } catch {
    return {};
  }
}

function damaged(path: string, step: "push" | "bench"): ToolError {
  return new ToolError("ERR_USAGE", `${path} is not what step ${step} writes: it is damaged, or of something else`, {
    hint: `run step ${step} again, with the same --out: it writes the file anew`,
  });
}
