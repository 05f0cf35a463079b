import { LineCounter, parseDocument } from "yaml";

/** A place in a document: member names and indexes from its root on. */
export type ConfigPath = readonly (string | number)[];

/**
 * The line, from 1 on, of what stands at a path of a configuration; null where that cannot be said. JSON is read for it; of TypeScript,
 * which may compute what it exports, the line that holds the member's name, if only one does.
 */
export function lineOf(text: string, isJson: boolean, path: ConfigPath): number | null {
  if (isJson) return lineInJson(text, path);
  const name = path.findLast((part) => typeof part === "string");
  if (name === undefined) return null;
  const member = new RegExp(`(?<![\\w$.])(["']?)${name.replace(/[^\w]/g, "\\$&")}\\1\\s*:`);
  const lines = text.split("\n").flatMap((line, index) => (member.test(line) ? [index + 1] : []));
  return lines.length === 1 ? (lines[0] ?? null) : null;
}

function lineInJson(text: string, path: ConfigPath): number | null {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const parent = document.getIn(path.slice(0, -1), true) as { items?: readonly unknown[] } | undefined;
  const last = path.at(-1);
  const pair = parent?.items?.find((item) => (item as { key?: { value?: unknown } }).key?.value === last);
  const node = ((pair as { key?: unknown } | undefined)?.key ?? document.getIn(path, true)) as
    { range?: readonly number[] } | undefined;
  const [offset] = node?.range ?? [];
  return offset === undefined ? null : lines.linePos(offset).line;
}
