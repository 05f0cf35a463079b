import { beforeAll, expect, it } from "vitest";
import { describeOnMesh } from "./mesh/describe-on-mesh.js";
import { revisionFilter } from "./mesh/revision-filter.js";
import { sluice } from "./mesh/publisher.js";
import { REVISION, SPLIT_HOST, splitObjects } from "./mesh/split-objects.js";
import { until } from "./mesh/until.js";

const WEIGHT = 20;
const REQUESTS = 500;
/** Six standard deviations of a fair draw: once in half a milliard runs it would be more. */
const TOLERANCE = 6 * Math.sqrt(REQUESTS * (WEIGHT / 100) * (1 - WEIGHT / 100));

describeOnMesh("a canary of a fifth of the traffic", (stage) => {
  let ports: readonly number[] = [];
  beforeAll(async () => {
    ports = await stage().mesh.startGateways([{ [REVISION]: "stable" }, { [REVISION]: "canary" }]);
  });

  it.each(["WasmPlugin", "TrafficExtension", "EnvoyFilter"])(
    "has its share, as two %ss whose selectors mean the workloads that a VirtualService weighs",
    async (kind) => {
      const { mesh, publisher } = stage();
      const [stable = 0, canary = 0] = ports;
      const [first, second] = [
        await publisher.publishText(revisionFilter(1), "revision-1"),
        await publisher.publishText(revisionFilter(2), "revision-2"),
      ];
      const plugins = await sluice(
        ...["manifest", first.oci.url, "--kind", kind, "--name", `shared-${kind.toLowerCase()}`],
        ...["--selector", `${REVISION}=stable`, "--canary", second.oci.url, "--canary-selector", `${REVISION}=canary`],
      );
      const shares = { stable: { port: stable, weight: 100 - WEIGHT }, canary: { port: canary, weight: WEIGHT } };
      const ask = async (): Promise<string> => {
        const response = await mesh.fetch("/", { headers: { host: SPLIT_HOST } });
        return `${response.status} ${await response.text()} ${response.headers.get("x-revision")}`;
      };
      const bothAnswer = async (...wanted: readonly string[]): Promise<void> => {
        const heard = new Set<string>();
        await until(
          async () => {
            heard.add(await ask().catch(String));
            return wanted.every((answer) => heard.has(answer)) || null;
          },
          () => `${wanted.join(", ")}, but ${[...heard].join(", ")}`,
        );
      };

      await mesh.submit(splitObjects(shares));
      await bothAnswer("200 stable null", "200 canary null");
      await mesh.submit(`${splitObjects(shares)}---\n${plugins}`);
      await bothAnswer("200 stable 1", "200 canary 2");

      const answers: string[] = [];
      while (answers.length < REQUESTS) answers.push(await ask());
      expect(new Set(answers)).toEqual(new Set(["200 stable 1", "200 canary 2"]));
      const share = answers.filter((answer) => answer === "200 canary 2").length;
      expect(Math.abs(share - (REQUESTS * WEIGHT) / 100)).toBeLessThan(TOLERANCE);
    },
  );
});
