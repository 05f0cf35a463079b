import type * as CelModule from "@bufbuild/cel";

type Cel = typeof CelModule;
type Node = NonNullable<ReturnType<Cel["parse"]>["expr"]>;

/**
 * `comprehension_max_iterations` of Envoy's CEL: with the 10,000th round of its comprehensions, those inside others too, an evaluation has
 * failed.
 */
const MAXIMUM_ITERATIONS = 10_000;

/** No expression can call it: names begin with a letter. */
const TAKE_ITERATION = "@takeIteration";

/** Counts the rounds of an evaluation's comprehensions: `map`, `filter`, `all`, `exists`, `exists_one`. */
export class CelIterations {
  /** What an environment must know for the expressions that {@link count} has changed. */
  readonly function: CelModule.CelFunc;
  #taken = 0;

  constructor({ celFunc, CelScalar }: Cel) {
    this.function = celFunc(TAKE_ITERATION, [CelScalar.DYN], CelScalar.DYN, (condition) => {
      this.#taken += 1;
      return this.isOut ? false : condition;
    });
  }

  /** Whether the evaluation took more than it may: then each comprehension stopped, and the value means nothing. */
  get isOut(): boolean {
    return this.#taken >= MAXIMUM_ITERATIONS;
  }

  /** To be called before each evaluation. */
  begin(): void {
    this.#taken = 0;
  }

  /** Makes a comprehension take an iteration where it asks whether to go on. */
  count({ exprKind }: Node): void {
    if (exprKind.case !== "comprehensionExpr" || exprKind.value.loopCondition === undefined) return;
    const condition = exprKind.value.loopCondition;
    const call = { ...condition.exprKind.value, function: TAKE_ITERATION, args: [condition], target: undefined };
    exprKind.value.loopCondition = { ...condition, exprKind: { case: "callExpr", value: call } } as Node;
  }
}
