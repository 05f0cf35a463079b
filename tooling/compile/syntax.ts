import { Node, type Range, Source } from "assemblyscript";

const LIBRARY_PREFIX = "~lib/";

/** Every node of a source file, or a node and all below it, parents before children. */
export function* walk(from: Node): Generator<Node> {
  const pending: Node[] = from instanceof Source ? [...from.statements].reverse() : [from];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    yield node;
    for (const child of childrenOf(node).reverse()) pending.push(child);
  }
}

/** The compiler's nodes have no common way to their children: they are what a node's own properties hold. */
function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flat()
    .filter((value): value is Node => value instanceof Node);
}

/** Where a node stands: file, line and column. */
export function placeOf({ range: { source, start } }: Node): string {
  return `${source.normalizedPath}:${source.lineAt(start)}:${source.columnAt()}`;
}

/** Whether a place is in a library's source, AssemblyScript's or this package's, and not in one of the filter's. */
export function isInLibrary({ source }: Range): boolean {
  return source.internalPath.startsWith(LIBRARY_PREFIX);
}
