import { describe, expect, it } from "vitest";
import { SOAKS } from "../bench/soak/jobs/index.js";
import { startGuest } from "./guest.js";

/** On a machine that does much else. */
const TIME_LIMIT_MS = 120_000;

const PAGE = 65_536;
/** The largest of a soak's values meet once in some thousand requests, and lie where others left room: they must have met a few times. */
const WARM_UP = 50_000;
const REQUESTS = 100_000;

/** Those that need bodies or more time have a test of their own. */
const ELSEWHERE = ["auth", "metrics", "headers", "substitute", "body-guard"];
const soaks = SOAKS.filter(({ filter }) => !ELSEWHERE.includes(filter));

describe.each(soaks)("$filter over 100,000 requests", ({ filter, config, request, keysMax, pagesMax = 16 }) => {
  it(
    "keeps its memory, and the shared data its bounds",
    async () => {
      const guest = await startGuest(filter, config);
      for (let index = 0; index < WARM_UP; ++index) guest.request(request(index));
      const warm = guest.memory.buffer.byteLength;
      for (let index = WARM_UP; index < REQUESTS; ++index) guest.request(request(index));
      expect(guest.memory.buffer.byteLength).toBe(warm);
      expect(warm).toBeLessThanOrEqual(pagesMax * PAGE);
      expect(guest.keys().length).toBeLessThanOrEqual(keysMax);
    },
    TIME_LIMIT_MS,
  );
});
