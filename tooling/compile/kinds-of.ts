import { ClassPrototype, TypeName } from "assemblyscript";
import type { Element, Node, Program } from "assemblyscript";
import { protocolOf } from "../abi/network-only.js";
import { PLUGIN_KINDS, type PluginKind } from "../gateway.js";
import { COMPAT_OVERRIDES } from "./compat-callbacks.js";
import { type FilterCode, lineOf, PACKAGE } from "./filter-code.js";
import type { Owned } from "./root-id-owners.js";
import { walk } from "./syntax.js";

const PLUGIN = "plugin/Plugin";
/** The classes whose objects are told of streams, and what their streams are. */
const STREAMS = [
  ["http-filter/HttpFilter", "http"],
  ["tcp-filter/TcpFilter", "network"],
] as const;

/**
 * What a plugin may be to a gateway, the likeliest first: by the classes that its factory names, and by those that a plugin's class names in
 * turn. Where they tell nothing, as in code that makes its filters elsewhere, it is what its filter has classes for.
 */
export function kindsOf(program: Program, { owner, registration }: Owned): PluginKind[] {
  const { factory } = registration;
  const found = new Set<PluginKind>();
  const made = factory === undefined ? [] : classesNamedIn(program, factory);
  for (const element of made) {
    for (const kind of streamsOf(program, element)) found.add(kind);
    if (!isA(program, element, PLUGIN)) continue;
    const own = lineOf(element).filter(({ internalName }) => !internalName.startsWith(PACKAGE));
    const filters = own.flatMap(({ declaration }) => classesNamedIn(program, declaration));
    for (const kind of filters.flatMap((filter) => streamsOf(program, filter))) found.add(kind);
    const overrides = (method: string): boolean =>
      own.some(({ instanceMembers }) => instanceMembers?.has(method) === true);
    if (found.size === 0 && overrides("createFilter")) for (const kind of streamsIn(owner)) found.add(kind);
    if (overrides("onLog")) found.add("access-logger");
    if (found.size === 0 || !overrides("createFilter")) found.add("service");
  }
  if (found.size === 0) for (const kind of streamsIn(owner)) found.add(kind);
  return found.size === 0 ? ["service"] : PLUGIN_KINDS.filter((kind) => found.has(kind));
}

/** The streams that a filter's classes are made for, whichever of them a root id leads to. */
function streamsIn(owner: FilterCode): PluginKind[] {
  const kinds: (PluginKind | null)[] = STREAMS.filter(([base]) => owner.subclasses(base).length > 0).map(
    ([, kind]) => kind,
  );
  for (const [callback, methods] of Object.entries(COMPAT_OVERRIDES)) {
    if (methods.some((method) => owner.overrides(method))) kinds.push(protocolOf(callback));
  }
  return kinds.filter((kind) => kind !== null);
}

function streamsOf(program: Program, element: ClassPrototype): PluginKind[] {
  return STREAMS.filter(([base]) => isA(program, element, base)).map(([, kind]) => kind);
}

function isA(program: Program, element: ClassPrototype, base: string): boolean {
  const found = program.elementsByName.get(`${PACKAGE}sdk/${base}`);
  return lineOf(element).some((ancestor) => (ancestor as Element) === found);
}

function classesNamedIn(program: Program, root: Node): ClassPrototype[] {
  const file = program.filesByName.get(root.range.source.internalPath);
  const names = [...walk(root)].filter((node) => node instanceof TypeName);
  const elements = names.map(({ identifier }) => file?.lookup(identifier.text));
  return elements.filter((element) => element instanceof ClassPrototype);
}
