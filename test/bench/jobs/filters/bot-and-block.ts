import { GET, type JobRequest } from "../../../../tooling/bench/job.js";
import type { FilterJob } from "../filter-job.js";
import { nativePeer } from "../peers.js";

const BOTS = ["GPTBot", "ClaudeBot", "CCBot", "Bytespider", "AhrefsBot", "SemrushBot", "MJ12bot", "sqlmap", "Nikto"];
const PATHS = ["^/wp-(admin|login)", "\\.php$", "^/\\.(git|env)"];
const ABOUT = `a browser's request held against ${BOTS.length} names of bots and ${PATHS.length} patterns of paths`;

const BROWSER =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";

const ask = (path: string, agent: string): JobRequest => ({ ...GET, path, headers: { "user-agent": agent } });
const ASK = ask("/shop/articles/42", BROWSER);

/** RBAC's regular expressions hold for a whole text. */
const anywhere = (patterns: readonly string[]): object => ({
  safe_regex: { regex: `(?i).*(?:${patterns.join("|")}).*` },
});

const RULES = [
  { name: "bots", user_agents: BOTS },
  { name: "paths", path_patterns: PATHS },
];

export const botAndBlock: FilterJob = {
  name: "bot-and-block",
  filter: "bot-and-block",
  about: ABOUT,
  requests: [ASK],
  checks: [
    { about: ABOUT, request: ASK, isDone: ({ status }) => status === 200 },
    {
      about: "a bot is refused",
      request: ask("/shop", "Mozilla/5.0 (compatible; gptbot/1.2)"),
      isDone: ({ status }) => status === 403,
    },
    {
      about: "a scanner's path is refused",
      request: ask("/wp-login.php", BROWSER),
      isDone: ({ status }) => status === 403,
    },
  ],
  peers: [
    nativePeer("rbac", "Envoy's own filter, the same patterns", "rbac.v3.RBAC", {
      rules: {
        action: "DENY",
        policies: {
          bots: {
            permissions: [{ header: { name: "user-agent", string_match: anywhere(BOTS) } }],
            principals: [{ any: true }],
          },
          paths: {
            permissions: [{ url_path: { path: anywhere(PATHS) } }],
            principals: [{ any: true }],
          },
        },
      },
    }),
  ],
  variants: {
    sluice: {
      about: "filters/bot-and-block",
      config: { rules: RULES },
    },
    presets: {
      about: "the same, and all names that it knows",
      config: {
        rules: RULES,
        presets: ["ai-crawlers", "ai-assistants", "seo-crawlers", "scanners", "http-libraries"],
      },
    },
  },
};
