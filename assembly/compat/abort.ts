import { abortToLog } from "../abort";

/**
 * What `--use abort=abort_proc_exit` named: logs why and traps. The build has an `abort` of its own and does not read that flag; the
 * function is here for programs that call it.
 */
// @ts-ignore: decorator
@global
export function abort_proc_exit(
  message: string | null,
  fileName: string | null,
  lineNumber: u32,
  columnNumber: u32,
): void {
  abortToLog(message, fileName, lineNumber, columnNumber);
}
