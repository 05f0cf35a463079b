import { describe, expect, it } from "vitest";
import { answer, open } from "../exchange.js";
import { hostWith, messages, on, results } from "../probe.js";

describe("header map functions", () => {
  it("read the first value, tell missing from empty, and name maps case-insensitively", async () => {
    const operations = ["add 0 x-a 1", "add 0 x-a 2", "get 0 X-A", "get 0 absent", "add 0 x-e _", "get 0 x-e"];
    expect(await results(operations)).toEqual(["0", "0", "0 '1'", "1", "0", "0 ''"]);
  });

  it("keep bytes that are not UTF-8", async () => {
    expect(await results(["set 0 x-b caf%e9%ff", "get 0 x-b"])).toEqual(["0", "0 'caf%e9%ff'"]);
  });

  it("answer Ok to the removal of what is not there", async () => {
    expect(await results(["remove 0 absent", "add 0 x-a 1", "remove 0 X-A", "get 0 x-a"])).toEqual([
      "0",
      "0",
      "0",
      "1",
    ]);
  });

  it("refuse maps that are not there now, but give their pairs as none", async () => {
    const operations = [
      "get 2 :status",
      "set 2 a b",
      "map_size 2",
      "set_pairs 2 _",
      "pairs 2",
      "get 6 a",
      "get 8 a",
      "get 99 a",
    ];
    expect(await results(operations)).toEqual(["2", "2", "2 0", "2", "0 ''", "2", "2", "2"]);
  });

  it("count the bytes of names and values", async () => {
    const operations = ["set_pairs 0 :path=/,x=yz", "map_size 0"];
    expect(await results(operations)).toEqual(["0", "0 9"]);
  });

  it("take pairs with a slack byte for none, so that the map is emptied", async () => {
    expect(await results(["set_raw_pairs 0 %01||||", "pairs 0"])).toEqual(["0", "0 ''"]);
  });

  it("reject a result address outside of the memory without a trap", async () => {
    expect(await results(["bad_get 0 :path", "get 0 :path"])).toEqual(["6", "0 '/'"]);
  });

  it("lose the request once it was let go, and find it again in proxy_on_log", async () => {
    const script = [
      on("request_body", ["get 0 x-a"]),
      on("response_headers", ["get 0 x-a", "pairs 0", "set 0 x-a 2", "property request|path"]),
      on("log", ["get 0 x-a", "get 2 :status", "get 1 x", "get 3 x", "set 0 x-a 2"]),
    ];
    const host = await hostWith([{ script }]);
    const exchange = open(host, [["x-a", "1"]]);
    exchange.stream.request.receiveData(Buffer.from("b"), true);
    answer(exchange, 204);
    expect(messages(host, "request_body")).toEqual(["get 0 x-a = 2"]);
    expect(messages(host, "response_headers").map((line) => line.split(" = ")[1])).toEqual(["2", "0 ''", "2", "1"]);
    expect(messages(host, "log").map((line) => line.split(" = ")[1])).toEqual(["0 '1'", "0 '204'", "1", "1", "2"]);
  });

  it("keep the request in reach while its headers are stopped", async () => {
    const host = await hostWith(
      [
        "request_headers return 1\nhttp_call_response effective last\nhttp_call_response set 0 x-late 1\nhttp_call_response continue 0\nrequest_headers call c :method=GET,:path=/,:authority=a _ 100",
      ],
      {
        callout: () => new Response(),
      },
    );
    const upstream = await new Promise<Request>((resolve) => {
      void host.fetch(new Request("http://gateway.test/"), (request) => (resolve(request), new Response()));
    });
    expect(upstream.headers.get("x-late")).toBe("1");
  });
});
