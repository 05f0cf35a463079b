import { unless, type Problem } from "./problem.js";

/** Printable ASCII without `=`, which ends a name where WASI hands it to the plugin: as Kubernetes has it. */
const NAME = /^[\x20-\x3c\x3e-\x7e]+$/;

/** What any variable of a VM's environment must be, whoever carries it. The messages leave the value out: it may be a secret. */
export function checkVariable(namePath: string, name: string, valuePath: string, value: string | undefined): Problem[] {
  return [
    ...unless(
      name === "" || NAME.test(name),
      namePath,
      `${JSON.stringify(name)} is no name of a variable`,
      "use printable ASCII without =",
    ),
    ...unless(
      value?.includes("\0") !== true,
      valuePath,
      "holds U+0000, which ends a value where WASI hands it to the plugin",
      "take the character out, or write it in an encoding of your own",
    ),
  ];
}
