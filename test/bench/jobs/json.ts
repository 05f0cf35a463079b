import { type Job, type JobRequest, NO_FILTER } from "../../../tooling/bench/job.js";
import { goPeer, rustPeer, sluicePeer } from "./peers.js";

const ABOUT = "an order of 10 KB in JSON parsed, its tier checked, its pieces counted";
const ITEMS = 78;

const order = {
  id: "7f9c2ba4-e88f-4a1c-9a60-1f0d5e3b8c77",
  placed: "2026-03-14T15:09:26Z",
  customer: {
    id: 184_467,
    name: "Zoë Müller",
    email: "zoe.mueller@shop.example",
    address: { street: "Unter den Linden 5", city: "Berlin", postcode: "10117" },
  },
  items: Array.from({ length: ITEMS }, (_, index) => ({
    sku: `SKU-${String(1000 + index * 37)}`,
    name: index % 4 === 0 ? `Frame ${index} × 30 cm, "oak"` : `Shelf board number ${index}, matt white`,
    quantity: 1 + (index % 5),
    price: 4.95 + index * 1.25,
    gift: index % 3 === 0,
    tags: ["home", index % 2 === 0 ? "living room" : "office"],
  })),
  note: null,
  tier: "gold",
};
const TEXT = JSON.stringify(order);
const PIECES = String(order.items.reduce((sum, { quantity }) => sum + quantity, 0));

/** The json job: what a filter costs that understands a body. Each participant must read all of it, and notice what is broken. */
export async function jsonJob(): Promise<Job> {
  return {
    name: "json",
    about: ABOUT,
    requests: [post(TEXT)],
    checks: [
      {
        about: ABOUT,
        request: post(TEXT),
        isDone: ({ status, upstreamHeaders }) => status === 200 && upstreamHeaders["x-pieces"] === PIECES,
      },
      {
        about: "an order that is not gold is forbidden",
        request: post(JSON.stringify({ ...order, tier: "silver" })),
        isDone: ({ status }) => status === 403,
      },
      {
        about: "an order that breaks off before its last brace is bad",
        request: post(TEXT.slice(0, -1)),
        isDone: ({ status }) => status === 400,
      },
      {
        about: "an order that is no JSON in the middle is bad",
        request: post(TEXT.replace('"gift":false', '"gift":maybe')),
        isDone: ({ status }) => status === 400,
      },
    ],
    participants: [
      NO_FILTER,
      await sluicePeer("json", "json"),
      await rustPeer("json", "rust", ", serde_json::Value"),
      await rustPeer("json-typed", "rust typed", ", serde_derive"),
      await goPeer("json"),
    ],
    references: ["rust"],
  };
}

function post(body: string): JobRequest {
  return { method: "POST", headers: { "content-type": "application/json" }, body };
}
