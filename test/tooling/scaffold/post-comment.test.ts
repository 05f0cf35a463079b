import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { pipelineFiles } from "../../../tooling/scaffold/pipeline.js";
import { startUpstream } from "../../../tooling/testing/upstream.js";

/** Keeps the comments of a pull request in a file, and takes the filter for the one that it is. */
const GH = `#!/usr/bin/env node
const { readFileSync, writeFileSync } = require("node:fs");
const words = process.argv.slice(2);
const comments = JSON.parse(readFileSync("comments.json", "utf8"));
const filter = words[words.indexOf("--jq") + 1];
if (words.includes("--jq")) {
  const [, login, mark] = /login == "(.*?)" .*startswith\\("(.*?)"\\)/.exec(filter);
  for (const { id, user, body } of comments) if (user.login === login && body.startsWith(mark)) console.log(id);
} else {
  const body = readFileSync(words.at(-1).replace("body=@", ""), "utf8");
  const path = words.find((word) => word.startsWith("repos/acme/hello/issues/"));
  const id = Number(/comments\\/(\\d+)$/.exec(path)?.[1]);
  if (words.includes("PATCH")) comments.find((comment) => comment.id === id).body = body;
  else if (path.endsWith("issues/7/comments")) comments.push({ id: 90 + comments.length, user: { login: "github-actions[bot]" }, body });
  writeFileSync("comments.json", JSON.stringify(comments));
}
`;

interface GithubJob {
  readonly if?: string;
  readonly permissions: object;
  readonly steps: readonly { readonly run?: string }[];
}

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-comment-"));
});
afterEach(() => rm(folder, { recursive: true }));

function run(script: string, env: Readonly<Record<string, string>>) {
  return promisify(execFile)("sh", ["-ec", script], { cwd: folder, env: { ...process.env, ...env } });
}

describe("the comment of the pipeline for github", () => {
  const { jobs } = parse(Object.values(pipelineFiles("github", "hello"))[0] ?? "") as {
    jobs: Record<string, GithubJob>;
  };

  it("is written once, and anew by later runs, beside what others write", async () => {
    const others = [
      { id: 1, user: { login: "ada" }, body: "<!-- sluice: hello -->" },
      { id: 2, user: { login: "github-actions[bot]" }, body: "<!-- sluice: other -->" },
    ];
    await writeFile(join(folder, "comments.json"), JSON.stringify(others));
    await writeFile(join(folder, "gh"), GH);
    await chmod(join(folder, "gh"), 0o755);
    const script = jobs["comment"]?.steps.map((step) => step.run ?? "").join("\n") ?? "";
    const env = { PATH: `${folder}:${process.env["PATH"]}`, GH_REPO: "acme/hello", NUMBER: "7" };
    for (const text of ["first $HOME `id`", "second"]) {
      await writeFile(join(folder, "comment.md"), text);
      await run(script, env);
      const comments = JSON.parse(await readFile(join(folder, "comments.json"), "utf8")) as object[];
      expect(comments).toEqual([
        ...others,
        { id: 92, user: { login: "github-actions[bot]" }, body: `<!-- sluice: hello -->\n\n${text}` },
      ]);
    }
  });

  it("is of one job alone, which may write it and runs nothing of the project, and never for a fork", () => {
    const writing = Object.entries(jobs).filter(([, { permissions }]) => JSON.stringify(permissions).includes("write"));
    expect(writing).toEqual([["comment", expect.objectContaining({ permissions: { "pull-requests": "write" } })]]);
    expect(jobs["comment"]?.if).toContain("pull_request.head.repo.full_name == github.repository");
    expect(JSON.stringify(jobs["comment"]?.steps)).not.toMatch(/checkout|npm|npx/);
  });
});

describe("the note of the pipeline for gitlab", () => {
  const { comment } = parse(Object.values(pipelineFiles("gitlab", "hello"))[0] ?? "") as {
    comment: { script: readonly string[] };
  };
  const script = comment.script.join("\n");

  it("is written once, and anew by later runs, however many notes there are", async () => {
    const notes = Array.from({ length: 100 }, (_, id) => ({ id, body: "hi" }));
    const tokens = new Set<string | null>();
    const gitlab = await startUpstream(async (request) => {
      const { method, path, headers } = request;
      const url = new URL(path, "http://gitlab");
      tokens.add(headers.get("private-token"));
      const [, id] =
        /^\/api\/v4\/projects\/3\/merge_requests\/7\/notes(?:\/(\d+))?$/.exec(url.pathname) ?? expect.fail(path);
      if (method === "GET") {
        const start = (Number(url.searchParams.get("page")) - 1) * 100;
        return Response.json(notes.slice(start, start + 100));
      }
      const sent = (await request.json()) as { body: string };
      if (method === "POST") notes.push({ id: notes.length, ...sent });
      if (method === "PUT") Object.assign(notes[Number(id)] ?? {}, sent);
      return Response.json(sent);
    });
    const env = { CI_API_V4_URL: `${gitlab.url}/api/v4`, CI_PROJECT_ID: "3", CI_MERGE_REQUEST_IID: "7" };
    try {
      await mkdir(join(folder, "build/ci"), { recursive: true });
      for (const text of ["first $HOME `id`", "second"]) {
        await writeFile(join(folder, "build/ci/comment.md"), text);
        await run(script, { ...env, SLUICE_NOTE_TOKEN: "glpat-a" });
        expect(notes.slice(100)).toEqual([{ id: 100, body: `<!-- sluice: hello -->\n\n${text}` }]);
      }
      expect([...tokens]).toEqual(["glpat-a"]);
    } finally {
      await gitlab.close();
    }
  });

  it("is left out where there is no token, and says so", async () => {
    const { stdout } = await run(script, { SLUICE_NOTE_TOKEN: "" });
    expect(stdout).toContain("SLUICE_NOTE_TOKEN is not set");
  });
});
