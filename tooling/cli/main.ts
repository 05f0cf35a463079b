#!/usr/bin/env node
import { reportError, wantsJson } from "./exit.js";
import { createProgram } from "./program.js";

function fail(thrown: unknown): void {
  process.exitCode = reportError(thrown, wantsJson(process.argv));
}

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 1);
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
