import { parseArgs, type ParseArgsConfig } from "node:util";
import { ToolError } from "../../tooling/error.js";
import { FILTER_JOBS, type JobName, JOBS } from "./jobs/index.js";

/** What can be measured, in the order of a whole run. */
export const PARTS = [
  ...(Object.keys(JOBS) as JobName[]),
  ...(["streams", "startup", "build", "host", "memory"] as const),
] as const;

export type Part = (typeof PARTS)[number];

/** Names that stand for several parts. */
const GROUPS: Readonly<Record<string, readonly Part[]>> = { filters: Object.keys(FILTER_JOBS) as JobName[] };

export interface BenchOptions {
  readonly isJson: boolean;
  /** What is measured. */
  readonly parts: ReadonlySet<Part>;
  readonly generations: number;
  readonly rounds: number;
  readonly requests: number;
  readonly connections: number;
  readonly timeLimitMs: number;
  readonly streams: number;
  readonly soak: number;
  /** Where is kept what was found; undefined keeps nothing. */
  readonly keep: string | undefined;
  /** Where the figures of jobs go for the filters' READMEs; undefined: nowhere. */
  readonly costs: string | undefined;
  /** Where the table of what was to be reached goes; undefined: nowhere. */
  readonly targets: string | undefined;
}

/** Lines of names under the options. */
function wrap(names: readonly string[]): string {
  const half = Math.ceil(names.length / 2);
  return [names.slice(0, half), names.slice(half)].map((line) => `${" ".repeat(25)}${line.join(", ")}`).join(",\n");
}

export const USAGE = `npm run bench -- [options]

Measures what a filter costs Envoy, against other ways of writing it. Writes build/bench.svg.

  --json             one JSON document on stdout (npm itself is quiet with npm run --silent)
  --job NAME         measure only this; may be given more than once (default: all)
                       header, headers20, json  CPU per request, each participant on the same job
                       filters                  all of the ready filters, about eleven minutes; or each by its name:
${wrap(Object.keys(FILTER_JOBS))}
                       streams                  CPU per request beside 1 and beside many live streams
                       startup                  time until Envoy answers
                       build                    time of sluice build, beside the compiler's own
                       host                     requests per second through the in-process host
                       memory                   what a module's memory comes to, in Envoy and in the host
  --generations N    times that every Envoy is started anew (default 6)
  --rounds N         rounds of a generation: many short ones are steadier than few long ones (default 200)
  --requests N       requests of each participant in a round (default 300)
  --connections N    connections under load, each with one request at a time (default 64)
  --time-limit N     seconds for the rounds of each job, its starts not counted, of header three times that, of filters
                     without a figure to reach a third (default 40)
  --streams N        live streams of the streams job (default 5000)
  --soak N           requests of the memory job (default 1000000, about five minutes); alone, --soak measures the memory only
  --keep FILE          keeps what each part found in FILE as soon as it is there, and takes it from there where it was measured with the
                       same options, sources, Envoy and Node: what was broken off goes on, and a whole table can be made in several
                       runs. Delete a part there to measure it again
  --costs FILE         puts the figures of each job into FILE, for npm run figures
  --targets FILE       puts what was to be reached and what was seen into FILE, likewise
  --help

All of it takes about half an hour; what has been measured is told as it goes. The exit code is 1 when a part could not be measured,
2 when that is yours to mend.
`;

/**
 * Reads the arguments; null when help is asked for.
 *
 * @throws ToolError ERR_USAGE
 */
export function parseOptions(argv: readonly string[]): BenchOptions | null {
  const { values } = parse(argv);
  if (values.help) return null;
  return {
    isJson: values.json,
    parts: partsOf(values.job, values.soak !== undefined),
    generations: count("--generations", values.generations),
    rounds: count("--rounds", values.rounds),
    requests: count("--requests", values.requests),
    connections: count("--connections", values.connections),
    timeLimitMs: count("--time-limit", values["time-limit"]) * 1000,
    streams: count("--streams", values.streams),
    soak: count("--soak", values.soak ?? "1000000"),
    keep: values.keep,
    costs: values.costs,
    targets: values.targets,
  };
}

function parse(argv: readonly string[]) {
  return readFlags("bench", {
    args: [...argv],
    options: {
      json: { type: "boolean", default: false },
      job: { type: "string", multiple: true },
      generations: { type: "string", default: "6" },
      rounds: { type: "string", default: "200" },
      requests: { type: "string", default: "300" },
      connections: { type: "string", default: "64" },
      "time-limit": { type: "string", default: "40" },
      streams: { type: "string", default: "5000" },
      soak: { type: "string" },
      keep: { type: "string" },
      costs: { type: "string" },
      targets: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
}

/**
 * Reads the arguments of one of this folder's programs.
 *
 * @param script the name by which `npm run` starts it
 * @throws ToolError ERR_USAGE
 */
export function readFlags<T extends ParseArgsConfig>(script: string, config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (cause) {
    throw new ToolError("ERR_USAGE", (cause as Error).message, { hint: `see npm run ${script} -- --help`, cause });
  }
}

function partsOf(jobs: readonly string[] | undefined, hasSoak: boolean): ReadonlySet<Part> {
  if (jobs === undefined) return new Set(hasSoak ? ["memory"] : PARTS);
  return new Set(jobs.flatMap(partsNamed));
}

function partsNamed(name: string): readonly Part[] {
  const parts = Object.hasOwn(GROUPS, name) ? GROUPS[name] : PARTS.filter((part) => part === name);
  if (parts !== undefined && parts.length > 0) return parts;
  throw new ToolError("ERR_USAGE", "--job: there is no job of that name", {
    hint: `name one of ${[...Object.keys(GROUPS), ...PARTS].join(", ")}`,
  });
}

/**
 * The value of a flag that counts something.
 *
 * @throws ToolError ERR_USAGE
 */
export function count(flag: string, text: string): number {
  if (/^[1-9]\d{0,7}$/.test(text)) return Number(text);
  throw new ToolError("ERR_USAGE", `${flag}: not a whole number above 0`, { hint: `such as ${flag} 10` });
}
