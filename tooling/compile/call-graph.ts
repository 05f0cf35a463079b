import type { Call, FunctionSurvey } from "./code-survey.js";

/** Which functions a module's functions may run, again and again. */
export interface CallGraph {
  /** Functions without which no call could lead back to its own caller: one at least in every circle of calls. */
  readonly recursive: ReadonlySet<string>;
  /** Functions that a loop or a recursive function may call, by whatever way. */
  readonly repeated: ReadonlySet<string>;
}

/**
 * Follows the calls of a module's functions. An indirect call may lead to every function of the table.
 *
 * @param table names of the functions in the module's table
 */
export function followCalls(functions: readonly FunctionSurvey[], table: readonly string[]): CallGraph {
  const byName = new Map(functions.map((entry) => [entry.name, entry]));
  const callsOf = (name: string): readonly Call[] => byName.get(name)?.calls ?? [];
  const targetsOf = ({ target }: Call): readonly string[] => (target === null ? table : [target]);

  const recursive = new Set<string>();
  const done = new Set<string>();
  const running = new Set<string>();
  function follow(name: string): void {
    running.add(name);
    for (const target of callsOf(name).flatMap(targetsOf)) {
      if (running.has(target)) recursive.add(target);
      else if (!done.has(target)) follow(target);
    }
    running.delete(name);
    done.add(name);
  }
  for (const { name } of functions) if (!done.has(name)) follow(name);

  const looped = functions.flatMap(({ calls }) => calls.filter(({ isInLoop }) => isInLoop).flatMap(targetsOf));
  const repeated = new Set<string>();
  const pending = [...recursive, ...looped];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (repeated.has(name)) continue;
    repeated.add(name);
    pending.push(...callsOf(name).flatMap(targetsOf));
  }
  return { recursive, repeated };
}
