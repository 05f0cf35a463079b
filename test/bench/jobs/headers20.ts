import { type Job, type JobRequest, NO_FILTER } from "../../../tooling/bench/job.js";
import { goPeer, luaPeer, rustPeer, sluicePeer } from "./peers.js";

const COUNT = 20;
const GROUP_SIZE = 4;
const ABOUT = "20 request headers read by name, 5 changed to what was read";

/** Values as long as headers' are: 8 to 64 bytes. */
const VALUES = Array.from({ length: COUNT }, (_, index) =>
  "0123456789abcdef".repeat(4).slice(0, 8 + ((index * 23) % 57)),
);

const REQUEST: JobRequest = {
  method: "GET",
  headers: Object.fromEntries(VALUES.map((value, index) => [`x-in-${index}`, value])),
  body: "",
};

/** `x-in-0` to `x-in-4` become the lengths of four values each: all twenty must have been read. */
const CHANGED = Array.from({ length: COUNT / GROUP_SIZE }, (_, group) =>
  String(VALUES.slice(group * GROUP_SIZE, (group + 1) * GROUP_SIZE).join("").length),
);

/** The headers20 job: what a filter costs that looks at a request. */
export async function headers20Job(): Promise<Job> {
  return {
    name: "headers20",
    about: ABOUT,
    requests: [REQUEST],
    checks: [
      {
        about: ABOUT,
        request: REQUEST,
        isDone: ({ status, upstreamHeaders }) =>
          status === 200 && CHANGED.every((value, index) => upstreamHeaders[`x-in-${index}`] === value),
      },
    ],
    participants: [
      NO_FILTER,
      await sluicePeer("headers20", "headers20"),
      await rustPeer("headers20"),
      await goPeer("headers20"),
      luaPeer(LUA),
    ],
    references: ["rust"],
  };
}

const LUA = [
  "local names = {}",
  `for i = 0, ${COUNT - 1} do names[i] = "x-in-" .. i end`,
  "function envoy_on_request(handle)",
  "  local headers, lengths = handle:headers(), {}",
  `  for i = 0, ${COUNT - 1} do`,
  `    local group = math.floor(i / ${GROUP_SIZE})`,
  '    lengths[group] = (lengths[group] or 0) + #(headers:get(names[i]) or "")',
  "  end",
  `  for group = 0, ${COUNT / GROUP_SIZE - 1} do headers:replace(names[group], tostring(lengths[group])) end`,
  "end",
];
