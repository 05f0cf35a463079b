const TABLE_BEGIN = "<!-- config:begin -->";
const TABLE_END = "<!-- config:end -->";

/** Puts the table between the two markers of a README, in place of what stands there. Without markers nothing changes. */
export function updateReadmeTable(readme: string, table: string): string {
  const begin = readme.indexOf(TABLE_BEGIN);
  const end = readme.indexOf(TABLE_END, begin);
  if (begin < 0 || end < 0) return readme;
  return `${readme.slice(0, begin + TABLE_BEGIN.length)}\n\n${table}\n\n${readme.slice(end)}`;
}
