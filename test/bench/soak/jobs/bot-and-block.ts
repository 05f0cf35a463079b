import type { Soak } from "./soak.js";

export const botAndBlock: Soak = {
  filter: "bot-and-block",
  config: {
    presets: ["ai-crawlers", "scanners"],
    rules: [
      { name: "paths", path_patterns: ["^/admin"], headers: { "x-key": "z$" } },
      { name: "queries", action: "tag", queries: ["(x+x+)+y"] },
    ],
  },
  keysMax: 0,
  // Patterns are compiled in one callback, whose garbage stays until it ends.
  pagesMax: 48,
  request: (index) => ({
    headers: {
      ":path": index % 100 === 0 ? `/${"%2e./".repeat(3_000)}?${"x+".repeat(3_000)}` : `/a/${index}/../%61?q=${index}`,
      "user-agent": index % 100 === 1 ? "GPTBo".repeat(4_000) : `agent ${index}`,
    },
    properties: {},
  }),
};
