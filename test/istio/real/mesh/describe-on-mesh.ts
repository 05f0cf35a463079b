import { afterAll, beforeAll, describe } from "vitest";
import { isCi } from "../../../real-parts/find.js";
import { describeWithRegistry } from "../../../tooling/oci/with-registry.js";
import { agentDataFault } from "./agent-data.js";
import { Closers } from "./closers.js";
import { Publisher } from "./publisher.js";
import { type Services, startServices } from "./services.js";
import { type Mesh, startMesh } from "./start-mesh.js";

/** A mesh, and where its plugins come from. */
export interface Stage {
  readonly mesh: Mesh;
  readonly publisher: Publisher;
  readonly services: Services;
}

/** A test builds what it publishes, where the cache has it not. */
const TIMEOUT_MS = 300_000;

const fault = await agentDataFault();
const isSkipped = fault !== null && !isCi;

/** `describe` with a mesh that all its tests share: one after the other they hand it their manifests. */
export function describeOnMesh(name: string, tests: (stage: () => Stage) => void): void {
  describeWithRegistry(name, () => {
    describe.skipIf(isSkipped)(isSkipped ? `on Istio (skipped: ${fault})` : "on Istio", { timeout: TIMEOUT_MS }, () => {
      const started = new Closers();
      let stage: Stage;
      beforeAll(async () => {
        const publisher = started.use(await Publisher.start());
        const services = started.use(await startServices());
        const { upstream, authz, echo } = services;
        const mesh = started.use(await startMesh({ upstream, authz, echo, registry: publisher.registry }));
        stage = { mesh, publisher, services };
      }, TIMEOUT_MS);
      afterAll(() => started[Symbol.asyncDispose]());
      tests(() => stage);
    });
  });
}
