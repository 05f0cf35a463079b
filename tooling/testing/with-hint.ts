import { ToolError } from "../error.js";

/** An error as it is thrown in a test: of it, a runner such as vitest shows the message alone, so that this says the mend, too. */
export function withHint(error: unknown): unknown {
  if (!(error instanceof ToolError) || error.hint === undefined) return error;
  const mend = `\nhint: ${error.hint}`;
  if (!error.message.endsWith(mend)) error.message += mend;
  return error;
}
