import { fileURLToPath } from "node:url";
import ts from "typescript";
import { type DocComment, docCommentOf } from "./doc-comment.js";
import { basesOf, type Member, membersOf, type Surroundings } from "./members.js";
import { signatureOf } from "./signature.js";

/** Something that an entry exports. */
export interface PublicSymbol {
  readonly name: string;
  /** Path of the source, from the root of the repository. */
  readonly file: string;
  readonly signature: string;
  readonly doc: DocComment;
  readonly members: readonly Member[];
}

/** The exports under one comment of an entry's list. */
export interface Group {
  readonly title: string;
  readonly symbols: readonly PublicSymbol[];
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * What the entry `file` exports, in its own groups and order; `configFile` is the TypeScript configuration that it is of. Everything is shown
 * as it was declared, not as the compiler understood it: to TypeScript, all of AssemblyScript's numbers are one type.
 */
export function readPublicApi(file: string, configFile: string): Group[] {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} };
  const options = ts.getParsedCommandLineOfConfigFile(ROOT + configFile, {}, host)?.options;
  const program = ts.createProgram([ROOT + file], { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const entry = program.getSourceFile(ROOT + file);
  if (entry === undefined) throw new Error(`there is no ${file}`);

  const resolve = (name: ts.Node): ts.Declaration | null => {
    const symbol = checker.getSymbolAtLocation(name);
    const isAlias = symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    const declaration = (isAlias ? checker.getAliasedSymbol(symbol) : symbol)?.declarations?.[0];
    return declaration === undefined || declaration.getSourceFile().isDeclarationFile ? null : declaration;
  };
  const specifiers = entry.statements
    .filter(ts.isExportDeclaration)
    .flatMap(({ exportClause }) => (exportClause && ts.isNamedExports(exportClause) ? [...exportClause.elements] : []));
  const exported = new Map(specifiers.map((specifier) => [specifier, resolve(specifier.name)]));
  const declarations = new Set(exported.values());
  const around: Surroundings = { checker, resolve, isExported: (declaration) => declarations.has(declaration) };

  const groups: { title: string; symbols: PublicSymbol[] }[] = [];
  for (const [specifier, declaration] of exported) {
    if (declaration === null) throw new Error(`${file} exports ${specifier.name.text}, which is not there`);
    const title = titleBefore(specifier.parent.parent);
    if (title !== null && title !== groups.at(-1)?.title) groups.push({ title, symbols: [] });
    groups.at(-1)?.symbols.push({
      name: specifier.name.text,
      file: declaration.getSourceFile().fileName.slice(ROOT.length),
      signature: signatureOf(declaration, basesOf(declaration, around)),
      doc: docCommentOf(declaration),
      members: membersOf(declaration, around),
    });
  }
  return groups;
}

/** The `// comment` with which a group begins. */
function titleBefore(node: ts.Node): string | null {
  const { text } = node.getSourceFile();
  const ranges = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
  const lines = ranges.map(({ pos, end }) => text.slice(pos, end)).filter((comment) => comment.startsWith("//"));
  return lines.at(-1)?.replace(/^\/\/\s*|\.$/g, "") ?? null;
}
