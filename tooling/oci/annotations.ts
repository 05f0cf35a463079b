import type { Papers } from "../compile/papers.js";
import { ToolError } from "../error.js";

/** What the packager knows of a module and the module itself does not. */
export interface Origin {
  /** Where its sources are: a URL. */
  readonly source?: string | undefined;
  /** The revision of the sources that it was built from: a commit. */
  readonly revision?: string | undefined;
  /** An SPDX licence expression. */
  readonly licenses?: string | undefined;
  /** Any other annotation, or another value for one of the above. */
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

const PREFIX = "org.opencontainers.image.";
/** The annotation with the name of an image or a file. */
export const TITLE = `${PREFIX}title`;
const KEY = /^[a-z0-9]+([._/-][a-zA-Z0-9]+)*$/;

/**
 * The annotations of an image, sorted. There is no time of creation among them: the same module gives the same digest.
 *
 * @param name the title where the module has no papers
 * @throws ToolError `ERR_USAGE` for a key that is none.
 */
export function imageAnnotations(name: string, papers: Papers | null, origin: Origin): Record<string, string> {
  for (const key of Object.keys(origin.annotations ?? {})) {
    if (KEY.test(key)) continue;
    throw new ToolError("ERR_USAGE", `the annotation ${JSON.stringify(key)} has a name that is none`, {
      hint: "use a name such as com.example.team",
    });
  }
  const known: Record<string, string | undefined> = {
    [TITLE]: papers?.name ?? name,
    [`${PREFIX}version`]: papers?.version,
    [`${PREFIX}source`]: origin.source,
    [`${PREFIX}revision`]: origin.revision,
    [`${PREFIX}licenses`]: origin.licenses,
    ...origin.annotations,
  };
  const present = Object.entries(known).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(present.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The value of one of the standard annotations. */
export function annotation(
  annotations: Readonly<Record<string, string>>,
  key: "title" | "version" | "source" | "revision" | "licenses",
): string | undefined {
  return annotations[PREFIX + key];
}
