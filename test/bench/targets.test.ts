import { describe, expect, it } from "vitest";
import type { MemoryResult } from "./memory/memory.js";
import type { Report } from "./report.js";
import type { SoakReading } from "./memory/soak-envoy.js";
import { countOf, soakKind } from "./memory/soak-traffic.js";
import type { Spread } from "../../tooling/bench/statistics.js";
import type { StreamsResult } from "./streams.js";
import { renderTargets, targetsOf } from "./targets.js";

const nothing: Report = {
  ...{ envoy: "1.40.0", node: "20.19.0", cores: 2, clock: "schedstat" },
  ...{ generations: 1, connections: 64, requestsPerRound: 500, jobs: [] },
  ...{ streams: null, startup: null, build: null, host: null, memory: null, seconds: 1, failures: [] },
};
const spread = (median: number): Spread => ({ median, low: median, high: median, q1: median, q3: median });

describe("the targets", () => {
  it("are none where nothing was measured", () => {
    expect(targetsOf(nothing)).toEqual([]);
  });

  it("are all there after a whole run, each with its spread and its verdict", () => {
    const ratio = { value: 1, low: 0.9, high: 1.1 };
    const participant = (name: string) => ({
      ...{ name, about: "", moduleBytes: 1, cpuUs: spread(1), overheadUs: spread(1), rounds: [] },
      comparisons: ["bound", "rust"].map((reference) => ({ reference, ratio, differenceUs: spread(0) })),
    });
    const participants = ["sluice", "rust", "go"].map(participant);
    const times = { ascMs: spread(1), sluiceMs: spread(1), ratio };
    const reading = { memoryBytes: 65_536 } as SoakReading;
    const row = { addedMs: spread(1), addedWallMs: spread(1), startupMs: spread(1), rounds: 1, ratio };
    const lines = renderTargets(
      targetsOf({
        ...nothing,
        jobs: ["header", "headers20", "json"].map((job) => ({ job, about: "", rounds: 1, participants })),
        streams: {
          streams: 5_000,
          rows: [{ ratio }],
          overheadRatio: { value: 1.2, low: 1.15, high: 1.3 },
        } as unknown as StreamsResult,
        startup: { rounds: 1, rows: [{ ...row, name: "sluice" }] },
        build: { rounds: 1, cold: times, warm: times, unchangedMs: spread(200) },
        host: { rounds: 1, requestsPerRound: 1, requestsPerSecond: spread(1), requestsPerCpuSecond: spread(60_000) },
        memory: {
          ...{ warmUp: 1_000, requests: 1_000_000 },
          rows: [{ engine: "Envoy", afterWarmUp: reading, atEnd: reading, seconds: 1 }],
        },
      }),
    );
    expect(lines.slice(2).map((line) => line.replace(/  +/g, " | "))).toEqual([
      "header: CPU over no filter × bound | 1.00 (0.90 to 1.10) | ≤ 1.1 | reached",
      "header: CPU over no filter × rust | 1.00 (0.90 to 1.10) | ≤ 0.7 | not reached",
      "header: module | 1 B | ≤ 4,096 B | reached",
      "headers20: CPU over no filter, µs | 1.0 (1.0 to 1.0) | < 1.0 (rust) | not reached",
      "json: CPU over no filter, µs | 1.0 (1.0 to 1.0) | < 1.0 (rust) | not reached",
      "streams: CPU beside 5000 × beside 1 | 1.00 (0.90 to 1.10) | ≤ 1.1 | reached",
      "streams: the filter's own part, likewise | 1.20 (1.15 to 1.30) | ≤ 1.1 | not reached",
      "startup: added × bound | 1.00 (0.90 to 1.10) | ≤ 1.4 | reached",
      "build: a new process × asc alone | 1.00 (0.90 to 1.10) | ≤ 1.1 | reached",
      "build: again in the same × asc alone | 1.00 (0.90 to 1.10) | ≤ 1.1 | reached",
      "build: unchanged sources, ms | 200.0 (200.0 to 200.0) | ≤ 300 | reached",
      "host: header job, one core, requests/s | 60,000 (60,000 to 60,000) | ≥ 50,000 | reached",
      "memory: Envoy, 1,000,000 requests | 0 B added | 0 B | reached",
    ]);
  });

  it("are not decided where the interval reaches over them", () => {
    const seen = [0.95, 1.05, 1.15, 1.25].map((value) => {
      const rows = [{ ratio: { value, low: value - 0.1, high: value + 0.1 } }];
      const overheadRatio = { value: 1, low: 1, high: 1 };
      const lines = renderTargets(
        targetsOf({ ...nothing, streams: { streams: 1, rows, overheadRatio } as unknown as StreamsResult }),
      );
      return lines[2]?.split(/ {2,}/)[3];
    });
    const undecided = ", as far as the noise lets tell";
    expect(seen).toEqual(["reached", `reached${undecided}`, `not reached${undecided}`, "not reached"]);
  });

  it("are reached by a faster peer only when ours is ahead of every one", () => {
    const participant = (name: string, moduleBytes: number | null, us: number) => ({
      ...{ name, about: "", moduleBytes, cpuUs: spread(100 + us), overheadUs: spread(us), comparisons: [], rounds: [] },
    });
    const jobOf = (ours: number) => ({
      ...{ job: "json", about: "", rounds: 1 },
      participants: [
        participant("lua", null, 1),
        participant("sluice", 1, ours),
        participant("go", 2, 90),
        participant("rust", 2, 50),
      ],
    });
    expect(targetsOf({ ...nothing, jobs: [jobOf(49)] })).toMatchObject([{ toReach: "< 50.0 (rust)", isReached: true }]);
    expect(targetsOf({ ...nothing, jobs: [jobOf(60)] })).toMatchObject([
      { seen: "60.0 (60.0 to 60.0)", isReached: false },
    ]);
    const alone = { ...jobOf(49), participants: [participant("lua", null, 1), participant("sluice", 1, 49)] };
    expect(targetsOf({ ...nothing, jobs: [alone] })).toEqual([]);
  });

  it("hold a job to its figure beside each of its references", () => {
    const ratio = (value: number) => ({ value, low: value, high: value });
    const comparison = (reference: string, value: number) => ({
      reference,
      ratio: ratio(value),
      differenceUs: spread(1),
    });
    const auth = {
      ...{ job: "auth-hs256", about: "", rounds: 1 },
      participants: [
        {
          ...{ name: "sluice", about: "", moduleBytes: 1, cpuUs: spread(1), overheadUs: spread(1), rounds: [] },
          comparisons: [comparison("empty", 9), comparison("jwt_authn", 0.9), comparison("ext_authz", 0.3)],
        },
      ],
    };
    expect(targetsOf({ ...nothing, jobs: [auth] })).toMatchObject([
      { what: "auth-hs256: CPU over no filter × jwt_authn", toReach: "≤ 1.0", isReached: true },
      { what: "auth-hs256: CPU over no filter × ext_authz", toReach: "≤ 0.2", isReached: false },
    ]);
    expect(targetsOf({ ...nothing, jobs: [{ ...auth, job: "cors" }] })).toEqual([]);
  });

  it("are not reached by a ratio that noise has made negative", () => {
    const added = { rounds: 1, startupMs: spread(1), addedMs: spread(1), addedWallMs: spread(1) };
    const startup = (value: number) => ({
      rounds: 1,
      rows: [{ ...added, name: "sluice", ratio: { value, low: value, high: value } }],
    });
    expect(targetsOf({ ...nothing, startup: startup(1.3) })).toMatchObject([{ isReached: true }]);
    expect(targetsOf({ ...nothing, startup: startup(-5.9) })).toMatchObject([{ isReached: false }]);
  });

  it("hold each engine's memory to no growth at all", () => {
    const reading = (memoryBytes: number) => ({ memoryBytes }) as SoakReading;
    const memory: MemoryResult = {
      ...{ warmUp: 1_000, requests: 5_000 },
      rows: [
        { engine: "Envoy", afterWarmUp: reading(65_536), atEnd: reading(65_536), seconds: 1 },
        { engine: "in-process host", afterWarmUp: reading(65_536), atEnd: reading(131_072), seconds: 1 },
      ],
    };
    expect(targetsOf({ ...nothing, memory }).map(({ isReached }) => isReached)).toEqual([true, false]);
  });
});

describe("the mix of the memory job", () => {
  it.each([1, 20, 1_000, 4_321])("is counted as it is sent: %i requests", (requests) => {
    const kinds = Array.from({ length: requests }, (_, index) => soakKind(index));
    for (const kind of ["plain", "large", "aborted", "refused", "unreachable", "reset"] as const) {
      expect(countOf(kind, requests)).toBe(kinds.filter((other) => other === kind).length);
    }
  });
});
