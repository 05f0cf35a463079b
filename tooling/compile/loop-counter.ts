import type binaryen from "binaryen";
import type { Binaryen, ExpressionReader } from "./expressions.js";

/** A local that each turn of a loop makes larger by the same number, and that nothing else in the loop assigns. */
export interface LoopCounter {
  readonly local: number;
  readonly by: number;
}

/** Finds a counter of a loop that is begun again in one place only; null when it has none. */
export function findCounter(
  { AddInt32 }: Binaryen,
  read: ExpressionReader,
  { name, body }: binaryen.LoopInfo,
): LoopCounter | null {
  const assignments = new Map<number, number>();
  let turns = 0;
  function count(ref: binaryen.ExpressionRef): void {
    const assigned = read.as("LocalSet", ref)?.index;
    if (assigned !== undefined) assignments.set(assigned, (assignments.get(assigned) ?? 0) + 1);
    const targets = read.as("Switch", ref);
    const isTurn = targets !== null && [...targets.names, targets.defaultName].includes(name);
    if (isTurn || read.as("Break", ref)?.name === name) turns += 1;
    read.operands(ref).forEach(count);
  }
  count(body);
  if (turns !== 1) return null;
  for (const ref of statementsBeforeTurn(read, name, body)) {
    const assignment = read.as("LocalSet", ref);
    const sum = assignment === null ? null : read.as("Binary", assignment.value);
    if (assignment === null || sum?.op !== AddInt32 || assignments.get(assignment.index) !== 1) continue;
    const by = readConstant(read, sum.right);
    if (by !== null && by > 0 && read.as("LocalGet", sum.left)?.index === assignment.index) {
      return { local: assignment.index, by };
    }
  }
  return null;
}

/**
 * How often a loop turns at most, where its code alone tells: `for (let i = FROM; i < TO; i += BY)` with constants. Else null.
 *
 * @param before what runs right before the loop; 0 when it is not known
 */
export function countTurns(
  { LtUInt32, LtSInt32 }: Binaryen,
  read: ExpressionReader,
  { body }: binaryen.LoopInfo,
  { local, by }: LoopCounter,
  before: binaryen.ExpressionRef,
): number | null {
  const branch = read.as("If", body);
  const test = branch === null ? null : read.as("Binary", branch.condition);
  if (branch?.ifFalse !== 0 || test === null || read.as("LocalGet", test.left)?.index !== local) return null;
  if (test.op !== LtUInt32 && test.op !== LtSInt32) return null;
  const start = read.as("LocalSet", before);
  const known = start?.index === local ? readConstant(read, start.value) : null;
  // Without sign a counter is at least 0.
  const from = known ?? (test.op === LtUInt32 ? 0 : null);
  const to = readConstant(read, test.right);
  if (from === null || from < 0 || to === null || to < 0 || to + by > 0x7fff_ffff) return null;
  return Math.max(0, Math.ceil((to - from) / by));
}

/** What certainly runs before the loop is begun again, in the one place where it is; nothing where that is not plain. */
function statementsBeforeTurn(
  read: ExpressionReader,
  loop: string,
  body: binaryen.ExpressionRef,
): binaryen.ExpressionRef[] {
  const statements: binaryen.ExpressionRef[] = [];
  for (let ref = body; ref !== 0;) {
    if (read.as("Break", ref)?.name === loop) return statements;
    const branch = read.as("If", ref);
    const children = read.as("Block", ref)?.children ?? [];
    statements.push(...children.slice(0, -1));
    ref = branch === null ? (children.at(-1) ?? 0) : branch.ifFalse === 0 ? branch.ifTrue : 0;
  }
  return [];
}

function readConstant(read: ExpressionReader, ref: binaryen.ExpressionRef): number | null {
  const info = read.as("Const", ref);
  return typeof info?.value === "number" ? info.value : null;
}
