const WORD = /[A-Za-z0-9]+/g;
const HUMP = /([a-z0-9])([A-Z])/g;

/** `jwt_secret`, `jwt-secret` and `JWT secret` as the name of a field: `jwtSecret`. Empty without a letter or digit. */
export function toCamelCase(name: string): string {
  const pascal = toPascalCase(name);
  return pascal.slice(0, 1).toLowerCase() + pascal.slice(1);
}

/** The same as the name of a class: `JwtSecret`. */
export function toPascalCase(name: string): string {
  const words = name.replace(HUMP, "$1 $2").match(WORD) ?? [];
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase()).join("");
}

/** The step from a JSON path to a member: `.name`, or `["any name"]`. */
export function memberStep(name: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_-]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}
