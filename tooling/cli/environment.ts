import { type Command, InvalidArgumentError, Option } from "commander";
import { ToolError } from "../error.js";

/** @param command its own options are the example */
function ruleOf({ options }: Command): string {
  const flags = options.filter(({ required }) => required).map(({ long }) => long ?? "");
  const flag = flags.find((each) => /[a-z]-/.test(each)) ?? flags[0] ?? "--json";
  return `
Each option can come from the environment: $${variableOf(flag)} is ${flag}; true or false are for those without a
value, and an empty variable is none. Flags go before the environment, and the environment before a file.`;
}

/** The variable that stands for a flag: `SLUICE_TARGET_REF` for `--target-ref`. */
export function variableOf(flag: string): string {
  return `SLUICE_${flag.replace(/^--/, "").replaceAll("-", "_").toUpperCase()}`;
}

/** Whichever gave an option's value: the flag, or its variable. */
export function givenAs(command: Command, flag: string): string {
  const isFromEnvironment = command.getOptionValueSource(new Option(flag).attributeName()) === "env";
  return isFromEnvironment ? variableOf(flag) : flag;
}

/**
 * Lets each option of a command come from the environment, where no flag gives it. A variable is read as the flag's value is; what is
 * wrong with it is said by its name alone, since it may be a secret. Called when the command has all its options.
 */
export function withEnvironment(command: Command): Command {
  // The command would miss them before it has seen the variables.
  const demanded = command.options.filter(({ mandatory }) => mandatory);
  for (const option of demanded) option.makeOptionMandatory(false);
  command.addHelpText("after", () => ruleOf(command));
  return command.hook("preAction", () => {
    const options = command.options.filter(({ long, negate }) => long !== "--json" && !negate);
    for (const option of options) readVariable(command, option, rivalsOf(option, options));
    for (const option of demanded) requireValue(command, option);
  });
}

function requireValue(command: Command, option: Option): void {
  if (command.getOptionValueSource(option.attributeName()) !== undefined) return;
  throw new ToolError("ERR_USAGE", `required option '${option.flags}' not specified`, {
    hint: `give it, or set $${variableOf(option.long ?? "")}`,
  });
}

function rivalsOf(option: Option, options: readonly Option[]): Option[] {
  return options.filter((other) => conflictsOf(option).includes(other) || conflictsOf(other).includes(option));

  function conflictsOf({ conflictsWith }: Option & { readonly conflictsWith?: readonly string[] }): Option[] {
    return options.filter((each) => conflictsWith?.includes(each.attributeName()));
  }
}

function readVariable(command: Command, option: Option, rivals: readonly Option[]): void {
  const variable = variableOf(option.long ?? "");
  const text = process.env[variable] ?? "";
  const sourceOf = (each: Option) => command.getOptionValueSource(each.attributeName()) ?? "default";
  if (text === "" || [option, ...rivals].some((each) => sourceOf(each) === "cli")) return;
  const rival = rivals.find((each) => sourceOf(each) === "env");
  if (rival !== undefined) {
    throw new ToolError("ERR_USAGE", `${variableOf(rival.long ?? "")} and ${variable} contradict each other`, {
      hint: "unset one of them",
    });
  }
  const value = option.required ? valueOf(option, variable, text) : switchOf(variable, text);
  if (value !== false) command.setOptionValueWithSource(option.attributeName(), value, "env");
}

function valueOf(option: Option, variable: string, text: string): unknown {
  try {
    return option.parseArg === undefined ? text : option.parseArg(text, undefined);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new ToolError("ERR_USAGE", `${variable}: ${error.message}`, { hint: `it is read as ${option.flags} is` });
  }
}

function switchOf(variable: string, text: string): boolean {
  if (text === "true" || text === "false") return text === "true";
  throw new ToolError("ERR_USAGE", `${variable} is neither true nor false`, { hint: "set it to one of them" });
}
