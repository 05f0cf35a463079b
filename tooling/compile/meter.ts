import type binaryen from "binaryen";
import { followCalls } from "./call-graph.js";
import { type FunctionSurvey, type Loop, surveyModule } from "./code-survey.js";
import type { Binaryen, Setters } from "./expressions.js";
import { tableFunctions } from "./table-functions.js";

/** What a host call takes that is made again and again: a short one costs as much as so many turns of a small loop. */
const HOST_CALL_STEPS = 256;

/**
 * What every module has in it, and what runs while a plugin is configured or beside much longer work, by its place in this package or in
 * the standard library: there a call for each turn, as it is shorter.
 */
export const SMALL_CODE: readonly string[] = [
  "util/number",
  "sluice/assembly",
  "sluice/sdk/asn1",
  "sluice/sdk/config",
  "sluice/sdk/environment",
  "sluice/sdk/foreign/argument",
  "sluice/sdk/protobuf",
  "sluice/sdk/timer",
  "sluice/sdk/json/decimal",
  "sluice/sdk/json/duplicates",
  "sluice/sdk/json/natural",
  "sluice/sdk/json/nodes",
  "sluice/sdk/json/read-number",
  "sluice/sdk/crypto/ed25519",
  "sluice/sdk/crypto/hmac",
  "sluice/sdk/crypto/rsa-pss",
  "sluice/sdk/crypto/sha2-constants",
  "sluice/sdk/crypto/field25519/readElement",
  "sluice/sdk/crypto/field25519/writeElement",
  "sluice/sdk/crypto/montgomery/readNumber",
  "sluice/sdk/crypto/montgomery/Montgomery#constructor",
  "sluice/sdk/crypto/montgomery/Montgomery#isReduced",
  "sluice/sdk/http/accept",
  "sluice/sdk/jwt/ec-key",
  "sluice/sdk/jwt/pem",
  "sluice/sdk/jwt/public-key",
];
const SMALL = new RegExp(`^~lib/(?:${SMALL_CODE.join("|")})\\b`);

/** What `assembly/steps.ts` gives to the pass below, as the module's entry exports it. */
const PARTS = ["stepsLeft", "takeStep", "takeSteps", "takeBytes", "outOfSteps"] as const;

type Part = (typeof PARTS)[number];

/** The line of the module's entry without which `meterSteps` finds nothing to call. */
export const STEPS_EXPORT = `export { ${PARTS.join(", ")} } from "sluice/assembly/steps";`;

/**
 * Makes an optimised module take steps for all that could go on without end, and trap where none are left: each turn of a loop and
 * each call of a recursive function takes one, and what such call of the host or copy at once takes more. Straight code takes none. The
 * turns of a short loop that turns a constant number of times are taken by what is around it, all at once. The functions named `exempt` take
 * none.
 *
 * @throws ToolError ERR_INTERNAL for code that the compiler does not make with the build's flags
 */
export function meterSteps(library: Binaryen, module: binaryen.Module, exempt: readonly string[] = []): void {
  new Meter(library, module).run(exempt);
}

class Meter {
  readonly #library: Binaryen & Setters;
  readonly #module: binaryen.Module;
  /** Internal names of the parts. */
  readonly #names: Readonly<Record<Part, string>>;

  constructor(library: Binaryen, module: binaryen.Module) {
    this.#library = library as Binaryen & Setters;
    this.#module = module;
    const nameOf = (part: Part): string => library.getExportInfo(module.getExport(part)).value;
    this.#names = Object.fromEntries(PARTS.map((part) => [part, nameOf(part)])) as Record<Part, string>;
  }

  run(exempt: readonly string[]): void {
    const own = [...Object.values(this.#names), ...exempt];
    const functions = surveyModule(this.#library, this.#module).filter(({ name }) => !own.includes(name));
    const { recursive, repeated } = followCalls(functions, tableFunctions(this.#library, this.#module));
    const hosts = new Set(functions.filter(({ isHost }) => isHost).map(({ name }) => name));
    for (const entry of functions) {
      for (const loop of entry.loops) this.#meterLoop(loop, SMALL.test(entry.name));
      this.#meterRepeated(entry, hosts, repeated.has(entry.name));
      const steps = (recursive.has(entry.name) ? 1 : 0) + (repeated.has(entry.name) ? entry.countedTurns : 0);
      if (steps > 0) this.#meterEntry(entry.name, steps);
    }
    for (const part of PARTS) this.#module.removeExport(part);
    // The optimiser kept the parts for their exports: those that nothing calls can go.
    this.#module.runPasses(["remove-unused-module-elements"]);
  }

  #meterLoop({ ref, body, countedTurns, callsOthers }: Loop, isSmall: boolean): void {
    const steps = 1 + countedTurns;
    const take = isSmall || callsOthers ? this.#takeSteps(steps) : this.#takeStepsInline(steps);
    this.#library.Loop.setBody(ref, this.#sequence([take, body], body));
  }

  /** What runs once takes nothing. */
  #meterRepeated({ calls, bulkWrites }: FunctionSurvey, hosts: ReadonlySet<string>, isRepeated: boolean): void {
    for (const { ref, target, operands, isInLoop, isLast } of calls) {
      const [first] = operands;
      if (isLast || first === undefined || target === null || !hosts.has(target) || !(isRepeated || isInLoop)) continue;
      this.#library.Call.setOperandAt(ref, 0, this.#sequence([this.#takeSteps(HOST_CALL_STEPS), first], first));
    }
    for (const { ref, kind, size, isInLoop } of bulkWrites) {
      if (isRepeated || isInLoop) this.#library[kind].setSize(ref, this.#call("takeBytes", [size], this.#library.i32));
    }
  }

  #meterEntry(name: string, steps: number): void {
    const { Function: functions } = this.#library;
    const ref = this.#module.getFunction(name);
    const body = functions.getBody(ref);
    functions.setBody(ref, this.#sequence([this.#takeSteps(steps), body], body));
  }

  #takeSteps(count: number): binaryen.ExpressionRef {
    const { i32 } = this.#module;
    const { none } = this.#library;
    return count === 1 ? this.#call("takeStep", [], none) : this.#call("takeSteps", [i32.const(count)], none);
  }

  /** A call that comes back would make the host's compiler keep registers free for it in every turn: for a turn that makes no other. */
  #takeStepsInline(count: number): binaryen.ExpressionRef {
    const module = this.#module;
    const { global, i32 } = module;
    const left = (): binaryen.ExpressionRef => global.get(this.#names.stepsLeft, this.#library.i32);
    const isOut = count === 1 ? i32.eqz(left()) : i32.lt_s(left(), i32.const(count));
    const stop = module.block(null, [this.#call("outOfSteps", [], this.#library.none), module.unreachable()]);
    return module.block(null, [
      module.if(isOut, stop),
      global.set(this.#names.stepsLeft, i32.sub(left(), i32.const(count))),
    ]);
  }

  #call(part: Part, operands: readonly binaryen.ExpressionRef[], result: binaryen.Type): binaryen.ExpressionRef {
    return this.#module.call(this.#names[part], operands, result);
  }

  #sequence(refs: readonly binaryen.ExpressionRef[], last: binaryen.ExpressionRef): binaryen.ExpressionRef {
    return this.#module.block(null, refs, this.#library.getExpressionType(last));
  }
}
