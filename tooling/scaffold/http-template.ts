/** A filter for HTTP: adds a header to the request. Path relative to the project → text. */
export function httpTemplate(name: string): Record<string, string> {
  return { [`filters/${name}/index.ts`]: filter(name), [`test/${name}.test.ts`]: test(name) };
}

function filter(name: string): string {
  return `import { Flow, HttpFilter, Request, register } from "sluice/sdk";

class AddHeader extends HttpFilter {
  onRequestHeaders(request: Request): Flow {
    request.headers.set("x-${name}", "1");
    return Flow.Continue;
  }
}
register("${name}", () => new AddHeader());
`;
}

function test(name: string): string {
  return `import { engines, serve } from "sluice/testing";
import { describe, expect, it } from "vitest";

describe.each(engines)("${name} on %s", (engine) => {
  it("adds its header to the request", async () => {
    await using gateway = await serve({
      engine,
      filter: "filters/${name}",
      upstream: (request) => Response.json([...request.headers]),
    });
    const response = await gateway.fetch("/");
    expect(await response.json()).toContainEqual(["x-${name}", "1"]);
  });
});
`;
}
