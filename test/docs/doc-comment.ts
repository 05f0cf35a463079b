import ts from "typescript";

/** What a doc comment says, in Markdown. */
export interface DocComment {
  readonly text: string;
  readonly throws: readonly string[];
  readonly examples: readonly string[];
  /** Whether the symbol is not for those who use the package, though the language has no way to say so. */
  readonly isInternal: boolean;
}

/** The doc comment of a declaration; one without text where it has none. A variable's stands before its statement. */
export function docCommentOf(declaration: ts.Node): DocComment {
  const carrier = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  const { text } = carrier.getSourceFile();
  const range = (ts.getLeadingCommentRanges(text, carrier.getFullStart()) ?? [])
    .filter(({ pos }) => text.startsWith("/**", pos))
    .at(-1);
  const [head = "", ...tags] = (range === undefined ? "" : withoutStars(text.slice(range.pos, range.end)))
    .split(/^@(?=(?:example|throws|param|returns|internal)\b)/m)
    .map((part) => part.trim());
  const tagged = (name: string): string[] =>
    tags.filter((tag) => tag.startsWith(name)).map((tag) => tag.slice(name.length).trim());
  return {
    text: head,
    throws: tagged("throws"),
    examples: tagged("example"),
    isInternal: tagged("internal").length > 0,
  };
}

function withoutStars(comment: string): string {
  return comment
    .slice("/**".length, -"*/".length)
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, "").trimEnd())
    .join("\n")
    .trim();
}
