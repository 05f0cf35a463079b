import { type Class, Global, type Program, PropertyPrototype } from "assemblyscript";
import type binaryen from "binaryen";
import { concat } from "../wasm/concat.js";
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

/** Static objects lie at multiples of as many bytes. */
const STATIC_ALIGNMENT = 16;
/** The longest step from one static object of the list to the next; a 0 is such a step to where none is. */
const STEP_MAX = 255;

/**
 * Gives a module a table of where each class has its references, and a loop over it, in the place of the function for each class that the
 * compiler has made for the collector; to be called before the optimiser runs. An entry is a mask of words, or the negative number of a
 * function for the classes that have no such layout: arrays and maps. Behind it follows the list of static objects that lead to others, one byte
 * for each: how far it lies behind the one before.
 *
 * Returns both, which lie at `heapBase`: the heap begins after them from now on.
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
  const { constants, variables } = visitor.readGlobals(bodies.getBody(globals));
  const free = pointerFreeConstants(program);
  const steps = stepsBetween(constants.filter((address) => !free.has(address)));
  const listAt = heapBase + table.byteLength;
  module.removeFunction(VISIT_GLOBALS);
  const visitAll = visitor.globals(variables, listAt, listAt + steps.length);
  module.addFunction(VISIT_GLOBALS, i32, none, [i32, i32, i32], visitAll);
  const bytes = concat([new Uint8Array(table.buffer), steps, new Uint8Array(-steps.length & 15)]);
  module.removeGlobal(HEAP_BASE);
  module.addGlobal(HEAP_BASE, i32, false, module.i32.const(heapBase + bytes.length));
  return bytes;
}

/** How far each static object lies behind the one before, in units of their alignment. */
function stepsBetween(addresses: readonly number[]): Uint8Array {
  const steps: number[] = [];
  let last = 0;
  for (const address of [...addresses].sort((a, b) => a - b)) {
    let step = (address - last) / STATIC_ALIGNMENT;
    for (; step > STEP_MAX; step -= STEP_MAX) steps.push(0);
    steps.push(step);
    last = address;
  }
  return Uint8Array.from(steps);
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

  /** What the compiler visits: addresses of static objects, and instructions that read variables. */
  readGlobals(body: binaryen.ExpressionRef): { constants: number[]; variables: binaryen.ExpressionRef[] } {
    const reader = new ExpressionReader(this.#library);
    const [constants, variables]: [number[], binaryen.ExpressionRef[]] = [[], []];
    for (const visit of reader.as("Block", body)?.children ?? [body]) {
      const condition = reader.as("If", visit)?.condition;
      const [object = 0] = reader.operands(condition ?? visit);
      const constant = reader.as("Const", this.#valueOf(reader, object));
      if (constant === null) variables.push(object);
      else constants.push(Number(constant.value));
    }
    return { constants, variables };
  }

  /** What a variable is that nothing sets. */
  #valueOf(reader: ExpressionReader, object: binaryen.ExpressionRef): binaryen.ExpressionRef {
    const get = reader.as("GlobalGet", object);
    if (get === null) return object;
    const { init, mutable } = this.#library.getGlobalInfo(this.#module.getGlobal(get.name));
    return mutable ? object : init;
  }

  /** Visits the variables, without the question whether there is an object, which the visit asks too, and the static objects of a list. */
  globals(variables: readonly binaryen.ExpressionRef[], list: number, end: number): binaryen.ExpressionRef {
    const module = this.#module;
    const { i32, local } = module;
    const [object, at] = [1, 2];
    const get = (variable: number): binaryen.ExpressionRef => local.get(variable, this.#library.i32);
    const step = (): binaryen.ExpressionRef => i32.load8_u(0, 1, get(at));
    const advance = (units: binaryen.ExpressionRef): binaryen.ExpressionRef =>
      local.set(object, i32.add(get(object), i32.mul(units, i32.const(STATIC_ALIGNMENT))));
    return module.block(null, [
      ...variables.map((variable) => this.#call(VISIT, variable)),
      local.set(at, i32.const(list)),
      module.block("ended", [
        module.loop(
          "next",
          module.block(null, [
            module.br_if("ended", i32.ge_u(get(at), i32.const(end))),
            module.if(
              step(),
              module.block(null, [advance(step()), this.#call(VISIT, get(object))]),
              advance(i32.const(STEP_MAX)),
            ),
            local.set(at, i32.add(get(at), i32.const(1))),
            module.br("next"),
          ]),
        ),
      ]),
    ]);
  }

  #call(name: string, object: binaryen.ExpressionRef): binaryen.ExpressionRef {
    return this.#module.call(name, [object, this.#module.i32.const(0)], this.#library.none);
  }
}
