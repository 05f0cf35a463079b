import { parseArgs } from "node:util";
import { ToolError } from "../../tooling/error.js";

export interface BenchOptions {
  readonly isJson: boolean;
  readonly generations: number;
  readonly rounds: number;
  readonly requests: number;
  readonly connections: number;
  readonly timeLimitMs: number;
}

export const USAGE = `npm run bench -- [options]

Measures what a filter costs Envoy, against other ways of writing it. Writes build/bench.svg.

  --json             one JSON document on stdout (npm itself is quiet with npm run --silent)
  --generations N    times that every Envoy is started anew (default 4)
  --rounds N         rounds of a generation: many short ones are steadier than few long ones (default 50)
  --requests N       requests of each participant in a round (default 500)
  --connections N    connections under load, each with one request at a time (default 64)
  --time-limit N     seconds after which no further round starts (default 75)
  --help
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
    generations: count("--generations", values.generations),
    rounds: count("--rounds", values.rounds),
    requests: count("--requests", values.requests),
    connections: count("--connections", values.connections),
    timeLimitMs: count("--time-limit", values["time-limit"]) * 1000,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        json: { type: "boolean", default: false },
        generations: { type: "string", default: "4" },
        rounds: { type: "string", default: "50" },
        requests: { type: "string", default: "500" },
        connections: { type: "string", default: "64" },
        "time-limit": { type: "string", default: "75" },
        help: { type: "boolean", default: false },
      },
    });
  } catch (cause) {
    throw new ToolError("ERR_USAGE", (cause as Error).message, { hint: "see npm run bench -- --help", cause });
  }
}

function count(flag: string, text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new ToolError("ERR_USAGE", `${flag}: not a whole number above 0`, { hint: `such as ${flag} 10` });
}
