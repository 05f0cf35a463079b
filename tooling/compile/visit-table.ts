import { type Class, Global, type Program, PropertyPrototype } from "assemblyscript";
import type binaryen from "binaryen";
import { type Binaryen, ExpressionReader, type Setters } from "./expressions.js";

const VISIT = "~lib/sluice/assembly/rt/collect/__visit";
const VISIT_MEMBERS = "~lib/rt/__visit_members";
const VISIT_GLOBALS = "~lib/rt/__visit_globals";
const HEAP_BASE = "~lib/memory/__heap_base";

/** The compiler's `CommonFlags.Inlined`, of a constant: an enum that is not there when we run. */
const INLINED = 33_554_432;

const WORD_BYTES = 4;
const ENTRY_BYTES = 4;
/** The sign says that an entry is no mask. */
const MASK_BITS = 31;

/** Before an object: the number of its class. */
const CLASS_ID_OFFSET = 8;

/**
 * Gives a module a table of where each class has its references, and a loop over it, in the place of the function for each class that the
 * compiler has made for the collector; to be called before the optimiser runs. An entry is a mask of words, or the negative number of a
 * function for the classes that have no such layout: arrays and maps.
 *
 * Returns the table, which lies at `heapBase`: the heap begins after it from now on.
 */
export function tabulateVisits(
  library: Binaryen,
  module: binaryen.Module,
  program: Program,
  heapBase: number,
): Uint8Array {
  const functions = new Map<string, string>();
  const classes = [...program.managedClasses.values()];
  const table = new Int32Array(Math.ceil(classes.length / 4) * 4);
  classes.forEach((entry, index) => {
    const mask = entry.isPointerfree ? 0 : maskOf(entry);
    table[index] = mask ?? -1 - numberOf(functions, program, entry);
  });
  const { Function: bodies } = library as Binaryen & Setters;
  const visitor = new VisitorWriter(library, module);
  // The compiler's own has no variable to keep the entry in.
  module.removeFunction(VISIT_MEMBERS);
  const { i32, none } = library;
  const body = visitor.members([...functions.values()], heapBase);
  module.addFunction(VISIT_MEMBERS, library.createType([i32, i32]), none, [i32], body);
  const globals = module.getFunction(VISIT_GLOBALS);
  bodies.setBody(globals, visitor.globals(bodies.getBody(globals), pointerFreeConstants(program)));
  module.removeGlobal(HEAP_BASE);
  module.addGlobal(HEAP_BASE, i32, false, module.i32.const(heapBase + table.byteLength));
  return new Uint8Array(table.buffer);
}

/** Which words of an object are references; null where its class, or one that it extends, visits them itself. */
function maskOf(entry: Class): number | null {
  let mask = 0;
  for (let part: Class | null = entry; part !== null; part = part.base) {
    if (part.isDeclaredInLibrary && part.getMember("__visit") !== null) return null;
    for (const offset of referencesOf(part)) {
      const word = offset / WORD_BYTES;
      if (word >= MASK_BITS) return null;
      mask |= 1 << word;
    }
  }
  return mask;
}

/** Offsets of the fields that a class adds to those of its base, as far as they are references. */
function referencesOf(entry: Class): number[] {
  return [...(entry.members?.values() ?? [])].flatMap((member) => {
    const field = member instanceof PropertyPrototype ? member.instance : null;
    const isOwn = field !== null && field.isField && field.getBoundClassOrInterface() === entry;
    return isOwn && field.type.isManaged ? [field.memoryOffset] : [];
  });
}

/** All arrays of references are visited alike. */
function numberOf(functions: Map<string, string>, program: Program, entry: Class): number {
  const { prototype, internalName } = entry;
  const isArray = prototype === program.arrayPrototype || prototype === program.staticArrayPrototype;
  const key = isArray ? `${prototype.internalName} ${entry.getArrayValueType().isManaged}` : internalName;
  if (!functions.has(key)) functions.set(key, `${internalName}~visit`);
  return [...functions.keys()].indexOf(key);
}

/** Addresses of static objects that lead nowhere. */
function pointerFreeConstants(program: Program): Set<number> {
  const constants = [...program.elementsByName.values()].filter(
    (element): element is Global =>
      element instanceof Global && element.is(INLINED) && element.type.getClass()?.isPointerfree === true,
  );
  return new Set(constants.map(({ constantIntegerValue }) => (constantIntegerValue as unknown as { low: number }).low));
}

class VisitorWriter {
  readonly #library: Binaryen;
  readonly #module: binaryen.Module;

  constructor(library: Binaryen, module: binaryen.Module) {
    this.#library = library;
    this.#module = module;
  }

  /** Visits an object's references. */
  members(functions: readonly string[], table: number): binaryen.ExpressionRef {
    const module = this.#module;
    const { i32, local } = module;
    const object = (): binaryen.ExpressionRef => local.get(0, this.#library.i32);
    const entry = (): binaryen.ExpressionRef => local.get(2, this.#library.i32);
    const id = i32.load(0, ENTRY_BYTES, i32.sub(object(), i32.const(CLASS_ID_OFFSET)));
    const first = i32.load(table, ENTRY_BYTES, i32.shl(id, i32.const(2)));
    const reference = i32.load(0, WORD_BYTES, i32.add(object(), i32.shl(i32.ctz(entry()), i32.const(2))));
    const next = i32.and(entry(), i32.sub(entry(), i32.const(1)));
    return module.block(null, [
      local.set(2, first),
      module.block("own", [
        module.br_if("own", i32.lt_s(entry(), i32.const(0))),
        module.loop(
          "next",
          module.block(null, [
            module.if(i32.eqz(entry()), module.return()),
            this.#call(VISIT, reference),
            local.set(2, next),
            module.br("next"),
          ]),
        ),
      ]),
      ...functions.map((name, index) => {
        const visit = this.#call(name, object());
        return index === functions.length - 1
          ? visit
          : module.if(i32.eq(entry(), i32.const(-1 - index)), module.block(null, [visit, module.return()]));
      }),
    ]);
  }

  /** What the compiler wrote, without the question whether there is an object: the visit asks that too. */
  globals(body: binaryen.ExpressionRef, without: ReadonlySet<number>): binaryen.ExpressionRef {
    const reader = new ExpressionReader(this.#library);
    const visits = reader.as("Block", body)?.children ?? [body];
    const kept = visits.flatMap((visit) => {
      const condition = reader.as("If", visit)?.condition;
      if (condition !== undefined) return [this.#call(VISIT, reader.operands(condition)[0] as binaryen.ExpressionRef)];
      const constant = reader.as("Const", reader.operands(visit)[0] ?? 0)?.value;
      return without.has(Number(constant)) ? [] : [visit];
    });
    return this.#module.block(null, kept);
  }

  #call(name: string, object: binaryen.ExpressionRef): binaryen.ExpressionRef {
    const cookie = this.#module.local.get(1, this.#library.i32);
    return this.#module.call(name, [object, cookie], this.#library.none);
  }
}
