import { Node } from "assemblyscript";
import type { Global, Program, VariableDeclaration } from "assemblyscript";
import type { ModulePlan } from "./plan-module.js";
import type { ModuleSources } from "./sources.js";

const EXPORTS = "~lib/sluice/assembly/exports";
const BUILD = "~lib/sluice/assembly/build/";

/** What a module always exports: the ABI marker and the two names of its allocator. */
const ALWAYS = ["proxy_abi_version_0_2_1", "malloc", "proxy_on_memory_allocate"];

/** The module's entry: the whole ABI, and the filters. Which of the callbacks are exported is decided once all is parsed. */
export function entryText({ filters }: ModuleSources): string {
  return [
    `import "sluice/assembly/abort";`,
    `import "sluice/assembly/environment";`,
    `export * from "sluice/assembly/exports";`,
    ...filters.map(({ entry }) => `import ${JSON.stringify(`./${entry}`)};`),
    "",
  ].join("\n");
}

/** Takes the callbacks that no filter needs out of the module's exports, and gives the guest's side its constants. */
export function applyPlan(program: Program, { callbacks, constants }: ModulePlan): void {
  for (const [name, value] of Object.entries(constants)) setConstant(program, name, value);
  const exported = program.filesByName.get(EXPORTS)?.exports;
  for (const name of [...(exported?.keys() ?? [])]) {
    if (!callbacks.includes(name) && !ALWAYS.includes(name)) exported?.delete(name);
  }
}

/** Gives a constant of `assembly/build.ts` its value, before the compiler looks at it: what depends on a false one is left out. */
function setConstant(program: Program, name: string, value: boolean | string): void {
  const declaration = (program.elementsByName.get(BUILD + name) as Global).declaration as VariableDeclaration;
  const { range } = declaration;
  if (typeof value === "string") declaration.initializer = Node.createStringLiteralExpression(value, range);
  else declaration.initializer = value ? Node.createTrueExpression(range) : Node.createFalseExpression(range);
}
