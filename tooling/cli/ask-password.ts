import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { ToolError } from "../error.js";

/**
 * The password of a key where nobody can be asked: `$COSIGN_PASSWORD`.
 *
 * @throws ToolError `ERR_USAGE` where that is not set.
 */
export function passwordOf(file: string): string {
  const password = process.env["COSIGN_PASSWORD"];
  if (password !== undefined) return password;
  throw new ToolError("ERR_USAGE", `${file} is encrypted, and there is nobody to ask for its password`, {
    hint: "set COSIGN_PASSWORD",
  });
}

/**
 * The password of a key: `$COSIGN_PASSWORD`, else what is typed at the terminal, unseen.
 *
 * @throws ToolError `ERR_USAGE` where there is neither, and where its user breaks off.
 */
export async function askPassword(file: string): Promise<string> {
  if (process.env["COSIGN_PASSWORD"] !== undefined || !process.stdin.isTTY) return passwordOf(file);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  // Not before: only now the terminal echoes nothing.
  process.stderr.write(`password of ${file}: `);
  try {
    return await terminal.question("");
  } catch (cause) {
    throw new ToolError("ERR_USAGE", `no password was given for ${file}`, { hint: "set COSIGN_PASSWORD", cause });
  } finally {
    terminal.close();
    process.stderr.write("\n");
  }
}
