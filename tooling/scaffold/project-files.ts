import { packageVersion } from "../package-root.js";

/** The files that every project has, whatever its filter: path relative to the project → text. */
export function projectFiles(name: string): Record<string, string> {
  return {
    ".gitignore": "node_modules/\nbuild/\n.cache/\n",
    "README.md": readme(name),
    "filters/tsconfig.json": `${JSON.stringify(FILTERS_TSCONFIG, null, 2)}\n`,
    "package.json": `${JSON.stringify(packageJson(name), null, 2)}\n`,
    "tsconfig.json": `${JSON.stringify(TSCONFIG, null, 2)}\n`,
  };
}

function packageJson(name: string): object {
  return {
    name,
    version: "0.1.0",
    private: true,
    type: "module",
    scripts: {
      build: `sluice build filters/${name}`,
      start: `sluice run filters/${name}`,
      dev: `sluice dev filters/${name}`,
      // The first test may have to install Envoy.
      test: "vitest run --testTimeout=120000",
      typecheck: "tsc && tsc -p filters",
    },
    devDependencies: {
      "@types/node": "^20.19.0",
      sluice: `^${packageVersion()}`,
      typescript: "^6.0.0",
      vitest: "^4.0.0",
    },
  };
}

/** For the editor and `typecheck`: a filter is AssemblyScript, whose types `sluice build` checks. A test beside it is not. */
const FILTERS_TSCONFIG = { extends: "sluice/tsconfig.filters.json", exclude: ["**/*.test.ts"] };

/** For the tests, which are TypeScript. Before TypeScript 6 `dom` is not iterable, and from it on no types are there unasked. */
const TSCONFIG = {
  compilerOptions: {
    target: "es2023",
    lib: ["es2023", "esnext.disposable", "dom", "dom.iterable"],
    types: ["node"],
    module: "nodenext",
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  },
  include: ["test", "filters/**/*.test.ts"],
};

function readme(name: string): string {
  const tarball = `vendor/sluice-${packageVersion()}.tgz`;
  return `# ${name}

A plugin for Envoy and Istio gateways. The filter is [filters/${name}](filters/${name}/index.ts), written in AssemblyScript; its
test is [test/${name}.test.ts](test/${name}.test.ts), and runs in process and on a real Envoy.

Sluice is not in a registry yet: put what \`npm pack\` made of it to \`${tarball}\` in this folder, and commit it with the
lock file that \`npm install ./${tarball}\` writes. A pipeline's \`npm ci\` then finds it, too. npm 11 may warn of a
script of it that \`allowScripts\` does not name: that runs in Sluice's own repository only, never when it is installed.

| command             | does                                                    |
| ------------------- | ------------------------------------------------------- |
| \`npm install\`       | installs what the project needs                         |
| \`npm test\`          | runs the test on both engines                           |
| \`npm run typecheck\` | checks the types of the test and of the filter          |
| \`npm start\`         | runs a gateway with the filter in front of an echo      |
| \`npm run dev\`       | the same on Envoy, and swaps the filter at every save   |
| \`npm run build\`     | compiles the filter into \`build/${name}.wasm\` |
`;
}
