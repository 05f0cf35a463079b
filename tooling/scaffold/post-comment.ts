/** By this line a pipeline finds the comment that it wrote before. */
function markOf(name: string): string {
  return `<!-- sluice: ${name} -->`;
}

/**
 * Shell: writes `comment.md` onto a pull request, into the one comment that earlier runs have made there.
 * Of the environment it reads GH_TOKEN, GH_REPO and NUMBER.
 */
export function githubComment(name: string): string {
  return `printf '%s\\n\\n' '${markOf(name)}' | cat - comment.md > body.md
mine='.[] | select(.user.login == "github-actions[bot]" and (.body | startswith("${markOf(name)}"))) | .id'
id=$(gh api --paginate "repos/$GH_REPO/issues/$NUMBER/comments" --jq "$mine" | head -n 1)
if [ -n "$id" ]; then
  gh api --silent --method PATCH "repos/$GH_REPO/issues/comments/$id" -F body=@body.md
else
  gh api --silent "repos/$GH_REPO/issues/$NUMBER/comments" -F body=@body.md
fi`;
}

/**
 * Shell: writes `build/ci/comment.md` onto a merge request, into the one note that earlier runs have made there.
 * Of the environment it reads SLUICE_NOTE_TOKEN and what GitLab says of the merge request.
 */
export function gitlabNote(name: string): string {
  return `node --input-type=module <<'END'
import { readFileSync } from "node:fs";
const { CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID, SLUICE_NOTE_TOKEN } = process.env;
const notes = \`\${CI_API_V4_URL}/projects/\${CI_PROJECT_ID}/merge_requests/\${CI_MERGE_REQUEST_IID}/notes\`;
const headers = { "PRIVATE-TOKEN": SLUICE_NOTE_TOKEN, "Content-Type": "application/json" };
async function ask(url, init) {
  const response = await fetch(url, { headers, ...init });
  if (!response.ok) throw new Error(\`GitLab answers \${response.status}\`);
  return response.json();
}
let mine;
for (let page = 1, found; !mine && (page === 1 || found.length > 0); page++) {
  found = await ask(\`\${notes}?per_page=100&page=\${page}\`);
  mine = found.find(({ body }) => body.startsWith("${markOf(name)}"));
}
const body = JSON.stringify({ body: "${markOf(name)}\\n\\n" + readFileSync("build/ci/comment.md", "utf8") });
await ask(mine ? \`\${notes}/\${mine.id}\` : notes, { method: mine ? "PUT" : "POST", body });
END`;
}

/** Lines that stand deeper in a file. */
export function indent(text: string, columns: number): string {
  return text.replaceAll(/^(?=.)/gm, " ".repeat(columns));
}
