/**
 * Hands a line about each request from the threads that serve them to one plugin, which writes them all: two plugins of one module, with a
 * queue between them.
 */
import {
  Bytes,
  Flow,
  HttpFilter,
  log,
  Plugin,
  Refusal,
  register,
  registerPlugin,
  Request,
  SharedQueue,
} from "sluice/sdk";

class Writer extends Plugin {
  onConfigure(configuration: Bytes): Refusal | null {
    return SharedQueue.register("lines") === null ? new Refusal("the queue can't be registered") : null;
  }

  onQueueReady(queue: SharedQueue): void {
    for (let line = queue.dequeue(); line !== null; line = queue.dequeue()) log.info("line: " + line.toString());
  }
}
registerPlugin("writer", () => new Writer());

class Reporter extends HttpFilter {
  onRequestHeaders(request: Request): Flow {
    const queue = SharedQueue.resolve("", "lines");
    if (queue !== null) queue.enqueue(request.method + " " + request.path);
    return Flow.Continue;
  }
}
register("reporter", () => new Reporter());
