import { Command, InvalidArgumentError, Option } from "commander";
import { ToolError } from "../error.js";
import { IMAGE_VARIANTS, type ImageVariant } from "../oci/variants.js";
import { keyValues, nonEmpty } from "./arguments.js";

/** What commander hands over of the options that `package` and `push` share. */
export interface PackageFlags {
  readonly variant?: ImageVariant;
  readonly source?: string;
  readonly revision?: string;
  readonly license?: string;
  readonly annotation?: Readonly<Record<string, string>>;
  readonly builder?: string;
}

/** Adds the options that say how a module is packaged. */
export function withPackageOptions(command: Command): Command {
  return command
    .addOption(new Option("--variant <form>", "form of the image (default: compat)").choices(IMAGE_VARIANTS))
    .option("--source <url>", "where the module's sources are", uri)
    .option("--revision <commit>", "the revision of the sources", nonEmpty)
    .option("--license <expression>", "SPDX licence expression", nonEmpty)
    .option("--annotation <k=v>", "any other annotation; may be repeated", keyValues)
    .option("--builder <uri>", "who packages, for the provenance (default: this tool)", uri);
}

/**
 * Refuses the flags that say how a module is packaged, for what is packaged already. Variables that say so are for the other commands of a
 * pipeline.
 *
 * @throws ToolError `ERR_USAGE`, naming the flag
 */
export function refusePackageOptions(command: Command): void {
  const name = withPackageOptions(new Command())
    .options.map((option) => option.attributeName())
    .find((attribute) => command.getOptionValueSource(attribute) === "cli");
  if (name === undefined) return;
  throw new ToolError("ERR_USAGE", `--${name} is for a module: a layout is packaged already`, {
    hint: "give it to `sluice package`, which wrote the layout",
  });
}

/** The options of the library that the flags mean. */
export function toPackageOptions({ variant, source, revision, license, annotation, builder }: PackageFlags) {
  return { variant, source, revision, licenses: license, annotations: annotation, builderId: builder };
}

/** A URL or another URI. */
export function uri(text: string): string {
  if (!URL.canParse(text)) throw new InvalidArgumentError("It must be a URL.");
  return text;
}
