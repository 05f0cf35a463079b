/** What the compiler's own words leave open; the first that they fit. */
const HINTS: readonly (readonly [words: RegExp, hint: string])[] = [
  [
    /'(Root)?ContextHelper'/,
    "this is @solo-io/proxy-runtime 0.1.1: docs/migrating-from-proxy-runtime.md of the package says what to change",
  ],
  [
    /TS6054: File '([^'~]*\/)?config\.ts' not found/,
    "config.ts is made of config.schema.json, and there is none beside index.ts: filters/README.md of the package shows one",
  ],
  [
    /TS6054|File '~lib\//,
    'import from "sluice/sdk", from a file of the filter, or from a package written in AssemblyScript',
  ],
  [/\bTS1140\b/, "an argument has no type here: look for a misspelt name in it, or write the type: set<string>(…)"],
  [
    /\bTS2322: Type 'void' is not assignable to type 'i32'/,
    "a callback gives back a Flow whatever it does: return request.respond(…), return Flow.Continue",
  ],
  [/\bTS2349\b.*\n.*\n.*\blog\(/, "log.info(text), log.warn(text) …: log itself is no function"],
  [
    /Interface hidden classes/,
    "an object literal makes an instance of a class: write class in place of interface, with a value for each field",
  ],
  [/AS234\b.*\n.*\n.*\bNumber\(/, "a number is read from text by I32.parseInt, I64.parseInt or F64.parseFloat"],
  [
    /\bAS102\b.*\bthe Flow of /,
    "a callback that does not return it lets the message pass; where nothing is to wait, keep it: const unheld = …",
  ],
  [
    /: no .* in AssemblyScript: |: it may be null: |: an object literal makes |AS100|TS2454|TS1\d{3}|TS2304/,
    "a filter is AssemblyScript: sdk/README.md of the package lists what is not as in TypeScript",
  ],
];

/** The hint to what the compiler says of sources that it refuses. */
export function explainErrors(messages: string): string {
  return HINTS.find(([words]) => words.test(messages))?.[1] ?? "mend the source at the place shown";
}
