import { ClassPrototype, ExportStatement, ImportStatement, PropertyPrototype } from "assemblyscript";
import type { Program, Source } from "assemblyscript";
import { COMPAT_ROOT } from "./compat-callbacks.js";
import type { FilterSource } from "./sources.js";

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
      const chain: ClassPrototype[] = [];
      let ancestor: ClassPrototype | null = element;
      for (; ancestor !== null && ancestor !== base; ancestor = ancestor.basePrototype) chain.push(ancestor);
      if (ancestor === base) chain.forEach((link) => found.add(link));
    }
    return [...found];
  }
}

/** The code of each filter of a module. Filters may have sources in common. */
export function traceFilters(program: Program, filters: readonly FilterSource[]): FilterCode[] {
  const titleOf = ({ path }: FilterSource): string => (filters.length === 1 ? "the filter" : `the filter ${path}`);
  return filters.map((filter) => new FilterCode(program, filter, titleOf(filter)));
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
