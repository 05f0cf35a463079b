import { ToolError } from "../../error.js";
import { parseSchema } from "./parse-schema.js";
import { explainFault } from "./validate.js";

/**
 * Refuses a configuration that the filter would refuse for its schema, in the same words, before any gateway sees it.
 *
 * @param schema the JSON Schema of the plugin, as a module's papers hold it
 * @param configuration the parsed JSON; undefined is the empty configuration, which is `{}`; text and bytes are none
 * @param name what the configuration is to its reader: its file, or the flag that holds it
 * @throws ToolError ERR_CONFIGURATION_REFUSED with the JSON path, never with a value; ERR_SCHEMA_UNSUPPORTED when the module's
 *   schema is not one that `sluice build` takes
 * @example
 * refuseConfiguration(papers.configSchemas.auth, { jwt_secre: "…" }, "--config"); // --config: $.jwt_secre: unknown key
 */
export function refuseConfiguration(schema: object, configuration: unknown, name: string): void {
  refuseText(configuration, name);
  const model = parseSchema(schema, { file: "the module's configuration schema", name: "config" });
  const fault = explainFault(model, configuration === undefined ? {} : configuration);
  if (fault === null) return;
  const help = "`sluice inspect` shows the schema of a module's configuration";
  throw new ToolError("ERR_CONFIGURATION_REFUSED", `${name}: ${fault.message}`, {
    hint: fault.meant === null ? help : `did you mean ${fault.meant}? ${help}`,
  });
}

/**
 * Refuses a configuration of a plugin with a schema that is plain text: a name of a file misspelt, or a file of another format.
 *
 * @throws ToolError ERR_CONFIGURATION_REFUSED, never with the text
 */
export function refuseText(configuration: unknown, name: string): void {
  if (typeof configuration !== "string" && !(configuration instanceof Uint8Array)) return;
  throw new ToolError(
    "ERR_CONFIGURATION_REFUSED",
    `${name}: is plain text, and the plugin's schema asks for a JSON object`,
    {
      hint: "write a JSON object, or name a file that holds one; YAML is not read",
    },
  );
}
