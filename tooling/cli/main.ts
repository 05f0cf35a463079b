#!/usr/bin/env node
import { ToolError } from "../error.js";
import { reportError, wantsJson, writeError } from "./exit.js";
import { createProgram } from "./program.js";

function fail(thrown: unknown): void {
  process.exitCode = reportError(thrown, wantsJson(process.argv));
}

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  // The disk of a file that it was sent to is full, for one. Not even an error can be said there.
  writeError(new ToolError("ERR_FILE_UNWRITABLE", `stdout cannot be written: ${error.message}`, { cause: error }));
  process.exit(1);
});
process.once("uncaughtException", (thrown) => {
  fail(thrown);
  process.exit();
});
// Nobody reads the log any more; that is no reason to end.
process.stderr.on("error", () => undefined);
await createProgram(process.argv[2])
  .then(async (program) => program.parseAsync())
  .catch(fail);
