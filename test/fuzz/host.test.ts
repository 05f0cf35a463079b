import fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { compileFilter } from "../../tooling/compile/compile.js";
import type { Pair } from "../../tooling/host/http/pairs.js";
import { HostWorld, type Step } from "./host-world.js";
import { runs } from "./runs.js";

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString("latin1")
    .replaceAll(/[\0\r\n]/g, " ");

/** Only acts, see `test/fixtures/filters/everything/acts.ts`: callouts that pause, a task, a reply, pauses, and an item for the queue. */
const telling = fc.constantFrom(
  ...["\u00c0", "\u00c8u", "\u00c1", "\u00f5", "\u00f9", "\u00fd", "\u00c9", "\u00d9n", "\u00deeverything"],
);
const acts = fc.oneof(telling, fc.uint8Array({ minLength: 1, maxLength: 8 }).map(latin1));
const fields: fc.Arbitrary<Pair[]> = fc
  .tuple(
    fc.option(acts, { freq: 4 }),
    fc.array(fc.tuple(fc.stringMatching(/^x-[a-z]{1,4}$/), fc.uint8Array({ maxLength: 20 }).map(latin1)), {
      maxLength: 4,
    }),
  )
  .map(([one, more]) => [...(one === null ? [] : [["x-acts", one] as Pair]), ...(more as Pair[])]);
const which = fc.nat({ max: 20 });
const bytes = fc.oneof(
  { weight: 3, arbitrary: acts.map((text) => Buffer.from(text, "latin1")) },
  { weight: 1, arbitrary: fc.nat({ max: 3000 }).map((size) => Buffer.alloc(size, "x")) },
);
const end = fc.boolean();

/** So often the same steps come before the memory is looked at again. */
const ROUNDS = 20;
/** A leak grows in each of so many looks; a heap that settles, which may take some tens of rounds, does not. */
const LOOKS = 6;

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant("open" as const), fields, end }) },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constantFrom("send" as const, "answerWith" as const), which, bytes, end }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("answer" as const), which, fields, end }) },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constantFrom("sendTrailers" as const, "answerTrailers" as const), which, fields }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom("abort" as const, "failUpstream" as const), which }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant("callout" as const),
      ...{ which, acts, outcome: fc.constantFrom("answered" as const, "refused" as const, "reset" as const) },
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("wait" as const), ms: fc.nat({ max: 300 }) }) },
);

describe("a module that uses all of the SDK, in the host", () => {
  let module: Uint8Array;

  beforeAll(async () => {
    ({ module } = await compileFilter({ filter: "test/fixtures/filters/everything" }));
  });

  it("ends each stream once, deletes each context, and keeps streams apart, whatever comes in whichever order", async () => {
    let late = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 80 }), async (steps) => {
        const world = new HostWorld();
        await world.load(module);
        for (const one of steps) await world.run(one);
        await world.end();
        late += world.check.calloutsForGone;
      }),
      runs(40),
    );
    // What must not happen to them is only tested when there are some.
    expect(late).toBeGreaterThan(0);
  }, 60_000);

  it("takes no more memory for the same again", async () => {
    const memories: WebAssembly.Memory[] = [];
    const { Instance } = WebAssembly;
    vi.spyOn(WebAssembly, "Instance").mockImplementation(function (...args) {
      const instance = new Instance(...args);
      memories.push(instance.exports["memory"] as WebAssembly.Memory);
      return instance;
    });
    const bytesOf = (): number => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (steps) => {
        memories.length = 0;
        const world = new HostWorld();
        await world.load(module);
        /** By how much the memory grew. */
        const repeat = async (): Promise<number> => {
          const before = bytesOf();
          for (let round = 0; round < ROUNDS; round += 1) {
            for (const one of steps) await world.run(one);
            await world.leave();
          }
          return bytesOf() - before;
        };
        // The fixture remembers a hundred streams, and no more.
        for (let stream = 0; stream < 100; stream += 1) await world.run({ does: "open", fields: [], end: true });
        let growth = await repeat();
        for (let look = 1; look < LOOKS && growth > 0; look += 1) growth = await repeat();
        expect(growth).toBe(0);
        await world.end();
      }),
      runs(3),
    );
    vi.restoreAllMocks();
  }, 60_000);
});
