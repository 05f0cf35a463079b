import { posix } from "node:path";
import type { DocComment } from "./doc-comment.js";
import type { Member } from "./members.js";
import type { Group, PublicSymbol } from "./public-api.js";

/** What a package's entry exports: a page for each group, in a folder of its own. */
export interface Entry {
  /** What it is imported as. */
  readonly specifier: string;
  readonly folder: string;
  readonly groups: readonly Group[];
}

const NOTE = "<!-- Written by `npm run docs` from the doc comments of the sources: change those. -->";

/** Where the symbols and members of an entry are told of, by name: `headers.md#headersget`. */
type Places = ReadonlyMap<string, string>;

/** The pages of an entry, by their paths. */
export function writePages({ specifier, folder, groups }: Entry): Map<string, string> {
  const places = placesOf(groups);
  return new Map(
    groups.map((group) => {
      const head = `# ${specifier}: ${group.title}`;
      const symbols = group.symbols.flatMap((symbol) => writeSymbol(symbol, places));
      return [posix.join(folder, pageOf(group)), document([NOTE, head, ...symbols])];
    }),
  );
}

/** The table of contents: each symbol with the first sentence of what is said of it. */
export function writeIndex(introduction: string, entries: readonly Entry[]): string {
  const parts = entries.flatMap(({ specifier, folder, groups }) => {
    const places = placesOf(groups);
    const tables = groups.flatMap(({ title, symbols }) => [
      `### ${title}`,
      table(
        ["symbol", "is"],
        symbols.map(({ name, doc }) => [`[\`${name}\`](${folder}/${places.get(name)})`, plain(firstSentence(doc))]),
      ),
    ]);
    return [`## ${specifier}`, ...tables];
  });
  return document([NOTE, introduction, ...parts]);
}

function writeSymbol({ name, file, signature, doc, members }: PublicSymbol, places: Places): string[] {
  const others = new Map([...places].filter(([place]) => place !== name));
  const isEnum = signature.startsWith("enum ");
  return [
    `## ${name}`,
    code(signature),
    ...writeDoc(doc, others),
    ...(isEnum ? [valueTable(members, others)] : members.flatMap((member) => writeMember(name, member, others))),
    `<sub>Declared in [${file}](../../../${file}).</sub>`,
  ];
}

function writeMember(owner: string, { name, signature, doc }: Member, places: Places): string[] {
  return [`### ${memberTitle(owner, name)}`, code(signature), ...writeDoc(doc, places)];
}

function valueTable(members: readonly Member[], places: Places): string {
  return table(
    ["member", "value", "is"],
    members.map(({ name, signature, doc }) => [`\`${name}\``, signature, linked(doc.text, places)]),
  );
}

function writeDoc({ text, throws, examples }: DocComment, places: Places): string[] {
  return [
    ...(text === "" ? [] : [linked(text, places)]),
    ...throws.map((thrown) => `Throws ${linked(thrown, places)}`),
    ...examples.map(code),
  ];
}

function placesOf(groups: readonly Group[]): Places {
  return new Map(
    groups.flatMap((group) => {
      const names = group.symbols.flatMap(({ name, members, signature }) => [
        name,
        ...(signature.startsWith("enum ") ? [] : members.map((member) => memberTitle(name, member.name))),
      ]);
      const anchors = names.map((name) => name.toLowerCase().replace(/[^a-z0-9_-]/g, ""));
      return names.map((name, index): [string, string] => {
        // GitHub numbers the headings that differ in nothing but case.
        const before = anchors.slice(0, index).filter((anchor) => anchor === anchors[index]).length;
        return [name, `${pageOf(group)}#${anchors[index]}${before === 0 ? "" : `-${before}`}`];
      });
    }),
  );
}

function memberTitle(owner: string, name: string): string {
  return name === "constructor" ? `new ${owner}` : `${owner}.${name}`;
}

function pageOf({ title }: Group): string {
  const words = title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return `${words.replace(/^-|-$/g, "")}.md`;
}

/** The names of symbols and members in a text become links. */
function linked(text: string, places: Places): string {
  return plain(text).replace(/`([A-Za-z0-9]+)(\.[A-Za-z0-9]+)?(\(\))?`/g, (quoted, symbol: string, member = "") => {
    const place = places.get(`${symbol}${member}`) ?? places.get(symbol);
    return place === undefined ? quoted : `[${quoted}](${place})`;
  });
}

/** Up to the first full stop or semicolon that stands in no brackets. */
function firstSentence({ text }: DocComment): string {
  const [paragraph = ""] = text.split("\n\n");
  const sentence = /^(?:\([^)]*\)|[^(])*?[.;](?=\s|$)/s.exec(paragraph)?.[0] ?? paragraph;
  return sentence.replace(/;$/, ".").replace(/\s+/g, " ");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replace(/\s+/g, " ").replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function code(text: string): string {
  return `\`\`\`ts\n${text}\n\`\`\``;
}

function document(parts: readonly string[]): string {
  return `${parts.map((part) => part.trim()).join("\n\n")}\n`;
}

/** A text without the tags of doc comments. */
function plain(text: string): string {
  return text.replace(/\{@link (\S+?)\}/g, "`$1`");
}
