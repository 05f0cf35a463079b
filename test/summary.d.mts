export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}
export function readSummary(text: string | null, exitCode: number): Summary & { readonly crashed: boolean };
export function total(summaries: readonly Summary[]): Summary;
export function closingLine(summary: Summary): string;
