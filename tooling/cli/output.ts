import { styleText } from "node:util";
import type { Command } from "commander";

/** How long a step may take in silence. */
const QUIET_MS = 2000;
const CLEAR_LINE = "\r\u001b[2K";

/** Where a command speaks: its result on stdout, everything else on stderr. */
export interface Output {
  readonly isJson: boolean;
  /** The command's result, said once: the value as one JSON document with `--json`, else the text. */
  readonly result: (value: unknown, text: string) => void;
  /** What is being done now. Shown on a terminal only, and only when the command takes longer than two seconds. */
  readonly progress: (message: string) => void;
  /** As `progress`, but at once: of a step that blocks the process, such as a compilation, no timer would tell. */
  readonly blockingProgress: (message: string) => void;
  /** A line for the reader on stderr: a log line, a warning, a decision taken for them. */
  readonly note: (message: string) => void;
  /** What is wrong, on stderr, with the hint that mends it. */
  readonly finding: (finding: Finding) => void;
}

/** What is wrong with the user's input. */
export interface Finding {
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly hint?: string | undefined;
}

let isResultSaid = false;
let clearDrawn = (): void => undefined;

/** Whether stdout holds the result already: an error that comes later must not stand beside it there. */
export function hasResult(): boolean {
  return isResultSaid;
}

/** Wipes the progress that is shown, before something is written beside an output. */
export function clearProgress(): void {
  clearDrawn();
}

type StyleFormat = Parameters<typeof styleText>[0];

/** The text in colour where the stream is a terminal and `NO_COLOR` is not set, else as it is. */
export function paint(stream: NodeJS.WriteStream, format: StyleFormat, text: string): string {
  const isColoured = stream.isTTY && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb";
  return isColoured ? styleText(format, text, { validateStream: false }) : text;
}

/** A text without the characters, control and bidirectional, that could take over the terminal or turn its words around. */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (char) => {
      return `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`;
    },
  );
}

/** A finding as stderr shows it: `error: …` and `hint: …`, the labels in colour on a terminal. */
export function findingLines({ severity, message, hint }: Finding): string {
  const label = paint(process.stderr, severity === "error" ? "red" : "yellow", `${severity}:`);
  const mend = hint === undefined ? "" : `${paint(process.stderr, "cyan", "hint:")} ${printable(hint)}\n`;
  return `${label} ${printable(message)}\n${mend}`;
}

/**
 * The output of one run of a command, as its `--json` says.
 *
 * @example
 * const output = createOutput(command);
 * output.result({ path, bytes }, `${path}  ${bytes} bytes`);
 */
export function createOutput(command: Command): Output {
  const isJson = command.optsWithGlobals<{ json?: boolean }>().json === true;
  const { stdout, stderr } = process;
  let latest = "";
  let isDrawn = false;
  let timer: NodeJS.Timeout | null = null;

  function clear(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (isDrawn) stderr.write(CLEAR_LINE);
    isDrawn = false;
  }
  function take(message: string): boolean {
    latest = printable(message).replace(/\s+/g, " ");
    return stderr.isTTY;
  }
  function draw(): void {
    stderr.write(`${CLEAR_LINE}${paint(stderr, "dim", `${latest} …`)}`);
    isDrawn = true;
  }

  clearDrawn = clear;
  process.once("exit", clear);
  return {
    isJson,
    result(value, text) {
      clear();
      isResultSaid = true;
      stdout.write(`${isJson ? JSON.stringify(value, null, 2) : text.trimEnd()}\n`);
    },
    progress(message) {
      if (!take(message)) return;
      if (isDrawn) draw();
      else timer ??= setTimeout(draw, QUIET_MS).unref();
    },
    blockingProgress(message) {
      if (take(message)) draw();
    },
    note(message) {
      clear();
      stderr.write(`${printable(message)}\n`);
    },
    finding(finding) {
      clear();
      stderr.write(findingLines(finding));
    },
  };
}
