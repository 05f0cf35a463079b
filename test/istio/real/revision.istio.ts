import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeOnMesh } from "./mesh/describe-on-mesh.js";
import { SELECTOR } from "./mesh/gateway-objects.js";
import { KINDS, type Kind, printManifest } from "./mesh/print-manifest.js";
import { type PublishedModule, sluice } from "./mesh/publisher.js";
import { revisionFilter } from "./mesh/revision-filter.js";
import { SteadyClient } from "./mesh/steady-client.js";
import { until } from "./mesh/until.js";

const CONCURRENCY = 4;
/** How often each revision must have answered before the next thing happens. */
const ANSWERS = 200;

describeOnMesh("a new revision of a plugin", (stage) => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sluice-revision-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  function publish(revision: number): Promise<PublishedModule> {
    return stage().publisher.publishText(revisionFilter(revision), `revision-${revision}`);
  }

  async function manifest(kind: Kind, name: string, revision: number): Promise<string> {
    const module = await publish(revision);
    return printManifest({ kind, name, module, ...(kind === "EnvoyFilter, inline" ? { source: module.http } : {}) });
  }

  it.each(Object.keys(KINDS) as Kind[])("takes over as a %s under load, and no request fails", async (kind) => {
    const { mesh } = stage();
    const name = `revised-${Object.keys(KINDS).indexOf(kind)}`;
    const [first, second] = [await manifest(kind, name, 1), await manifest(kind, name, 2)];
    await mesh.apply(first);
    const client = new SteadyClient(mesh.url, CONCURRENCY);
    const answered = (answer: string): Promise<true> =>
      until(
        async () => client.answers.filter((each) => each === answer).length >= ANSWERS || null,
        () => `${ANSWERS} times "${answer}", but ${JSON.stringify([...new Set(client.answers)])}`,
      );
    try {
      await answered("200 1");
      await mesh.submit(second);
      await answered("200 2");
    } finally {
      await client.stop();
    }
    const { answers } = client;
    expect(new Set(answers)).toEqual(new Set(["200 1", "200 2"]));
    // Answers of requests that were under way at once may come in another order, and of no others.
    const since = answers.indexOf("200 2");
    expect(answers.slice(since + CONCURRENCY)).not.toContain("200 1");
  });

  it.each(["WasmPlugin", "TrafficExtension", "EnvoyFilter"] as const)(
    "gives way to the old one again as a %s, whose manifest remembers it",
    async (kind) => {
      const { mesh } = stage();
      const revision = async (): Promise<string | null> => (await mesh.fetch("/")).headers.get("x-revision");
      const file = async (name: string, text: string): Promise<string> => {
        await writeFile(join(folder, name), text);
        return join(folder, name);
      };
      const name = `restored-${kind.toLowerCase()}`;
      const before = await manifest(kind, name, 1);
      await mesh.apply(before);
      expect(await revision()).toBe("1");

      const previous = ["--previous", await file("before.yaml", before)];
      const after = await printManifest({ kind, name, module: await publish(2), flags: previous });
      await mesh.submit(after);
      await expect.poll(revision, { timeout: 60_000 }).toBe("2");

      await mesh.submit(await sluice("manifest", "--rollback", await file("after.yaml", after)));
      await expect.poll(revision, { timeout: 60_000 }).toBe("1");
    },
  );

  it.each(["WasmPlugin", "TrafficExtension", "EnvoyFilter"])(
    "stands beside the old one as a canary %s, and a gateway runs the one whose selector it meets",
    async (kind) => {
      const { mesh } = stage();
      const [stable, next] = [await publish(1), await publish(2)];
      const split = (selector: string, canarySelector: string): Promise<string> =>
        sluice(
          ...["manifest", stable.oci.url, "--kind", kind, "--name", `split-${kind.toLowerCase()}`],
          ...["--selector", selector, "--canary", next.oci.url, "--canary-selector", canarySelector],
        );
      const revision = async (): Promise<string | null> => (await mesh.fetch("/")).headers.get("x-revision");

      await mesh.submit(await split(SELECTOR, "istio=elsewhere"));
      await expect.poll(revision, { timeout: 60_000 }).toBe("1");
      await mesh.submit(await split("istio=elsewhere", SELECTOR));
      await expect.poll(revision, { timeout: 60_000 }).toBe("2");
    },
  );
});
