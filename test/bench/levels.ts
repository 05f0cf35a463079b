import { type OptimisationLevel, OPTIMISATION_LEVEL, runCompiler } from "../../tooling/compile/asc.js";
import { locateFilters } from "../../tooling/compile/sources.js";
import { spreadOf } from "../../tooling/bench/statistics.js";
import { startVerifyingGuest } from "./verifying-guest.js";

const ROUNDS = 21;
const REQUESTS = 4000;
const LEVELS: readonly (OptimisationLevel & { readonly isMetered?: boolean })[] = [
  { optimize: 2, shrink: 2 },
  { optimize: 3, shrink: 2 },
  { optimize: 3, shrink: 1 },
  { optimize: 3, shrink: 0 },
  { ...OPTIMISATION_LEVEL, isMetered: false },
];

/** `npm run bench:levels`: what each level costs in bytes, and in time for one HS256 token in V8's optimising compiler, as in Envoy. */
const rows = [];
for (const level of LEVELS) {
  const { isMetered = true } = level;
  const options = { fileName: "module.wasm", isDebug: false, level, isMetered };
  const hello = await runCompiler(await locateFilters(["test/bench/peers/sluice"]), options);
  const auth = await runCompiler(await locateFilters(["filters/auth"]), options);
  const times: number[] = [];
  rows.push({
    level,
    helloBytes: hello.binary.length,
    authBytes: auth.binary.length,
    times,
    run: startVerifyingGuest(auth.binary),
  });
}
for (let round = 0; round < ROUNDS; ++round) {
  for (const { run, times } of rows) {
    const start = process.hrtime.bigint();
    run(REQUESTS);
    times.push(Number(process.hrtime.bigint() - start) / REQUESTS / 1000);
  }
}
process.stdout.write("level     header-only B  auth B  token µs (quartiles)\n");
for (const { level, helloBytes, authBytes, times } of rows) {
  const { median, q1, q3 } = spreadOf(times.slice(1));
  const isMetered = level.isMetered ?? true;
  const isChosen =
    isMetered && level.optimize === OPTIMISATION_LEVEL.optimize && level.shrink === OPTIMISATION_LEVEL.shrink;
  const name = `-O${level.optimize} -s${level.shrink}${isChosen ? "*" : " "}${isMetered ? "" : " no steps"}`;
  const sizes = `${String(helloBytes).padStart(13)}  ${String(authBytes).padStart(6)}`;
  process.stdout.write(`${name} ${sizes}  ${median.toFixed(1)} (${q1.toFixed(1)} to ${q3.toFixed(1)})\n`);
}
