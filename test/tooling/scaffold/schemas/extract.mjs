/**
 * `npm run pipeline-schemas`: writes the schemas of GitHub's workflows (SchemaStore, Apache-2.0) and of GitLab's pipelines (GitLab, MIT)
 * beside this file, with their licences, as the Python package check-jsonschema carries them. Needs pip, which holds the package against
 * its digest. Descriptions are left out.
 */
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGE = "check-jsonschema==0.39.0";
const SHA256 = "14ce5c94871c551268ea948ffe21e9f1464dc48fb20bf9a4c13deeaaf756cf9b";
const VENDOR = "check_jsonschema/builtin_schemas/vendor";
const FILES = {
  "github-workflows.json": "github-workflow.json",
  "gitlab-ci.json": "gitlab-ci.json",
  "licenses/LICENSE.schemastore": "LICENSE.schemastore",
  "licenses/LICENSE.gitlab": "LICENSE.gitlab",
};
/** What tells people something, and a validator nothing. */
const TOLD = new Set(["description", "markdownDescription", "examples", "title", "deprecationMessage"]);
/** Keywords whose members have names of the described document's own. */
const MAPS = new Set(["properties", "patternProperties", "definitions", "$defs"]);

const folder = await mkdtemp(join(tmpdir(), "sluice-schemas-"));
try {
  await writeFile(join(folder, "requirements.txt"), `${PACKAGE} --hash=sha256:${SHA256}\n`);
  const pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:"];
  execFileSync("python3", [...pip, "--target", folder, "-r", join(folder, "requirements.txt")], { stdio: "inherit" });
  for (const [source, target] of Object.entries(FILES)) {
    const text = await readFile(join(folder, VENDOR, source), "utf8");
    const written = target.endsWith(".json") ? `${JSON.stringify(withoutWords(JSON.parse(text)), null, 1)}\n` : text;
    await writeFile(fileURLToPath(new URL(target, import.meta.url)), written);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** A schema without what is only told. */
function withoutWords(schema, isMap = false) {
  if (Array.isArray(schema)) return schema.map((each) => withoutWords(each));
  if (typeof schema !== "object" || schema === null) return schema;
  const members = Object.entries(schema).filter(([key]) => isMap || !TOLD.has(key));
  return Object.fromEntries(members.map(([key, value]) => [key, withoutWords(value, !isMap && MAPS.has(key))]));
}
