/** A filter that says its revision in `x-revision` of each response: each is another module. */
export function revisionFilter(revision: number): string {
  return `import { Flow, HttpFilter, Response, register } from "sluice/sdk";

class Revision extends HttpFilter {
  onResponseHeaders(response: Response): Flow {
    response.headers.set("x-revision", "${revision}");
    return Flow.Continue;
  }
}
register("revision", () => new Revision());
`;
}
