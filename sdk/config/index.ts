/** What the `config.ts` that `sluice build` makes from a filter's `config.schema.json` is built on. */

export { ParsedConfig, closeConfig, openConfig } from "./parse-config";
export { ConfigEntries } from "./config-entries";
export { ConfigItems, ConfigReader, readItems } from "./config-items";
export { ConfigMembers } from "./config-members";
export { ConfigPattern } from "./config-pattern";
export { readBoolean, readInt32, readInteger, readNumber, readNumberChoice } from "./read-scalar";
export { readSecret } from "./read-secret";
export { readChoice, readTag, readText } from "./read-text";
export { TextMap } from "../text-map";
export { JsonValue } from "../json/value";
