/** Something that TypeScript has and AssemblyScript has not, or not so. */
export interface Habit {
  /** By what it is known: the compiler's words, and below them the line of the source, with `▸` where they point. */
  readonly seen: RegExp;
  readonly called: string;
  /** What to write in its place. */
  readonly instead: string;
}

const NO_NAME = "^Cannot find name ";

/** What TypeScript's users write, and filters can't. The first that is seen counts. */
export const HABITS: readonly Habit[] = [
  {
    seen: /▸(?:export\s+)?(?:async|await)\b|\.▸(?:then|catch|finally)\b|^Cannot find name 'Promise'/,
    called: "async, await or Promise",
    instead: "return Flow.Pause, and go on in a CalloutHandler, or in a Task where there are several steps",
  },
  {
    seen: /^Cannot find name 'set(?:Timeout|Interval|Immediate)'/,
    called: "setTimeout or setInterval",
    instead: "extend Timer, and start it by Plugin.startTimer",
  },
  { seen: /\?▸\./, called: "?. (optional chaining)", instead: "write a !== null ? a.b : null, for a variable a" },
  { seen: /\?▸\?/, called: "?? (nullish coalescing)", instead: "write a !== null ? a : b, for a variable a" },
  { seen: /(?:\|\||&&)▸=/, called: "||= or &&=", instead: "write a = a || b" },
  {
    seen: /: Iterators$|▸for\s+await\b|for\s*\(▸(?:const|let|var)\b.*\bof\b/m,
    called: "for-of",
    instead: "write for (let i = 0; i < list.length; ++i)",
  },
  {
    seen: /for\s*\((?:const|let|var)\s+▸\w+\s+in\b|: 'in' operator$/m,
    called: "in and for-in",
    instead: "ask map.has(key), and go through map.keys(), which is an array",
  },
  {
    seen: /^Identifier expected\.\n.*▸(?:(?:const|let|var)\s+|\()\s*[{[]|\(\s*[{[][\w\s,]*[}\]]▸|^Cannot assign to .*\n.*▸\[/,
    called: "destructuring",
    instead: "write a variable for each: const path = request.path",
  },
  {
    seen: /: Exceptions$|(?<!\.)▸(?:catch|finally)\b/m,
    called: "try and catch",
    instead: "ask for null, which is what is not there, or for the Status or error of a result",
  },
  {
    seen: /: (?:Regular expressions|RegExp)$|^Property '(?:match|matchAll|search)' does not exist on type '~lib\/string\/String'/m,
    called: "regular expressions of JavaScript's",
    instead: 'call Regex.compile("…"), once, in onConfigure, and then its methods',
  },
  {
    seen: /: process\.env$/m,
    called: "process.env",
    instead: 'call getEnvironment("NAME") for a variable of the VM, or take it from the configuration',
  },
  {
    seen: /: Closures$|^Property '.*' does not exist on type '[^']*#[^']*'/m,
    called: "closures",
    instead:
      "make it a method, or a class with fields: a function within a method sees neither its this nor its variables",
  },
  { seen: /: Spread operator$/m, called: "... (spread)", instead: "use list.concat(other), or push each" },
  {
    seen: /'<object>'|^Identifier expected\.\n.*▸\{\s*\.\.\.|^Type expected\.\n.*[=:]\s*▸\s*\{/,
    called: "object literals and their types",
    instead: "write a class with fields",
  },
  {
    seen: /: union types$/m,
    called: "unions of types",
    instead: "choose one type; only T | null may be one of two, undefined is null here",
  },
  {
    seen: new RegExp(`${NO_NAME}'(?:any|unknown|Record)'`),
    called: "any, unknown or Record",
    instead: "name the type, write a class with fields, or a Map",
  },
  { seen: new RegExp(`${NO_NAME}'undefined'`), called: "undefined", instead: "write null" },
  {
    seen: new RegExp(`${NO_NAME}'JSON'`),
    called: "JSON",
    instead: "call parseJson to read, and new JsonWriter() to write",
  },
  {
    seen: new RegExp(`${NO_NAME}'(?:Buffer|TextEncoder|TextDecoder|atob|btoa)'`),
    called: "Buffer, TextEncoder or atob",
    instead: "call encodeText, decodeText, encodeBase64, decodeBase64 or encodeHex",
  },
  {
    seen: new RegExp(`${NO_NAME}'URL(?:SearchParams)?'`),
    called: "URL",
    instead: "use Url and QueryParams",
  },
  { seen: /^Optional properties/, called: "fields with ?", instead: "write name: string | null = null" },
  { seen: /▸#/, called: "fields with #", instead: "write private" },
  { seen: /\d▸n\b/, called: "bigint literals", instead: "write <i64>10" },
  { seen: /^\s*import ▸type\b/m, called: "import type", instead: "write import { … }" },
  { seen: /: Const assertion$/m, called: "as const", instead: "leave it out" },
  {
    seen: /^Type expected\.\n\s*(?:(?:public|private|protected|readonly|static)\s+)*▸\w+\s*=\s*\(/,
    called: "methods that are fields with an arrow function",
    instead: "write a method: onLog(): void { … }",
  },
  {
    seen: /^Type expected\.\n.*\)▸\s*(?:\{|=>|;|$)/,
    called: "functions without the type that they return",
    instead: "write f(): void { … }, or (n: i32): i32 => n + 1",
  },
  {
    seen: /^Type expected\.\n.*\w▸\s*=>/,
    called: "arrow functions without parentheses",
    instead: "write (x) => …",
  },
  {
    seen: /^Type expected\.\n.*(?:\w▸\s*[,)]|▸\w+\s*=)/,
    called: "parameters and fields without their type",
    instead: "write name: string",
  },
  {
    seen: /^Expected 1 arguments, but got .*\n.*▸console\./,
    called: "console.log of several things",
    instead: "write one text: console.log(`path: ${request.path}`)",
  },
];

/** Something that both languages have, and that a filter's author trips over. */
interface Mistake {
  readonly seen: RegExp;
  /** What to write; `$1` is what is seen in the first brackets. */
  readonly says: string;
}

/** What the compiler refuses for what it is, and does not say how to mend. The first that is seen counts. */
export const MISTAKES: readonly Mistake[] = [
  {
    seen: /^Type '(.+) \| null' is not assignable to type '\1'/,
    says: "it may be null: write const a = …; if (a !== null) …; only variables are narrowed, no fields",
  },
  {
    seen: /^Class '(?:[^']*\/)?(\w+)' cannot declare a constructor when/,
    says: "an object literal makes no instance of a class with a constructor: write new $1(…)",
  },
];
