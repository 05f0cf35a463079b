import { type ModuleReport, type SizedPart } from "./inspect.js";
import type { Papers } from "./papers.js";
import { escapeControls, quoteName } from "../quote-name.js";

/** Writes a module's report for people: aligned, without colours, names without control characters. */
export function formatReport(report: ModuleReport): string {
  const blocks = [
    formatSummary(report),
    formatPapers(report),
    formatSizes("Sections", report.sections, report.sizeBytes),
    formatFunctions(report),
  ];
  return blocks.filter((block) => block !== "").join("\n\n");
}

function formatSummary(report: ModuleReport): string {
  const { sizes, memory } = report;
  return alignPairs([
    ["size", `${formatBytes(report.sizeBytes)} (code ${sizes.code}, data ${sizes.data}, other ${sizes.other})`],
    ["sha256", report.sha256],
    ["ABI", report.abiVersion ?? "none that Envoy knows"],
    ["memory", memory === null ? "none" : formatMemory(memory)],
    ["callbacks", list(report.callbacks)],
    ["host functions", list(report.hostFunctions)],
  ]);
}

function formatPapers({ papers }: ModuleReport): string {
  if (papers === null) return "";
  const schemas = Object.entries(papers.configSchemas).map(
    ([rootId, schema]) => `configuration of ${quoteName(rootId)}\n${formatSchema(schema)}`,
  );
  const pairs = alignPairs([
    ["name", quoteName(papers.name)],
    ["version", quoteName(papers.version)],
    ["root ids", list(papers.rootIds)],
    ["kinds", formatKinds(papers)],
    ["metric labels", list(papers.metricLabels)],
    ["steps", papers.steps === null ? "not counted" : `at most ${papers.steps.toLocaleString("en")} in one callback`],
  ]);
  return [pairs, ...schemas].join("\n\n");
}

/** What each plugin may be to a gateway: `http`; of several `echo network, hello http`. */
export function formatKinds({ rootIds, kinds }: Pick<Papers, "rootIds" | "kinds">): string {
  const each = rootIds.map((rootId) => ({ rootId, named: kinds[rootId]?.join(" ") ?? "unknown" }));
  if (each.length > 1) return each.map(({ rootId, named }) => `${quoteName(rootId)} ${named}`).join(", ");
  return each[0]?.named ?? "unknown";
}

function formatMemory({ minimumBytes, maximumBytes }: NonNullable<ModuleReport["memory"]>): string {
  const maximum = maximumBytes === null ? "without maximum" : `at most ${formatBytes(maximumBytes)}`;
  return `${formatBytes(minimumBytes)} at the start, ${maximum}`;
}

function largestTitle({ functionCount, largestFunctions }: ModuleReport): string {
  return `Functions (${largestFunctions.length} largest of ${functionCount})`;
}

function formatFunctions(report: ModuleReport): string {
  const sizes = formatSizes(largestTitle(report), report.largestFunctions, report.sizeBytes);
  const isNameless = report.largestFunctions.some(({ name }) => /^function \d+$/.test(name));
  return isNameless ? `${sizes}\n  (\`sluice build --debug\` keeps the names)` : sizes;
}

function formatSizes(title: string, parts: readonly SizedPart[], total: number): string {
  if (parts.length === 0) return "";
  const width = parts.reduce((widest, { sizeBytes }) => Math.max(widest, String(sizeBytes).length), 0);
  const rows = parts.map(({ name, sizeBytes }) => {
    const share = `${((sizeBytes / total) * 100).toFixed(1)}%`.padStart(6);
    return `  ${String(sizeBytes).padStart(width)} ${share}  ${quoteName(name)}`;
  });
  return [title, ...rows].join("\n");
}

function alignPairs(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([label]) => label.length));
  return pairs.map(([label, value]) => `${label.padEnd(width)}  ${value}`).join("\n");
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.map(quoteName).join(" ");
}

/** `131072` as `128 KiB`, `1500` as `1500 bytes`. */
function formatBytes(bytes: number): string {
  const units = ["KiB", "MiB", "GiB"];
  let value = bytes;
  let unit = "bytes";
  for (const next of units) {
    if (value < 1024) break;
    value /= 1024;
    unit = next;
  }
  const rounded = Number.isInteger(value) ? String(value) : value.toFixed(1);
  return unit === "bytes" || Number.isInteger(value) ? `${rounded} ${unit}` : `${bytes} bytes (${rounded} ${unit})`;
}

function formatSchema(schema: object): string {
  const lines = JSON.stringify(schema, null, 2).split("\n");
  return lines.map((line) => `  ${escapeControls(line)}`).join("\n");
}
