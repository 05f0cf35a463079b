import { GET, type Job, NO_FILTER } from "../../../tooling/bench/job.js";
import { sluicePeer } from "./peers.js";

const ABOUT = "the request's path kept in a field, set on the response";

/** The job of a filter with fields, of which there is an object for each stream. */
export async function fieldsJob(): Promise<Job> {
  return {
    name: "fields",
    about: ABOUT,
    requests: [GET],
    checks: [
      {
        about: ABOUT,
        request: GET,
        isDone: ({ status, responseHeaders }) =>
          status === 200 && responseHeaders["x-path"] === "/" && responseHeaders["x-callbacks"] === "2",
      },
    ],
    participants: [NO_FILTER, await sluicePeer("fields", "fields")],
    references: [],
  };
}
