import { Flow, HttpFilter, register, Request } from "sluice/sdk";

const GROUP_SIZE = 4;

const NAMES: string[] = [
  "x-in-0",
  "x-in-1",
  "x-in-2",
  "x-in-3",
  "x-in-4",
  "x-in-5",
  "x-in-6",
  "x-in-7",
  "x-in-8",
  "x-in-9",
  "x-in-10",
  "x-in-11",
  "x-in-12",
  "x-in-13",
  "x-in-14",
  "x-in-15",
  "x-in-16",
  "x-in-17",
  "x-in-18",
  "x-in-19",
];

/** `x-in-0` to `x-in-19` are read, `x-in-0` to `x-in-4` become the lengths of four values each. */
class Headers20 extends HttpFilter {
  onRequestHeaders(request: Request): Flow {
    const lengths = new StaticArray<i32>(NAMES.length / GROUP_SIZE);
    for (let i = 0; i < NAMES.length; i++) {
      const value = request.headers.get(NAMES[i]);
      if (value !== null) lengths[i / GROUP_SIZE] += value.length;
    }
    for (let i = 0; i < lengths.length; i++) request.headers.set(NAMES[i], lengths[i].toString());
    return Flow.Continue;
  }
}
register("headers20", () => new Headers20());
