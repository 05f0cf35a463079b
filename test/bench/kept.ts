import { readFile } from "node:fs/promises";
import { writeAtomically } from "../../tooling/atomic-write.js";
import { ToolError } from "../../tooling/error.js";

/** What earlier runs found, in a file: a long run goes on where it was broken off. */
export class Kept<T> {
  readonly records: T[];
  readonly #file: string | null;

  private constructor(file: string | null, records: T[]) {
    this.#file = file;
    this.records = records;
  }

  /**
   * Reads the file; where there is none, or `file` is undefined, nothing was found yet.
   *
   * @throws ToolError ERR_USAGE for a file that is no list in JSON
   */
  static async open<T>(file: string | undefined): Promise<Kept<T>> {
    if (file === undefined) return new Kept<T>(null, []);
    const text = await readFile(file, "utf8").catch((cause: unknown) => {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return "[]";
      throw cause;
    });
    return new Kept(file, parseList<T>(file, text));
  }

  /** Adds what was found just now, in the place of what it `replaces`; it is in the file when this returns. */
  async add(record: T, replaces: (earlier: T) => boolean = () => false): Promise<void> {
    const index = this.records.findIndex(replaces);
    if (index < 0) this.records.push(record);
    else this.records[index] = record;
    if (this.#file !== null) await writeAtomically(this.#file, `${JSON.stringify(this.records, null, 2)}\n`);
  }
}

function parseList<T>(file: string, text: string): T[] {
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list)) return list as T[];
  } catch {
    // Said below, for both.
  }
  throw new ToolError("ERR_USAGE", `${file}: is no list in JSON`, {
    hint: "name a file that --keep wrote, or a new one",
  });
}
