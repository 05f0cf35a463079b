import { ClassPrototype, ExportStatement, ImportStatement, PropertyPrototype } from "assemblyscript";
import type { Program, Source } from "assemblyscript";
import { ToolError } from "../error.js";
import { COMPAT_ROOT } from "./compat-callbacks.js";
import type { FilterSource } from "./sources.js";
import { placeOf } from "./syntax.js";

/** What begins the name of everything of this package. */
export const PACKAGE = "~lib/sluice/";

/** One filter of a module as the compiler has read it: the sources that its entry leads to, and the classes in them. */
export class FilterCode {
  readonly filter: FilterSource;
  /** What an error calls it. */
  readonly title: string;
  readonly #program: Program;
  readonly #sources: ReadonlySet<Source>;

  constructor(program: Program, filter: FilterSource, title: string) {
    this.filter = filter;
    this.title = title;
    this.#program = program;
    this.#sources = reach(program, filter.entry);
  }

  holds(source: Source): boolean {
    return this.#sources.has(source);
  }

  /** @param method written as `base class#method`, e.g. `plugin/Plugin#onTick` */
  overrides(method: string): boolean {
    const [className = "", methodName = ""] = method.split("#");
    return this.subclasses(className).some((subclass) => subclass.instanceMembers?.has(methodName) === true);
  }

  /** A plugin has its configuration, and a filter with a field its stream's state. */
  keepsState(): boolean {
    if ([COMPAT_ROOT, "plugin/Plugin"].some((path) => this.subclasses(path).length > 0)) return true;
    return this.subclasses("filter/Filter").some((subclass) =>
      [...(subclass.instanceMembers?.values() ?? [])].some(
        (member) => member instanceof PropertyPrototype && member.isField,
      ),
    );
  }

  /** The classes between the filter's own and the base class: the filter's own, and those of this package that they build on. */
  subclasses(path: string): ClassPrototype[] {
    const base = this.#program.elementsByName.get(
      `${PACKAGE}${path.startsWith("compat/") ? "assembly" : "sdk"}/${path}`,
    ) as ClassPrototype | undefined;
    if (base === undefined) return [];
    const found = new Set<ClassPrototype>();
    for (const element of this.#program.elementsByName.values()) {
      if (!(element instanceof ClassPrototype) || element.internalName.startsWith(PACKAGE)) continue;
      if (!this.#sources.has(element.declaration.range.source)) continue;
      const line = lineOf(element);
      const length = line.indexOf(base);
      if (length >= 0) line.slice(0, length).forEach((link) => found.add(link));
    }
    return [...found];
  }
}

/** The code of each filter of a module. Filters may have sources in common. */
export function traceFilters(program: Program, filters: readonly FilterSource[]): FilterCode[] {
  const titleOf = ({ path }: FilterSource): string => (filters.length === 1 ? "the filter" : `the filter ${path}`);
  return filters.map((filter) => new FilterCode(program, filter, titleOf(filter)));
}

/**
 * A class, and those that it extends.
 *
 * @throws ToolError ERR_COMPILE when it is one of them: the compiler itself would look for their end for ever
 */
export function lineOf(element: ClassPrototype): ClassPrototype[] {
  const line: ClassPrototype[] = [];
  for (let at: ClassPrototype | null = element; at !== null; at = at.basePrototype) {
    const again = line.indexOf(at);
    if (again >= 0) throw circleError(line.slice(again));
    line.push(at);
  }
  return line;
}

function circleError(circle: readonly ClassPrototype[]): ToolError {
  const [{ declaration, name }, ...others] = circle as [ClassPrototype, ...ClassPrototype[]];
  const way = others.length === 0 ? "" : `, by way of ${others.map((other) => other.name).join(" and ")}`;
  return new ToolError("ERR_COMPILE", `${placeOf(declaration.name)}: the class ${name} extends itself${way}`, {
    hint: "let one of them extend another class, or none",
  });
}

/** The sources that one of them imports, directly or not, and itself. */
function reach(program: Program, entry: string): Set<Source> {
  const byPath = new Map(program.sources.map((source) => [source.internalPath, source]));
  const found = new Set<Source>();
  const pending = [entry];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const source = byPath.get(path) ?? byPath.get(`${path}/index`);
    if (source === undefined || found.has(source)) continue;
    found.add(source);
    for (const statement of source.statements) {
      const isImport = statement instanceof ImportStatement || statement instanceof ExportStatement;
      if (isImport && statement.internalPath !== null) pending.push(statement.internalPath);
    }
  }
  return found;
}
