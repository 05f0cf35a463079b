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
await createProgram().parseAsync().catch(fail);
