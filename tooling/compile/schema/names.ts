const WORD = /[A-Za-z0-9]+/g;
const HUMP = /([a-z0-9])([A-Z])/g;
const CONTROL = /[\0-\x1f]/g;

/** `jwt_secret`, `jwt-secret` and `JWT secret` in camel case: `jwtSecret`. Empty without a letter or digit. */
function toCamelCase(name: string): string {
  const pascal = toPascalCase(name);
  return pascal.slice(0, 1).toLowerCase() + pascal.slice(1);
}

/** Words that AssemblyScript does not take for the name of a field. */
const MODIFIERS = ["abstract", "constructor", "declare", "override", "private", "protected", "public", "static"];

/** The field for a member: its name in camel case, `publicValue` where that is a word of the language. */
export function toFieldName(name: string): string {
  const field = toCamelCase(name);
  return MODIFIERS.includes(field) ? `${field}Value` : field;
}

/** The words of a name as the name of a class: `JwtSecret`. */
export function toPascalCase(name: string): string {
  const words = name.replace(HUMP, "$1 $2").match(WORD) ?? [];
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase()).join("");
}

/** The step from a JSON path to a member: `.name`, or `["any name"]`, written as a filter's own messages have it (`sdk/json/path.ts`). */
export function memberStep(name: string): string {
  if (/^[A-Za-z_$][A-Za-z0-9_-]*$/.test(name)) return `.${name}`;
  const quoted = name.replace(/["\\]/g, "\\$&");
  return `["${quoted.replace(CONTROL, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`)}"]`;
}

/** A string literal of AssemblyScript, in which the two line separators that JSON allows would end the line. */
export function stringLiteral(text: string): string {
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}
