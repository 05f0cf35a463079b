const LONGEST_NAME = 80;

/** A name out of a module as it may be printed: control characters escaped, cut to a length that fits a line. */
export function quoteName(name: string): string {
  const characters = [...name];
  return escapeControls(characters.length > LONGEST_NAME ? `${characters.slice(0, LONGEST_NAME).join("")}…` : name);
}

/** The text with every control, format and unassigned character as `\u{1b}`. */
export function escapeControls(text: string): string {
  return text.replace(/\p{C}/gu, (control) => `\\u{${(control.codePointAt(0) ?? 0).toString(16)}}`);
}
