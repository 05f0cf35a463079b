/** As many arrays and objects lie inside each other at most, when JSON is read and when it is written. */
export const DEPTH_MAX: i32 = 64;

/** What is said of one more. */
// @ts-ignore: decorator
@lazy
export const TOO_DEEP: string = "nesting deeper than 64";
