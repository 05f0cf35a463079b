import type binaryen from "binaryen";
import { ToolError } from "../error.js";

/** Binaryen as the compiler loaded it. */
export type Binaryen = typeof binaryen;

/** What Binaryen has and its declarations lack. */
export interface Setters {
  readonly Function: {
    getBody(entry: binaryen.FunctionRef): binaryen.ExpressionRef;
    setBody(entry: binaryen.FunctionRef, body: binaryen.ExpressionRef): void;
  };
  readonly Loop: { setBody(loop: binaryen.ExpressionRef, body: binaryen.ExpressionRef): void };
  readonly Call: {
    setOperandAt(call: binaryen.ExpressionRef, index: number, operand: binaryen.ExpressionRef): void;
  };
  readonly MemoryCopy: { setSize(copy: binaryen.ExpressionRef, size: binaryen.ExpressionRef): void };
  readonly MemoryFill: { setSize(fill: binaryen.ExpressionRef, size: binaryen.ExpressionRef): void };
  /** Gives a function one more variable and returns its index. */
  _BinaryenFunctionAddVar(entry: binaryen.FunctionRef, type: binaryen.Type): number;
}

/** A member that holds an instruction: by its name, and by its index where there is a list of them. */
type Setter = (ref: binaryen.ExpressionRef, ...value: number[]) => void;

/** Of each instruction that AssemblyScript makes with the build's flags: which members of what Binaryen says of it are instructions. */
const OPERANDS = {
  Nop: [],
  Unreachable: [],
  Const: [],
  LocalGet: [],
  GlobalGet: [],
  MemorySize: [],
  RefNull: [],
  RefFunc: [],
  Block: ["children"],
  If: ["condition", "ifTrue", "ifFalse"],
  Loop: ["body"],
  Break: ["value", "condition"],
  Switch: ["value", "condition"],
  Call: ["operands"],
  CallIndirect: ["operands", "target"],
  Return: ["value"],
  Drop: ["value"],
  LocalSet: ["value"],
  GlobalSet: ["value"],
  Load: ["ptr"],
  Store: ["ptr", "value"],
  Unary: ["value"],
  Binary: ["left", "right"],
  Select: ["ifTrue", "ifFalse", "condition"],
  MemoryGrow: ["delta"],
  MemoryCopy: ["dest", "source", "size"],
  MemoryFill: ["dest", "value", "size"],
  SIMDExtract: ["vec"],
  SIMDReplace: ["vec", "value"],
  SIMDShuffle: ["left", "right"],
  SIMDTernary: ["a", "b", "c"],
  SIMDShift: ["vec", "shift"],
  SIMDLoad: ["ptr"],
  SIMDLoadStoreLane: ["ptr", "vec"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type Kind = keyof typeof OPERANDS;

/** What Binaryen says of an instruction, by kind. */
interface InfoByKind {
  Block: binaryen.BlockInfo;
  Break: binaryen.BreakInfo;
  Call: binaryen.CallInfo;
  CallIndirect: binaryen.CallIndirectInfo;
  If: binaryen.IfInfo;
  LocalSet: binaryen.LocalSetInfo;
  LocalGet: binaryen.LocalGetInfo;
  GlobalGet: binaryen.GlobalGetInfo;
  Loop: binaryen.LoopInfo;
  Switch: binaryen.SwitchInfo;
  Binary: binaryen.BinaryInfo;
  Const: binaryen.ConstInfo;
  MemoryCopy: binaryen.MemoryCopyInfo;
  MemoryFill: binaryen.MemoryFillInfo;
}

/** Reads instructions out of Binaryen's memory. */
export class ExpressionReader {
  readonly #binaryen: Binaryen;
  readonly #kinds: ReadonlyMap<number, Kind>;

  constructor(library: Binaryen) {
    this.#binaryen = library;
    // Declared as an enum that is gone when code runs, and there all the same.
    const { ExpressionIds: ids } = library as unknown as { ExpressionIds: Readonly<Record<Kind, number>> };
    this.#kinds = new Map((Object.keys(OPERANDS) as Kind[]).map((kind) => [ids[kind], kind]));
  }

  /** @throws ToolError ERR_INTERNAL for a kind that is not known here: a loop could hide in it. */
  kind(ref: binaryen.ExpressionRef): Kind {
    const id = this.#binaryen.getExpressionId(ref);
    const kind = this.#kinds.get(id);
    if (kind === undefined) throw new ToolError("ERR_INTERNAL", `the build can't meter instructions of kind ${id}`);
    return kind;
  }

  /** What an instruction is made of, if it is of this kind, else null. */
  as<K extends keyof InfoByKind>(kind: K, ref: binaryen.ExpressionRef): InfoByKind[K] | null {
    if (ref === 0 || this.kind(ref) !== kind) return null;
    return this.#binaryen.getExpressionInfo(ref) as InfoByKind[K];
  }

  /** The instructions that an instruction operates on, in the order in which they run. */
  operands(ref: binaryen.ExpressionRef): binaryen.ExpressionRef[] {
    const members = OPERANDS[this.kind(ref)];
    if (members.length === 0) return [];
    const info = this.#binaryen.getExpressionInfo(ref) as unknown as Readonly<Record<string, number | number[]>>;
    return members.flatMap((member) => info[member] ?? []).filter((operand) => operand !== 0);
  }

  /** Puts in the place of each instruction that an instruction operates on what `replace` makes of it, in the order in which they run. */
  replaceOperands(ref: binaryen.ExpressionRef, replace: (operand: binaryen.ExpressionRef) => number): void {
    const kind = this.kind(ref);
    if (OPERANDS[kind].length === 0) return;
    const info = this.#binaryen.getExpressionInfo(ref) as unknown as Readonly<Record<string, number | number[]>>;
    const setters = (this.#binaryen as unknown as Readonly<Record<Kind, Readonly<Record<string, Setter>>>>)[kind];
    for (const member of OPERANDS[kind]) {
      const operands = info[member] as number | number[];
      const name = Array.isArray(operands) ? `${member.replace(/(?:ren|s)$/, "")}At` : member;
      [operands].flat().forEach((operand, index) => {
        const replaced = operand === 0 ? 0 : replace(operand);
        if (replaced === operand) return;
        const place = Array.isArray(operands) ? [index, replaced] : [replaced];
        setters[`set${name[0]?.toUpperCase() ?? ""}${name.slice(1)}`]?.(ref, ...place);
      });
    }
  }
}
