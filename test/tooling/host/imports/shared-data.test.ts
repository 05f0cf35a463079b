import { describe, expect, it } from "vitest";
import { hostWith, messages, on, results } from "../probe.js";

describe("shared data", () => {
  it("is absent until it is set, and empty values are kept", async () => {
    const operations = ["get_data k", "set_data k v 0", "get_data k", "set_data k _ 0", "get_data k"];
    expect(await results(operations)).toEqual(["1", "0", "0 'v' cas", "0", "0 '' cas"]);
  });

  it("is set with the right compare-and-swap number only", async () => {
    const operations = [
      "set_data k v 0",
      "get_data k",
      "set_data k w 99",
      "set_data k w cas",
      "get_data k",
      "set_data k x 0",
    ];
    expect(await results(operations)).toEqual(["0", "0 'v' cas", "8", "0", "0 'w' cas", "0"]);
  });

  it("takes any number for an absent key, as Envoy does", async () => {
    expect(await results(["set_data absent v 7"])).toEqual(["0"]);
  });

  it("is shared by the VMs of one vm_id, and by no others", async () => {
    const host = await hostWith([
      { vmId: "a", script: on("request_headers", ["set_data k v 0"]) },
      { vmId: "a", script: on("request_headers", ["get_data k"]) },
      { vmId: "b", script: on("request_headers", ["get_data k"]) },
    ]);
    await host.fetch(new Request("http://gateway.test/"), () => new Response());
    expect(messages(host, "request_headers")).toEqual([
      "set_data k v 0 = 0",
      "get_data k = 0 'v' cas",
      "get_data k = 1",
    ]);
    expect(host.sharedData.get("a", "k")?.value.toString()).toBe("v");
    expect(host.sharedData.keys("b")).toEqual([]);
  });
});
