#!/usr/bin/env node
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { findEnvoy } from "../envoy/index.js";
import { ToolError } from "../error.js";
import type { Engine } from "../gateway.js";
import { serve } from "../testing/serve.js";
import { buildFilters } from "./filters.js";
import { measureLoadTimes } from "./load-times.js";
import { writeManifests } from "./manifests.js";
import { prometheusLines } from "./prometheus-lines.js";
import { table } from "./table.js";
import { makeVisits, send } from "./traffic.js";
import type { Answer } from "./traffic.js";

/** `npm start`: three filters built, run in one chain, sent real requests, and made ready for Istio. */
async function demo(engine: Engine): Promise<boolean> {
  const secret = randomBytes(32).toString("base64url");
  say("building filters/metrics, filters/auth and filters/headers …");
  const filters = await buildFilters(secret);
  const loadTimes = await measureLoadTimes(engine, filters);
  await using gateway = await serve({
    engine,
    plugins: filters.map(({ compiled, config }) => ({ filter: compiled.module, config })),
    upstream: (request) =>
      Response.json(
        { path: request.path, headers: Object.fromEntries(request.headers) },
        { headers: { "x-powered-by": "demo" } },
      ),
  });
  const where = engine === "envoy" ? "Envoy" : "the in-process host";
  say(`one chain on ${where}: metrics → auth → headers → upstream, at ${gateway.url}\n`);
  const answers: Answer[] = [];
  for (const visit of makeVisits(secret, Math.floor(Date.now() / 1000))) answers.push(await send(gateway, visit));
  say(
    table(
      ["request", "", "path", "status", "because", "what the filters did"],
      answers.map(({ visit, status, body, done }) => [
        visit.what,
        visit.method,
        visit.path,
        status,
        body,
        done.join(", "),
      ]),
    ),
  );
  say(`\nwhat metrics counted, as Prometheus scrapes it:\n${(await prometheusLines(gateway)).join("\n")}\n`);
  const rows = filters.map(({ compiled, path }, index) => [path, compiled.module.length, loadTimes[index] ?? 0]);
  say(`${table(["module", "bytes", `load on ${where}, ms`], rows)}\n`);
  say(`manifests for Istio:\n${(await writeManifests(filters)).join("\n")}`);
  const surprises = answers.filter(({ visit, status }) => status !== visit.expectedStatus);
  for (const { visit, status } of surprises) say(`\n${visit.what}: got ${status}, expected ${visit.expectedStatus}`);
  return surprises.length === 0;
}

/** The engine that was asked for; without a wish Envoy, and where none can be had the in-process host. */
async function chooseEngine(wish: string | undefined): Promise<Engine> {
  if (wish === "envoy" || wish === "node") return wish;
  if (wish !== undefined) {
    throw new ToolError("ERR_USAGE", `--engine: no engine is called ${wish}`, { hint: "write envoy or node" });
  }
  try {
    await findEnvoy({ onProgress: say });
    return "envoy";
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== "ERR_ENVOY_INSTALL") throw error;
    say(`running on the in-process host (--engine node): ${error.message}`);
    return "node";
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

try {
  const { values } = parseArgs({ options: { engine: { type: "string" } } });
  const isAsExpected = await demo(await chooseEngine(values.engine));
  process.exitCode = isAsExpected ? 0 : 1;
} catch (error) {
  const hint = error instanceof ToolError && error.hint !== undefined ? `\nhint: ${error.hint}` : "";
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}${hint}\n`);
  process.exitCode = error instanceof ToolError ? error.exitCode : isUsageError(error) ? 2 : 1;
}

/** `util.parseArgs` names its complaints so. */
function isUsageError(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith("ERR_PARSE_ARGS_");
}
