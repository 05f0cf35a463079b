import { describe, expect, it } from "vitest";
import { renderBenchBootstrap } from "../../../tooling/bench/bootstrap.js";

const filter = { name: "envoy.filters.http.cors", typed_config: { "@type": "type.test/Cors" } };

describe("the bootstrap of an Envoy under test", () => {
  it("has what the filter is told of the routes only where it has both", () => {
    const policy = { "@type": "type.test/CorsPolicy" };
    const render = (options: object): string =>
      JSON.stringify(renderBenchBootstrap({ plugin: null, filter, upstream: "http://127.0.0.1:1", ...options }));
    expect(render({ routeConfig: policy })).toContain(
      `"typed_per_filter_config":${JSON.stringify({ [filter.name]: policy })}`,
    );
    expect(render({})).not.toContain("typed_per_filter_config");
    expect(render({ filter: null, routeConfig: policy })).not.toContain("typed_per_filter_config");
  });
});
