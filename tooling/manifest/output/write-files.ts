import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { ToolError } from "../../error.js";
import { replaceFolder } from "../../replace-folder.js";
import { type Files, isMadeHere } from "./files.js";

/** What `writeFiles` may be told. */
export interface WriteFilesOptions {
  /** Replaces files that are not of ours, and goes into a folder that has something else. */
  readonly isForced?: boolean;
  /** Refuses what would be refused, and writes nothing. */
  readonly isDryRun?: boolean;
}

/**
 * Writes files into a folder, all of them or none. Of what is there, files that were made here before go, in the folders that are
 * written into; everything else stays, such as another overlay.
 *
 * @throws ToolError `ERR_FILE_UNWRITABLE` where the folder holds something else, or can't be written
 */
export async function writeFiles(folder: string, files: Files, options: WriteFilesOptions = {}): Promise<void> {
  const path = resolve(folder);
  if (!relative(path, process.cwd()).startsWith("..")) {
    throw new ToolError("ERR_FILE_UNWRITABLE", `${folder} holds the current folder, and is replaced as a whole`, {
      hint: "choose a folder below this one",
    });
  }
  const present = await list(path, folder);
  const own = new Set<string>();
  const folders = new Set(Object.keys(files).map((file) => dirname(file)));
  for (const file of present.filter((each) => folders.has(dirname(each)) && /\.(?:yaml|json)$/.test(each))) {
    if (isMadeHere(await readFile(join(path, file), "utf8").catch(() => ""))) own.add(file);
  }
  const foreign = present.find((file) => Object.hasOwn(files, file) && !own.has(file));
  if (options.isForced !== true && present.length > 0 && (own.size === 0 || foreign !== undefined)) {
    const what = own.size === 0 ? "something that `sluice manifest` did not make" : `${foreign}, which is not of ours`;
    throw new ToolError("ERR_FILE_UNWRITABLE", `${folder} holds ${what}`, {
      hint: "choose a folder that is empty or not there yet, or force it: files of the same names are replaced then",
    });
  }
  if (options.isDryRun === true) return;
  await replaceFolder(folder, "the folder", async (temporary) => {
    for (const file of present) {
      if (own.has(file) || Object.hasOwn(files, file)) continue;
      await cp(join(path, file), join(temporary, file), { verbatimSymlinks: true, preserveTimestamps: true });
    }
    for (const [file, text] of Object.entries(files)) {
      await mkdir(dirname(join(temporary, file)), { recursive: true });
      await writeFile(join(temporary, file), text);
    }
  });
}

/** The files of a folder, with `/`; none where it is not there. */
async function list(path: string, folder: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(path, join(entry.parentPath, entry.name)).split(sep).join("/"));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT") return [];
    throw new ToolError("ERR_FILE_UNWRITABLE", `cannot write the folder ${folder}: ${code ?? "unknown reason"}`, {
      hint: "choose another folder, or mend its permissions",
      cause,
    });
  }
}
