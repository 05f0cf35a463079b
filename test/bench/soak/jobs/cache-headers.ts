import type { Soak } from "./soak.js";

export const cacheHeaders: Soak = {
  filter: "cache-headers",
  config: {
    rules: [
      { paths: ["/a"], cache_control: "max-age=1", cdn_cache_control: "max-age=9", vary: ["accept"] },
      { remove_age: true, replace_vary: true, vary: ["*"] },
    ],
  },
  keysMax: 0,
  request: (index) => ({
    headers: {
      ...{
        ":method": "GET",
        ":path": index % 100 === 0 ? `/${"a/".repeat(30_000)}` : `/${"a;/"[index % 3]}/${index}`,
      },
      ...(index % 5 === 0 ? { authorization: `Bearer ${index}` } : {}),
    },
    properties: {},
    response: {
      ":status": index % 7 === 0 ? "304" : "200",
      "content-type": index % 100 === 1 ? "x".repeat(60_000) : "text/html",
      "cache-control": index % 100 === 2 ? "max-age=1,".repeat(6000) : `max-age=${index}`,
      vary: index % 100 === 3 ? "x,".repeat(30_000) : "accept-encoding",
      ...(index % 11 === 0 ? { "set-cookie": "id=1", expires: "0", age: "1" } : {}),
    },
  }),
};
