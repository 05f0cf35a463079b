import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const examples = "examples/*/!(*.test).ts";
const assemblyScript = ["assembly/**/*.ts", "sdk/**/*.ts", "filters/**/*.ts", examples, "test/unit/assembly/**/*.ts"];
const bothLanguages = ["assembly/shared/*.ts"];
const guestCode = ["assembly/**/*.ts", "sdk/**/*.ts", "filters/**/*.ts", examples];
const tests = ["test/**/*.ts", "examples/*/*.test.ts"];
const typeScript = ["tooling/**/*.ts", "istio/**/*.ts", ...tests, "vitest.config.ts", ...bothLanguages];

/** Holds in both languages and needs no types. */
const everywhere = {
  curly: ["error", "multi-line"],
  "max-lines": ["error", { max: 400 }],
  "no-console": ["error", { allow: ["error"] }],
  "no-constant-condition": ["error", { checkLoops: false }],
  "no-debugger": "error",
  "no-dupe-else-if": "error",
  "no-duplicate-case": "error",
  "no-empty": "error",
  "no-fallthrough": "error",
  "no-self-assign": "error",
  "no-self-compare": "error",
  "no-unreachable": "error",
  "no-unsafe-finally": "error",
  "no-unused-labels": "error",
  "no-useless-rename": "error",
  "no-useless-return": "error",
  "no-var": "error",
  "no-warning-comments": "error",
  "prefer-const": "error",
  "@typescript-eslint/no-explicit-any": "error",
  "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
};

export default defineConfig(
  globalIgnores([
    "dist/",
    "build/",
    "filters/*/config.ts",
    "filters/*/config.schema.d.ts",
    "examples/*/config.ts",
    "examples/*/config.schema.d.ts",
    "test/golden/",
    "test/fixtures/",
    "test/bench/peers/",
  ]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    name: "sluice/typescript",
    files: typeScript,
    ignores: ["test/unit/**"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: "test/tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...everywhere,
      eqeqeq: "error",
      "prefer-template": "error",
      "@typescript-eslint/consistent-type-exports": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-deprecated": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      // A host may return numbers that an enum of the ABI does not list, so guests and hosts compare plain numbers with it.
      "@typescript-eslint/no-unsafe-enum-comparison": "off",
      "@typescript-eslint/only-throw-error": "error",
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/return-await": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/use-unknown-in-catch-callback-variable": "error",
    },
  },
  {
    name: "sluice/assemblyscript",
    files: assemblyScript,
    ignores: bothLanguages,
    // AssemblyScript has decorators on functions, which TypeScript's grammar has not.
    languageOptions: { parser: tseslint.parser, parserOptions: { allowInvalidAST: true } },
    plugins: { "@typescript-eslint": tseslint.plugin },
    rules: {
      ...everywhere,
      // A callback's parameters are its contract; a filter that overrides it need not use them all.
      "@typescript-eslint/no-unused-vars": ["error", { args: "none", varsIgnorePattern: "^_" }],
    },
  },
  {
    name: "sluice/guest-never-traps",
    files: guestCode,
    rules: {
      "no-restricted-syntax": [
        "error",
        { selector: "ThrowStatement", message: "a throw traps the VM for every request on it: return a Status" },
        { selector: "CallExpression[callee.name='assert']", message: "assert traps the VM for every request on it" },
      ],
    },
  },
  {
    name: "sluice/scripts",
    files: ["**/*.js", "**/*.mjs"],
    extends: [tseslint.configs.recommended],
    rules: { eqeqeq: "error", "no-var": "error", "prefer-const": "error", "max-lines": ["error", { max: 400 }] },
  },
);
