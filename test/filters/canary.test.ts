import { describe, expect, it } from "vitest";
import { startInHost } from "./in-host.js";

const REQUESTS = 20_000;

/** How far a share may be off: at five standard deviations of the binomial distribution, one run of two million fails by chance. */
const toleranceOf = (share: number): number => 5 * Math.sqrt(REQUESTS * share * (1 - share));

const VARIANTS = [
  { name: "a", weight: 0.5 },
  { name: "b", weight: 33.25 },
  { name: "c", weight: 0 },
  { name: "d", weight: 66.25 },
];

describe("the shares of canary", () => {
  it.each([["none"], ["cookie"], ["header"], ["client_address"]])(
    "are those of the weights, sticky by %s",
    async (sticky) => {
      const inHost = await startInHost("canary", { variants: VARIANTS, sticky, trusted_hops: 1 });
      for (let i = 0; i < REQUESTS; ++i) {
        inHost.visit({ headers: { "x-user-id": `user-${i}`, "x-forwarded-for": `10.1.${i >> 8}.${i & 255}` } });
      }
      const counts = new Map(VARIANTS.map(({ name }) => [name, 0]));
      for (const { labels, value } of inHost.host.metrics()) {
        const variant = labels["variant"] ?? "";
        counts.set(variant, (counts.get(variant) ?? 0) + (value ?? 0));
      }
      for (const { name, weight } of VARIANTS) {
        const share = weight / 100;
        expect(Math.abs((counts.get(name) ?? 0) - REQUESTS * share)).toBeLessThanOrEqual(toleranceOf(share));
      }
    },
    120_000,
  );
});
