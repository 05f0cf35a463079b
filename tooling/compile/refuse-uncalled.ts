import { ClassPrototype, FunctionPrototype, PropertyAccessExpression } from "assemblyscript";
import type { Program } from "assemblyscript";
import { ToolError } from "../error.js";
import { nearestName } from "../nearest-name.js";
import { lineOf, PACKAGE } from "./filter-code.js";
import { isInLibrary, placeOf, walk } from "./syntax.js";

const OTHERWISE = "(a method that nothing calls yet may be protected)";

/** What the SDK calls, and asks, of an author's class. */
const CALLBACK = /^(?:on[A-Z]|createFilter$|re(?:quest|sponse)BodyLimit$)/;

/**
 * A callback with a misspelt name is a method that nothing calls, and the filter lets pass what it should have judged. A class's own methods may
 * be called as they like: whatever a source names, or keeps to its class by `protected` or `private`, is none.
 *
 * @throws ToolError ERR_COMPILE for a public method of a class which extends one of the SDK's that is named as a callback is, overrides none, and
 *   that no source of the module names
 */
export function refuseUncalled(program: Program): void {
  for (const element of program.elementsByName.values()) {
    if (!(element instanceof ClassPrototype) || isInLibrary(element.declaration.range)) continue;
    const base = lineOf(element).find(({ internalName }) => internalName.startsWith(`${PACKAGE}sdk/`));
    if (base === undefined) continue;
    const overridable = lineOf(base).flatMap(({ instanceMembers }) => [...(instanceMembers?.keys() ?? [])]);
    const callbacks = overridable.filter((name) => CALLBACK.test(name));
    for (const [name, member] of element.instanceMembers ?? []) {
      if (!(member instanceof FunctionPrototype) || !member.isPublic) continue;
      const meant = nearestName(name, callbacks);
      if (overridable.includes(name) || (meant === null && !CALLBACK.test(name))) continue;
      if (callbacks.length === 0 || isNamed(program, name)) continue;
      throw new ToolError(
        "ERR_COMPILE",
        `${placeOf(member.declaration.name)}: nothing calls ${name}: it overrides no method of ${base.name}, and no source names it`,
        { hint: `${meant === null ? `it calls ${callbacks.join(", ")}` : `did you mean ${meant}?`} ${OTHERWISE}` },
      );
    }
  }
}

/** Whether a source that is not of this package calls a member of that name, or speaks of it otherwise. */
function isNamed(program: Program, name: string): boolean {
  return program.sources
    .filter(({ internalPath, text }) => !internalPath.startsWith(PACKAGE) && text.includes(name))
    .some((source) =>
      [...walk(source)].some((node) => node instanceof PropertyAccessExpression && node.property.text === name),
    );
}
