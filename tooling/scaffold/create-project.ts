import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { ToolError } from "../error.js";
import { httpTemplate } from "./http-template.js";
import { type PipelineKind, pipelineFiles } from "./pipeline.js";
import { projectFiles } from "./project-files.js";

/** The kinds of project that `createProject` knows; each is the filter and its test. */
const TEMPLATES = { http: httpTemplate } as const;
/** A template of `sluice new`. */
export type TemplateName = keyof typeof TEMPLATES;

/** What project is to be made, and where. */
export interface CreateProjectOptions {
  /** Name of the folder, of the npm package and of the root id: lower-case words joined by `-`, at most 63 characters. */
  readonly name: string;
  /** Default `http`. */
  readonly template?: TemplateName;
  /** Also writes a pipeline for it. */
  readonly ci?: PipelineKind | undefined;
  /** The folder in which the project's own is made; default: the working directory. */
  readonly directory?: string;
}

/** A project that was made. */
export interface Project {
  /** Absolute path of its folder. */
  readonly folder: string;
  /** Its files, relative to the folder, in order. */
  readonly files: readonly string[];
}

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const NAME_MAX_LENGTH = 63;

/**
 * Makes a project that builds and passes its own test. It is written beside its final place and renamed, so there is
 * never half a project; a folder that holds something already is refused.
 *
 * @throws ToolError `ERR_USAGE` for a bad name or a folder in use, `ERR_FILE_UNWRITABLE` where nothing can be written.
 * @example
 * const { folder } = await createProject({ name: "hello" });
 */
export async function createProject(options: CreateProjectOptions): Promise<Project> {
  const { name, template = "http", ci, directory = "." } = options;
  if (!NAME.test(name) || name.length > NAME_MAX_LENGTH) {
    throw new ToolError("ERR_USAGE", `"${name}" cannot name a project`, {
      hint: `use lower-case letters, digits and "-", a letter first, at most ${NAME_MAX_LENGTH} characters`,
    });
  }
  const parent = resolve(directory);
  const folder = join(parent, name);
  await refuseInUse(folder);

  const files = { ...projectFiles(name), ...TEMPLATES[template](name), ...(ci && pipelineFiles(ci, name)) };
  const temporary = join(parent, `.${name}.${randomUUID()}`);
  try {
    await mkdir(temporary);
    for (const [file, text] of Object.entries(files)) {
      await mkdir(dirname(join(temporary, file)), { recursive: true });
      await writeFile(join(temporary, file), text);
    }
    await rename(temporary, folder);
  } catch (cause) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    const { code = "unknown reason" } = cause as NodeJS.ErrnoException;
    throw new ToolError("ERR_FILE_UNWRITABLE", `cannot write ${folder}: ${code}`, {
      hint: "run it in a folder that you may write to",
      cause,
    });
  }
  return { folder, files: Object.keys(files).sort() };
}

async function refuseInUse(folder: string): Promise<void> {
  const hint = "choose another name, or empty it first";
  try {
    const [first] = await readdir(folder);
    if (first !== undefined) throw new ToolError("ERR_USAGE", `the folder ${folder} is not empty`, { hint });
  } catch (error) {
    if (error instanceof ToolError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return;
    throw new ToolError("ERR_USAGE", `${folder} is in the way: ${code === "ENOTDIR" ? "it is a file" : code}`, {
      hint,
      cause: error,
    });
  }
}
