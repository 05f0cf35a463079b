import { packageVersion } from "../package-root.js";

/** The files that every project has, whatever its filter: path relative to the project → text. */
export function projectFiles(name: string): Record<string, string> {
  return {
    ".gitignore": "node_modules/\nbuild/\n",
    "README.md": readme(name),
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
      build: "sluice build .",
      start: "sluice run .",
      // The first test may have to install Envoy.
      test: "vitest run --testTimeout=120000",
    },
    devDependencies: {
      sluice: `^${packageVersion()}`,
      vitest: "^4.0.0",
    },
  };
}

/** For the tests: the filter itself is AssemblyScript, and `sluice build` checks its types. */
const TSCONFIG = {
  compilerOptions: {
    target: "es2023",
    lib: ["es2023", "esnext.disposable", "dom"],
    module: "nodenext",
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  },
  include: ["*.test.ts"],
};

function readme(name: string): string {
  return `# ${name}

A plugin for Envoy and Istio gateways. The filter is [index.ts](index.ts), written in AssemblyScript; its test is
[index.test.ts](index.test.ts), and runs in process and on a real Envoy.

| command         | does                                                    |
| --------------- | ------------------------------------------------------- |
| \`npm install\`   | installs what the project needs                         |
| \`npm test\`      | runs the test on both engines                           |
| \`npm start\`     | runs a gateway with the filter in front of an echo      |
| \`npm run build\` | compiles the filter into \`build/${name}.wasm\` |
`;
}
