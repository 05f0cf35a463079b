/** A host without foreign functions: what it would check is tested on both engines, in `test/scenarios`. */
const NOT_FOUND = 1;

/** Configuration of the as-pect runner: which files are suites, how a suite is instantiated, and who reports. */
export default {
  entries: ["assembly/**/*.spec.ts"],
  // as-pect falls back to a folder of its own when this is empty; nothing has this name.
  include: ["assembly/**/*.include.ts"],
  disclude: [/node_modules/],
  instantiate(memory, createImports, instantiate, binary) {
    return instantiate(binary, createImports({ env: { memory, proxy_call_foreign_function: () => NOT_FOUND } }));
  },
  reporter: "./summary-reporter.js",
  outputBinary: false,
};
