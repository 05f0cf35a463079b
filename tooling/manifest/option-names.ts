import { isOfOnePlugin, type ManifestOption } from "./fields.js";

/** What whoever made a manifest calls its options. With a value where one is meant: `--kind WasmPlugin`, `kinds: WasmPlugin`. */
export interface OptionNames {
  /** The option that a message is about, at its beginning. */
  readonly subject: (option: ManifestOption, value?: string) => string;
  /** One that stands further on, in a hint or in a note. */
  readonly mention: (option: ManifestOption, value?: string) => string;
}

/** A plugin of a chain as it was described. */
export interface DescribedPlugin {
  /** Its place in the chain. */
  readonly index: number;
  /** What it says itself. */
  readonly own: object;
}

/** The options by their own names. */
export const OWN_NAMES: OptionNames = { subject: withValue, mention: withValue };

/** The options of a plugin of a chain: what it says itself, or what only one can say, is `plugins[1].sha256`; what is said for all `selector`. */
export function namesInChain({ index, own }: DescribedPlugin): OptionNames {
  const nameOf: OptionNames["mention"] = (option, value) => {
    const isOwn = Object.hasOwn(own, option) || isOfOnePlugin(option);
    return `${isOwn ? `plugins[${index}].` : ""}${withValue(option, value)}`;
  };
  return { subject: nameOf, mention: nameOf };
}

function withValue(option: ManifestOption, value?: string): string {
  return value === undefined ? option : `${option}: ${value}`;
}
