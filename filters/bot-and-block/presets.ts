/*
 * What user agents of known programs hold, without case. A name is here when a public list has seen it:
 * github.com/monperrus/crawler-user-agents, with whole user agents, or, where it says CRS, `rules/scanners-user-agents.data` of
 * github.com/coreruleset/coreruleset. Beside it stands who sends it, or a page about that. Names that only robots.txt knows
 * (`Google-Extended`, `Applebot-Extended`) are no user agents, and so not here. For more, compare with those lists, and with
 * github.com/ai-robots-txt/ai.robots.txt.
 */

/** Those that gather text for models. */
// @ts-ignore: decorator
@lazy
const AI_CRAWLERS: StaticArray<string> = [
  "AI2Bot", // allenai.org/crawler
  "Amazonbot", // developer.amazon.com/amazonbot
  "Bytespider", // stackoverflow.com/questions/57908900
  "CCBot", // commoncrawl.org/ccbot
  "ClaudeBot", // support.claude.com/en/articles/8896518
  "cohere-training-data-crawler", // datadome.co/bots/cohere-training-data-crawler
  "Diffbot", // docs.diffbot.com
  "FacebookBot", // developers.facebook.com/docs/sharing/bot
  "GoogleOther", // developers.google.com/crawling/docs/crawlers-fetchers
  "GPTBot", // platform.openai.com/docs/bots
  "ImagesiftBot", // imagesift.com/about
  "img2dataset", // github.com/rom1504/img2dataset
  "meta-externalagent", // developers.facebook.com/docs/sharing/webmasters/web-crawlers
  "omgili", // webz.io/bot.html
  "PanguBot", // datadome.co/bots/pangubot
  "Timpibot", // timpi.io
];

/** Those that fetch a page because a user asked a model, and those that index for such answers. */
// @ts-ignore: decorator
@lazy
const AI_ASSISTANTS: StaticArray<string> = [
  "ChatGPT-User", // platform.openai.com/docs/bots
  "Claude-SearchBot", // support.claude.com/en/articles/8896518
  "Claude-User", // the same
  "DuckAssistBot", // duckduckgo.com/duckduckgo-help-pages/results/duckassistbot
  "meta-externalfetcher", // developers.facebook.com/docs/sharing/webmasters/web-crawlers
  "MistralAI-User", // docs.mistral.ai/robots
  "OAI-SearchBot", // platform.openai.com/docs/bots
  "Perplexity-User", // docs.perplexity.ai/guides/bots
  "PerplexityBot", // the same
  "YouBot", // about.you.com/youbot
];

/** Those of services that sell what they find about sites. */
// @ts-ignore: decorator
@lazy
const SEO_CRAWLERS: StaticArray<string> = [
  "AhrefsBot", // ahrefs.com/robot
  "AhrefsSiteAudit", // ahrefs.com/robot/site-audit
  "Barkrowler", // babbar.tech/crawler
  "BLEXBot", // webmeup-crawler.com
  "DataForSeoBot", // dataforseo.com/dataforseo-bot
  "DotBot", // moz.com/help/moz-procedures/crawlers/dotbot
  "MJ12bot", // mj12bot.com
  "rogerbot", // moz.com/help/moz-procedures/crawlers/rogerbot
  "SemrushBot", // semrush.com/bot
  "SEOkicks", // seokicks.de/robot.html
  "serpstatbot", // serpstatbot.com
  "SiteAuditBot", // datadome.co/bots/siteauditbot
];

/** Those that look for holes and say so: what their projects send unless told otherwise. */
// @ts-ignore: decorator
@lazy
const SCANNERS: StaticArray<string> = [
  "Acunetix", // acunetix.com
  "Arachni", // CRS; github.com/Arachni/arachni
  "commix", // CRS; github.com/commixproject/commix
  "DirBuster", // github.com/KajanM/DirBuster
  "feroxbuster", // CRS; github.com/epi052/feroxbuster
  "Fuzz Faster", // CRS; github.com/ffuf/ffuf
  "gobuster", // CRS; github.com/OJ/gobuster
  "joomscan", // CRS; github.com/OWASP/joomscan
  "l9explore", // github.com/LeakIX/l9explore
  "masscan", // github.com/robertdavidgraham/masscan
  "Nessus", // tenable.com
  "Netsparker", // CRS; netsparker.com
  "Nikto", // cirt.net/Nikto2
  "Nmap Scripting Engine", // nmap.org/book/nse.html
  "nuclei", // CRS; github.com/projectdiscovery/nuclei
  "OpenVAS", // openvas.org
  "skipfish", // CRS; github.com/spinkham/skipfish
  "sqlmap", // sqlmap.org
  "TsunamiSecurityScanner", // CRS; github.com/google/tsunami-security-scanner
  "w3af", // CRS; github.com/andresriancho/w3af
  "Wapiti", // CRS; github.com/wapiti-scanner/wapiti
  "Wfuzz", // CRS; github.com/xmendez/wfuzz
  "WhatWeb", // github.com/urbanadventurer/WhatWeb
  "WPScan", // wpscan.org
  "zgrab", // github.com/zmap/zgrab2
  "ZmEu", // en.wikipedia.org/wiki/ZmEu_(vulnerability_scanner)
];

/** Libraries and command lines that programs fetch with: no browser sends these. */
// @ts-ignore: decorator
@lazy
const HTTP_LIBRARIES: StaticArray<string> = [
  "aiohttp/", // docs.aiohttp.org
  "axios/", // github.com/axios/axios
  "curl/", // curl.se
  "Go-http-client/", // pkg.go.dev/net/http
  "HTTPie/", // httpie.io
  "libwww-perl/", // metacpan.org/pod/LWP
  "node-fetch", // github.com/node-fetch/node-fetch
  "python-httpx/", // python-httpx.org
  "python-requests/", // requests.readthedocs.io
  "Python-urllib/", // docs.python.org/3/library/urllib.request.html
  "Scrapy/", // scrapy.org
  "Wget/", // gnu.org/software/wget
];

/** The list of one of the names that the schema has. */
export function presetOf(name: string): StaticArray<string> {
  if (name == "ai-crawlers") return AI_CRAWLERS;
  if (name == "ai-assistants") return AI_ASSISTANTS;
  if (name == "seo-crawlers") return SEO_CRAWLERS;
  if (name == "scanners") return SCANNERS;
  return HTTP_LIBRARIES;
}
