import type { Soak } from "./soak.js";

export const substitute: Soak = {
  filter: "substitute",
  config: {
    substitutions: [
      {
        in: "request_header",
        name: "x-cert",
        pattern: "^.*URI=(?<uri>[^;,]*).*$",
        replacement: "$<uri>",
        to: "x-caller",
      },
      { in: "response_body", content_types: ["text/html"], text: "http://old.test", replacement: "https://new.test" },
    ],
  },
  keysMax: 0,
  pagesMax: 32,
  request: (index) => ({
    headers: {
      ":path": `/${index}`,
      "x-cert": index % 100 === 0 ? "URI=a;".repeat(9_000) : `By=a;URI=spiffe://${index}`,
    },
    properties: {},
    response: { ":status": "200", "content-type": index % 3 === 0 ? "text/html" : "image/png" },
    responseBody: `<a href="http://old.test/${index}">`.repeat(index % 200 === 0 ? 1_000 : 1 + (index % 7)),
  }),
};
