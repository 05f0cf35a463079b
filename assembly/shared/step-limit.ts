/**
 * How many steps a callback may take: turns of loops and entries of functions that recurse, one each, and what `assembly/steps.ts` charges
 * for host calls and for bytes that are copied. It bounds how long a module may hold one of Envoy's workers: a second or a few of them.
 */
export const STEPS_PER_CALLBACK: i32 = 500_000_000;
