import { type Command, InvalidArgumentError, Option } from "commander";
import { IMAGE_VARIANTS, type ImageVariant } from "../oci/variants.js";
import { nonEmpty } from "./arguments.js";

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
    .option("--annotation <k=v>", "any other annotation; may be repeated", annotations)
    .option("--builder <uri>", "who packages, for the provenance (default: this tool)", uri);
}

/** The options of the library that the flags mean. */
export function toPackageOptions({ variant, source, revision, license, annotation, builder }: PackageFlags) {
  return { variant, source, revision, licenses: license, annotations: annotation, builderId: builder };
}

function uri(text: string): string {
  if (!URL.canParse(text)) throw new InvalidArgumentError("It must be a URL.");
  return text;
}

function annotations(text: string, previous: Readonly<Record<string, string>> = {}): Record<string, string> {
  const equals = text.indexOf("=");
  if (equals < 1) throw new InvalidArgumentError("It must be KEY=VALUE.");
  return { ...previous, [text.slice(0, equals)]: text.slice(equals + 1) };
}
