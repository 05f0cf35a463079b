/** Configuration of the as-pect runner: which files are suites, how a suite is instantiated, and who reports. */
export default {
  entries: ["assembly/**/*.spec.ts"],
  // as-pect falls back to a folder of its own when this is empty; nothing has this name.
  include: ["assembly/**/*.include.ts"],
  disclude: [/node_modules/],
  instantiate(memory, createImports, instantiate, binary) {
    return instantiate(binary, createImports({ env: { memory } }));
  },
  reporter: "./summary-reporter.js",
  outputBinary: false,
};
