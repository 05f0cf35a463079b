import { readdir, readFile } from "node:fs/promises";
import { ToolError } from "../error.js";

/** Where a process's CPU time is read: the scheduler's own count in nanoseconds, or ticks of 10 ms where that is not kept. */
export type CpuClock = "schedstat" | "stat";

/** USER_HZ: what Linux counts ticks in towards user space, on every architecture that Envoy is built for. */
const TICK_NANOSECONDS = 10_000_000;

/** Chooses the finer clock that this kernel has (CONFIG_SCHED_INFO decides). */
export async function chooseCpuClock(): Promise<CpuClock> {
  if ((await readIfThere("/proc/self/schedstat")) !== null) return "schedstat";
  if ((await readIfThere("/proc/self/stat")) !== null) return "stat";
  throw new ToolError("ERR_UNMEASURABLE", "the CPU time of Envoy is read from /proc, which this system does not have", {
    hint: "run the benchmark on Linux",
  });
}

/** User and system time that a process has spent since its start, all its threads together, in nanoseconds. */
export async function readCpuNanoseconds(pid: number, clock: CpuClock): Promise<number> {
  if (clock === "stat") return ticksOf(await readFile(`/proc/${pid}/stat`, "latin1")) * TICK_NANOSECONDS;
  const threads = await readdir(`/proc/${pid}/task`);
  const texts = await Promise.all(threads.map(async (thread) => readIfThere(`/proc/${pid}/task/${thread}/schedstat`)));
  return texts.reduce((sum, text) => sum + Number(text?.split(" ")[0] ?? 0), 0);
}

/** proc(5): utime and stime are fields 14 and 15; field 2, the name, may itself hold spaces and parentheses. */
export function ticksOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

async function readIfThere(path: string): Promise<string | null> {
  return readFile(path, "latin1").catch(() => null);
}
