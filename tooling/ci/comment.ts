/** What a pipeline found out of a module, beside the last release. */
export interface SizeChange {
  readonly sizeBytes: number;
  /** Null where no release was named. */
  readonly releasedBytes: number | null;
}

export interface CommentOptions extends SizeChange {
  readonly name: string;
  /** The image that was pushed, null where none was. */
  readonly image: string | null;
}

/** A comment for the change, in Markdown: how large the module is now, and what it was. */
export function renderComment({ name, sizeBytes, releasedBytes, image }: CommentOptions): string {
  const before = releasedBytes === null ? "–" : bytes(releasedBytes);
  const lines = [
    `### ${name}`,
    "",
    "| | last release | now | change |",
    "| --- | ---: | ---: | ---: |",
    `| module | ${before} | ${bytes(sizeBytes)} | ${change(sizeBytes, releasedBytes)} |`,
    ...(image === null ? [] : ["", `Image: \`${image}\``]),
  ];
  return `${lines.join("\n")}\n`;
}

function bytes(count: number): string {
  return `${count.toLocaleString("en-US")} B`;
}

function change(now: number, before: number | null): string {
  if (before === null || before === 0) return "–";
  const percent = ((now - before) / before) * 100;
  return `${percent < 0 ? "−" : "+"}${Math.abs(percent).toFixed(1)} %`;
}
