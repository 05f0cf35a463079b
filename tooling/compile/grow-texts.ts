import type binaryen from "binaryen";
import { type Binaryen, ExpressionReader, type Setters } from "./expressions.js";

const CONCATENATION = "~lib/string/String.__concat";

/** What `assembly/rt/grow-text.ts` gives to the pass below, as the module's entry exports it. */
const PARTS = ["growText", "grownEnd"] as const;

/** The line of the module's entry without which `growTexts` finds nothing to call. */
export const GROW_EXPORT = `export { ${PARTS.join(", ")} } from "sluice/assembly/rt/grow-text";`;

/** A variable that grows in a loop, and the variable beside it that says where the room of its text ends: 0 when others may lead to the text. */
type Ends = ReadonlyMap<number, number>;

/**
 * Lets the texts that grow in a loop (`text += more`, `text = text + a + b`) grow in place, where a variable of the function holds them: a
 * function that reads the variable for anything else shares its text, which is never written to again. To be called before the optimiser
 * runs.
 */
export function growTexts(library: Binaryen, module: binaryen.Module): void {
  const extended = library as Binaryen & Setters;
  const names = PARTS.map((part) => library.getExportInfo(module.getExport(part)).value) as [string, string];
  const read = new ExpressionReader(library);
  for (let index = 0; index < module.getNumFunctions(); ++index) {
    const entry = module.getFunctionByIndex(index);
    const { body } = library.getFunctionInfo(entry);
    const growing = body === 0 ? [] : findGrowing(read, body);
    if (growing.length === 0) continue;
    const ends = new Map(growing.map((variable) => [variable, extended._BinaryenFunctionAddVar(entry, library.i32)]));
    extended.Function.setBody(entry, new Grower(library, module, read, names, ends).rewrite(body));
  }
  for (const part of PARTS) module.removeExport(part);
}

/** The variables to which a loop appends. */
function findGrowing(read: ExpressionReader, body: binaryen.ExpressionRef): number[] {
  const found = new Set<number>();
  const visit = (ref: binaryen.ExpressionRef, isInLoop: boolean): void => {
    const set = isInLoop ? read.as("LocalSet", ref) : null;
    if (set !== null && readAppended(read, set) !== null) found.add(set.index);
    const inner = isInLoop || read.kind(ref) === "Loop";
    for (const operand of read.operands(ref)) visit(operand, inner);
  };
  visit(body, false);
  return [...found];
}

/** What `variable = variable + a + b` appends, `[a, b]`; null for what is set otherwise, and where what is appended has to do with the variable. */
function readAppended(
  read: ExpressionReader,
  { index, value }: binaryen.LocalSetInfo,
): readonly binaryen.ExpressionRef[] | null {
  const appended: binaryen.ExpressionRef[] = [];
  let left = value;
  for (let call = read.as("Call", left); call?.target === CONCATENATION; call = read.as("Call", left)) {
    const [first = 0, more = 0] = call.operands;
    if (mentions(read, more, index)) return null;
    appended.unshift(more);
    left = first;
  }
  return appended.length > 0 && read.as("LocalGet", left)?.index === index ? appended : null;
}

function mentions(read: ExpressionReader, ref: binaryen.ExpressionRef, variable: number): boolean {
  const own = read.as("LocalGet", ref) ?? read.as("LocalSet", ref);
  return own?.index === variable || read.operands(ref).some((operand) => mentions(read, operand, variable));
}

class Grower {
  readonly #library: Binaryen;
  readonly #module: binaryen.Module;
  readonly #read: ExpressionReader;
  readonly #names: readonly [growText: string, grownEnd: string];
  readonly #ends: Ends;

  constructor(
    library: Binaryen,
    module: binaryen.Module,
    read: ExpressionReader,
    names: readonly [growText: string, grownEnd: string],
    ends: Ends,
  ) {
    this.#library = library;
    this.#module = module;
    this.#read = read;
    this.#names = names;
    this.#ends = ends;
  }

  /** Returns what stands in the place of an instruction. */
  rewrite(ref: binaryen.ExpressionRef): binaryen.ExpressionRef {
    const get = this.#read.as("LocalGet", ref);
    const set = this.#read.as("LocalSet", ref);
    const variable = get?.index ?? set?.index ?? -1;
    const end = this.#ends.get(variable);
    const appended = set === null || end === undefined ? null : readAppended(this.#read, set);
    if (appended !== null && end !== undefined) return this.#grow(ref, variable, end, appended);
    this.#read.replaceOperands(ref, (operand) => this.rewrite(operand));
    if (end === undefined) return ref;
    if (get !== null) return this.#block([this.#disown(end), ref]);
    return set?.isTee === true
      ? this.#block([this.#set(variable, set.value), this.#disown(end), this.#get(variable)])
      : this.#block([ref, this.#disown(end)]);
  }

  #grow(
    ref: binaryen.ExpressionRef,
    variable: number,
    end: number,
    appended: readonly binaryen.ExpressionRef[],
  ): binaryen.ExpressionRef {
    const [growText, grownEnd] = this.#names;
    const { i32 } = this.#library;
    const steps = appended.flatMap((more) => [
      this.#set(variable, this.#module.call(growText, [this.#get(variable), this.rewrite(more), this.#get(end)], i32)),
      this.#set(end, this.#module.global.get(grownEnd, i32)),
    ]);
    const isTee = this.#read.as("LocalSet", ref)?.isTee === true;
    return this.#block(isTee ? [...steps, this.#disown(end), this.#get(variable)] : steps);
  }

  #disown(end: number): binaryen.ExpressionRef {
    return this.#set(end, this.#module.i32.const(0));
  }

  #get(variable: number): binaryen.ExpressionRef {
    return this.#module.local.get(variable, this.#library.i32);
  }

  #set(variable: number, value: binaryen.ExpressionRef): binaryen.ExpressionRef {
    return this.#module.local.set(variable, value);
  }

  #block(refs: readonly binaryen.ExpressionRef[]): binaryen.ExpressionRef {
    return this.#module.block(null, [...refs], this.#library.getExpressionType(refs.at(-1) ?? 0));
  }
}
