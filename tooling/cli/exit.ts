import { inspect } from "node:util";
import { CommanderError } from "commander";
import { ToolError } from "../error.js";
import { clearProgress, findingLines, hasResult } from "./output.js";

const ENDED_WELL = new Set(["commander.helpDisplayed", "commander.version"]);

/** Whether `--json` stands among our own arguments; it counts even when the others cannot be read. */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  return argv.slice(0, end === -1 ? argv.length : end).includes("--json");
}

/**
 * Says what went wrong and gives the exit code: 2 when the user's input is wrong, 1 when the fault is ours. On stderr as
 * `error: …` and `hint: …`; with `isJson` as `{"error": {code, message, hint}}` on
 * stdout, unless the result stands there already. `SLUICE_DEBUG=1` adds the stack.
 */
export function reportError(thrown: unknown, isJson: boolean): number {
  if (thrown instanceof CommanderError && ENDED_WELL.has(thrown.code)) return 0;
  const error = toToolError(thrown);
  if (process.env["SLUICE_DEBUG"] === "1") process.stderr.write(`${inspect(thrown)}\n`);
  if (isJson && !hasResult()) {
    const { code, message, hint = null } = error;
    process.stdout.write(`${JSON.stringify({ error: { code, message, hint } }, null, 2)}\n`);
  } else {
    writeError(error);
  }
  return error.exitCode;
}

/** Says on stderr what went wrong, as `error: …` and `hint: …`, and decides over nothing. */
export function writeError({ message, hint }: ToolError): void {
  clearProgress();
  process.stderr.write(findingLines({ severity: "error", message, hint }));
}

/** What is not one of ours is our own fault. */
export function toToolError(thrown: unknown): ToolError {
  if (thrown instanceof ToolError) return thrown;
  if (thrown instanceof CommanderError) return usageError(thrown);
  const [firstLine = ""] = (thrown instanceof Error ? thrown.message : String(thrown)).split("\n");
  return new ToolError("ERR_INTERNAL", `unexpected: ${firstLine}`, {
    hint: "this is a defect of sluice; SLUICE_DEBUG=1 shows where",
    cause: thrown,
  });
}

/** What commander says of an option's value, which may be a secret. */
const REFUSED_VALUE = /^error: option '([^']*)' argument '.*' is invalid\. ?/s;

/** A refusal of a command's arguments, with the command's words when it is known: `envoy install`. */
export interface ArgumentError extends CommanderError {
  command?: string;
}

/** Commander says `error: unknown option '--debg'\n(Did you mean --debug?)`; the second line is the mend. */
function usageError(error: ArgumentError): ToolError {
  if (error.code === "commander.help") {
    return new ToolError("ERR_USAGE", "a command is missing", { hint: "see --help" });
  }
  const [message = "", suggestion] = error.message
    .replace(REFUSED_VALUE, "option '$1': ")
    .replace(/^error: /, "")
    .split("\n");
  const help = ["sluice", error.command, "--help"].filter(Boolean).join(" ");
  const hint =
    suggestion === undefined
      ? `\`${help}\` says what it takes`
      : suggestion.replace(/^\((.*)\)$/, "$1").replace(/^D/, "d");
  return new ToolError("ERR_USAGE", message, { hint, cause: error });
}
