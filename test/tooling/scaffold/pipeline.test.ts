import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type * as AjvModule from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type PipelineKind, pipelineFiles } from "../../../tooling/scaffold/pipeline.js";
import { findPart } from "../../real-parts/find.js";
import { ACTIONLINT } from "../../real-parts/parts.js";

const { Ajv } = createRequire(import.meta.url)("ajv") as typeof AjvModule;
const actionlint = await findPart(ACTIONLINT);
const reason = "missing" in actionlint ? ` (skipped: ${actionlint.missing})` : "";

/** The one file of a pipeline. */
const textOf = (kind: PipelineKind): string => Object.values(pipelineFiles(kind, "hello"))[0] ?? "";

/** Text that must be in there, changed. */
function changed(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replace(from, to);
}

describe.each([
  {
    kind: "github",
    schema: "github-workflow.json",
    faults: [
      ["runs-on: ubuntu-24.04", "runs_on: ubuntu-24.04"],
      ["permissions: { contents: read }", "permissions: { content: read }"],
      ["with: { persist-credentials: false }", "width: { persist-credentials: false }"],
      ["pull_request:", "pull_requests:"],
    ],
  },
  {
    kind: "gitlab",
    schema: "gitlab-ci.json",
    faults: [
      ["artifacts: { paths:", "artifacts: { path:"],
      ["- if: $CI_COMMIT_TAG\n", "- is: $CI_COMMIT_TAG\n"],
      ["before_script:", "before_scripts:"],
      ["stages: [check, build, release]", "stages: { check: 1 }"],
    ],
  },
] as const)("the pipeline for $kind, by its own schema", ({ kind, schema, faults }) => {
  async function faultsOf(text: string) {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const file = new URL(`schemas/${schema}`, import.meta.url);
    const validate = ajv.compile(JSON.parse(await readFile(file, "utf8")) as object);
    validate(parse(text));
    return validate.errors ?? [];
  }

  it("has no fault", async () => {
    expect(await faultsOf(textOf(kind))).toEqual([]);
  });

  it("would have one with a word that does not belong there", async () => {
    for (const [from, to] of faults) expect(await faultsOf(changed(textOf(kind), from, to)), to).not.toEqual([]);
  });
});

interface Job {
  readonly environment?: unknown;
  readonly needs?: unknown;
  readonly cache?: unknown;
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
  readonly steps?: readonly { readonly run?: string; readonly uses?: string }[];
}

/** The jobs, by what they run. */
function jobsOf(kind: PipelineKind) {
  const pipeline = parse(textOf(kind)) as Record<string, Job> & { jobs?: Record<string, Job>; default: Job };
  const jobs = Object.entries(pipeline.jobs ?? pipeline).filter(([, job]) => (job.script ?? job.steps) !== undefined);
  return jobs.map(([name, job]) => {
    const setUp = job.before_script ?? (kind === "gitlab" ? pipeline.default.before_script : []) ?? [];
    const runs = [...setUp, ...(job.script ?? []), ...(job.steps ?? []).flatMap(({ run = "" }) => run)];
    return { name, job, text: JSON.stringify(job), runs: runs.join("\n") };
  });
}

describe.each(["github", "gitlab"] as const)("the secrets of the pipeline for %s", (kind) => {
  it("are of one environment, whose one job runs no test and no script of a package", () => {
    // What the note is written with is no secret of the release.
    const [release, ...more] = jobsOf(kind).filter(
      ({ name, job }) => name !== "comment" && job.environment !== undefined,
    );
    expect(more).toEqual([]);
    expect(release?.name).toBe("release");
    expect(release?.runs.match(/npm ci.*/g)).toEqual(["npm ci --ignore-scripts"]);
    expect(release?.runs.match(/--steps \S+/g)).toEqual(
      ["push", "sign", "verify,manifest,comment"].map((steps) => `--steps ${steps}`),
    );
    // What other jobs may have filled is no part of what runs beside the secrets.
    if (kind === "gitlab") expect(release?.job.cache).toEqual([]);
    else expect(release?.text).not.toMatch(/cache/);
  });

  it("are named by no other job", () => {
    for (const { name, text } of jobsOf(kind)) {
      const isNamed = /secrets\.|DOCKER_AUTH_CONFIG|COSIGN_P|REGISTRY_PASSWORD|SLUICE_KEY/.test(text);
      expect(`${name}: ${isNamed}`).toBe(`${name}: ${name === "release"}`);
    }
  });
});

describe.skipIf(reason !== "")(`the pipeline for github, by the real actionlint${reason}`, () => {
  it("has no fault, and would have one with a variable or a function that is none", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sluice-actionlint-"));
    const lint = async (text: string): Promise<string> => {
      const file = join(folder, "workflow.yml");
      await writeFile(file, text);
      const program = "path" in actionlint ? actionlint.path : "";
      // The programs that judge scripts differ from machine to machine.
      const run = promisify(execFile)(program, ["-no-color", "-oneline", "-shellcheck=", "-pyflakes=", file]);
      return run.then(
        ({ stdout }) => stdout,
        (error: unknown) => (error as { readonly stdout: string }).stdout,
      );
    };
    try {
      const text = textOf("github");
      expect(await lint(text)).toBe("");
      expect(await lint(changed(text, "vars.SLUICE_AGAINST", "varz.SLUICE_AGAINST"))).toContain("undefined variable");
      expect(await lint(changed(text, "hashFiles(", "hashFile("))).toContain("undefined function");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
