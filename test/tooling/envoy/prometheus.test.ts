import { describe, expect, it } from "vitest";
import { parsePrometheus } from "../../../tooling/envoy/prometheus.js";

describe("parsePrometheus", () => {
  it("reads counters and gauges with their labels", () => {
    const text = `# TYPE requests_total counter
requests_total{method="GET",status_class="2xx"} 3
requests_total{method="POST",status_class="4xx"} 0

# TYPE in_flight gauge
in_flight{} 5
`;
    expect(parsePrometheus(text)).toEqual([
      { name: "requests_total", type: "counter", labels: { method: "GET", status_class: "2xx" }, value: 3 },
      { name: "requests_total", type: "counter", labels: { method: "POST", status_class: "4xx" }, value: 0 },
      { name: "in_flight", type: "gauge", labels: {}, value: 5 },
    ]);
  });

  it("puts a histogram's count and sum together for each set of labels", () => {
    const text = `# TYPE duration_ms histogram
duration_ms_bucket{method="GET",le="+Inf"} 2
duration_ms_sum{method="GET"} 52.5
duration_ms_count{method="GET"} 2
duration_ms_sum{method="PUT"} 1
duration_ms_count{method="PUT"} 1
`;
    expect(parsePrometheus(text)).toEqual([
      { name: "duration_ms", type: "histogram", labels: { method: "GET" }, count: 2, sum: 52.5 },
      { name: "duration_ms", type: "histogram", labels: { method: "PUT" }, count: 1, sum: 1 },
    ]);
  });

  it("undoes escapes in label values, and keeps commas and braces", () => {
    const text = '# TYPE c counter\nc{a="x\\"y\\\\z\\n",b="1,c=\\"2\\"}"} 1\n';
    expect(parsePrometheus(text)[0]?.labels).toEqual({ a: 'x"y\\z\n', b: '1,c="2"}' });
  });

  it("tells a counter that ends in _count from a histogram", () => {
    expect(parsePrometheus("# TYPE word_count counter\nword_count{} 7\n")).toEqual([
      { name: "word_count", type: "counter", labels: {}, value: 7 },
    ]);
  });

  it.each(["", "nonsense", '# TYPE s summary\ns{quantile="0.5"} 1\n'])("passes over %j", (text) => {
    expect(parsePrometheus(text)).toEqual([]);
  });
});
