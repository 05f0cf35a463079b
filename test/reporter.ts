import { writeFileSync } from "node:fs";
import type { SerializedError } from "vitest";
import type { Reporter, TestCase, TestModule } from "vitest/node";
import type { Engine } from "../tooling/gateway.js";

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** What is written as JSON into the file that `SLUICE_TEST_SUMMARY` names. */
export interface TestSummary extends Counts {
  readonly byEngine: Readonly<Record<Engine, Readonly<Counts>>>;
}

/**
 * Counts the scenarios of each engine, which are the tests under a title that ends in `on envoy` or `on node`, and prints
 * them as a table at the end of the run.
 */
export default class EngineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const summary = summarize(modules, unhandledErrors.length);
    process.stdout.write(`${renderTable(summary)}\n`);
    const path = process.env.SLUICE_TEST_SUMMARY;
    if (path) writeFileSync(path, `${JSON.stringify(summary)}\n`);
  }
}

/** A file that could not be loaded, and an error outside of every test, count as one failure each. */
export function summarize(modules: readonly TestModule[], unhandledErrors: number): TestSummary {
  const total = { passed: 0, failed: unhandledErrors, skipped: 0 };
  const byEngine = {
    envoy: { passed: 0, failed: 0, skipped: 0 },
    node: { passed: 0, failed: 0, skipped: 0 },
  };
  for (const module of modules) {
    total.failed += suiteErrors(module);
    for (const test of module.children.allTests()) {
      const state = test.result().state;
      const counted = state === "pending" ? "failed" : state;
      total[counted]++;
      const engine = engineOf(test);
      if (engine !== null) byEngine[engine][counted]++;
    }
  }
  return { ...total, byEngine };
}

export function renderTable({ byEngine }: TestSummary): string {
  const rows = [["engine", "scenarios passed", "failed", "skipped"]];
  for (const engine of ["envoy", "node"] as const) {
    const { passed, failed, skipped } = byEngine[engine];
    rows.push([engine, String(passed), String(failed), String(skipped)]);
  }
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(" | ")
      .trimEnd(),
  );
  return `\n${lines.join("\n")}\n`;
}

function suiteErrors(module: TestModule): number {
  let errors = module.errors().length;
  for (const suite of module.children.allSuites()) errors += suite.errors().length;
  return errors;
}

function engineOf(test: TestCase): Engine | null {
  let node: TestCase | TestCase["parent"] = test;
  while (node.type !== "module") {
    const engine = / on (envoy|node)$/.exec(node.name)?.[1];
    if (engine === "envoy" || engine === "node") return engine;
    node = node.parent;
  }
  return null;
}
