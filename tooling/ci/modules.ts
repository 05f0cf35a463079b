import { basename, extname, join, relative } from "node:path";
import { ToolError } from "../error.js";
import type { SluiceConfig } from "../manifest/index.js";
import { isReference } from "../manifest/is-reference.js";

/** One module that a pipeline ships. */
export interface CiModule {
  /** Of the module and of the files made from it. */
  readonly name: string;
  /** Folders or entry files that it is built of; none where it is there already. */
  readonly filters: readonly string[];
  /** Where the configuration's chain says that it lies; null for what is no part of a chain. */
  readonly place: string | null;
  /** Folder of what the steps hand on to each other. */
  readonly folder: string;
  /** Image that is pushed, `HOST/REPOSITORY:TAG`. */
  readonly reference?: string;
  /** The last release: a module's file, or an image reference. */
  readonly against?: string;
  /** What the cost is measured with, for the first of its plugins. */
  readonly measured: { readonly rootId?: string; readonly configuration?: object | string };
}

/** What holds for each module of a pipeline. `{name}` in a reference or in a path stands for the module's name. */
export interface ModuleOptions {
  readonly folder: string;
  readonly reference?: string | undefined;
  readonly against?: string | undefined;
}

const NAME = "{name}";

/** The module of one filter. */
export function moduleOf(filter: string, options: ModuleOptions): CiModule {
  const file = basename(filter);
  const name = file === "index.ts" ? basename(filter.slice(0, -"/index.ts".length)) : basename(file, extname(file));
  return { name, filters: [filter], place: null, folder: options.folder, measured: {}, ...imagesOf(name, options) };
}

/**
 * The modules of a chain that are files, in the order of the chain. Of plugins that share one, each may name a filter that it is built of.
 * What is fetched from elsewhere is not shipped.
 *
 * @throws ToolError `ERR_USAGE` naming what in the file, or which flag, is wrong
 */
export function modulesOf(config: SluiceConfig, file: string, options: ModuleOptions): CiModule[] {
  const modules = new Map<string, CiModule>();
  for (const [index, { module, filter, rootId, configuration }] of config.manifest.plugins.entries()) {
    if (isReference(module)) {
      if (filter === undefined) continue;
      throw new ToolError("ERR_USAGE", `${file}: plugins[${index}].filter is built into a file, and module is none`, {
        hint: "name the module's file, such as build/hello.wasm, or leave the filter out",
      });
    }
    const known = modules.get(module) ?? shipped(module, { rootId, configuration }, options);
    const own = filter === undefined || known.filters.includes(filter) ? [] : [filter];
    modules.set(module, { ...known, filters: [...known.filters, ...own] });
  }
  const all = [...modules.values()];
  refuseUnshippable(all, file, options);
  return all;
}

function shipped(
  place: string,
  {
    rootId,
    configuration,
  }: { readonly rootId: string | undefined; readonly configuration: object | string | undefined },
  options: ModuleOptions,
): CiModule {
  const name = basename(place, ".wasm");
  return {
    name,
    filters: [],
    place,
    folder: join(options.folder, name),
    ...imagesOf(name, options),
    measured: {
      ...(rootId === undefined ? {} : { rootId }),
      ...(configuration === undefined ? {} : { configuration }),
    },
  };
}

function refuseUnshippable(modules: readonly CiModule[], file: string, { reference, against }: ModuleOptions): void {
  if (modules.length === 0) {
    throw new ToolError("ERR_USAGE", `${file}: no plugin has a module that is a file, so there is nothing to ship`, {
      hint: "name a file such as build/hello.wasm, and the filter that it is built of",
    });
  }
  const names = modules.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new ToolError("ERR_USAGE", `${file}: two modules are called ${twice}`, {
      hint: "give each a name of its own",
    });
  }
  if (modules.length === 1) return;
  for (const [flag, value] of Object.entries({ "--reference": reference, "--against": against })) {
    if (value === undefined || value.includes(NAME)) continue;
    throw new ToolError("ERR_USAGE", `${flag} names one thing, and there are ${modules.length} modules: ${value}`, {
      hint: `write ${NAME} where the module's name belongs, such as registry.example.com/acme/${NAME}:1.0.0`,
    });
  }
}

function imagesOf(name: string, { reference, against }: ModuleOptions): Pick<CiModule, "reference" | "against"> {
  return {
    ...(reference === undefined ? {} : { reference: reference.replaceAll(NAME, name) }),
    ...(against === undefined ? {} : { against: against.replaceAll(NAME, name) }),
  };
}

/** A module's image, once it was pushed. */
export interface PushedModule {
  readonly url: string;
  readonly sha256: string;
}

/**
 * The chain with what was shipped in the place of what the file says of it, as the text of a `sluice.config.json` in `folder`.
 *
 * @param pushed by the place that the chain names
 */
export function pinChain(
  config: SluiceConfig,
  folder: string,
  pushed: ReadonlyMap<string, PushedModule & { readonly file: string }>,
) {
  const plugins = config.manifest.plugins.map(({ filter: _filter, ...plugin }) => {
    const shipped = pushed.get(plugin.module);
    if (shipped === undefined) return plugin;
    const { file, url, sha256 } = shipped;
    return { ...plugin, module: relative(folder, file), url, sha256 };
  });
  return `${JSON.stringify({ manifest: { ...config.manifest, plugins } }, null, 2)}\n`;
}
