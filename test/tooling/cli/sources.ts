import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Schema of a configuration that hello could have. */
export const HELLO_SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "HelloConfig",
  description: "What hello needs.",
  type: "object",
  properties: { greeting: { type: "string", description: "What is said." } },
  additionalProperties: false,
};

/** A filter without configuration: marks the request, and logs once a stream. */
const HELLO = `import { Flow, HttpFilter, Request, log, register } from "sluice/sdk";

class Hello extends HttpFilter {
  onRequestHeaders(request: Request): Flow {
    request.headers.set("x-wasm", "1");
    log.warn("hello from the filter");
    return Flow.Continue;
  }
}
register("hello", () => new Hello());
`;

/** Writes the filter `hello` into a folder of that name and gives its path. */
export async function writeHello(folder: string, source = HELLO): Promise<string> {
  const path = join(folder, "hello");
  await mkdir(path, { recursive: true });
  await writeFile(join(path, "index.ts"), source);
  return path;
}
