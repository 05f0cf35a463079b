const LONGEST_NAME = 80;
const NAMES_MAX = 20;

/** A name out of a module as it may be printed: control characters escaped, cut to a length that fits a line. */
export function quoteName(name: string): string {
  const characters = [...name];
  return escapeControls(characters.length > LONGEST_NAME ? `${characters.slice(0, LONGEST_NAME).join("")}…` : name);
}

/** Names out of a module or an image as they may be printed, no more than a few of them. */
export function quoteNames(names: readonly string[]): string {
  const rest = names.length > NAMES_MAX ? ` and ${names.length - NAMES_MAX} more` : "";
  return names.slice(0, NAMES_MAX).map(quoteName).join(", ") + rest;
}

/** The text with every control, format and unassigned character as `\u{1b}`. */
export function escapeControls(text: string): string {
  return text.replace(/\p{C}/gu, (control) => `\\u{${(control.codePointAt(0) ?? 0).toString(16)}}`);
}
