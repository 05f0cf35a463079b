/**
 * `npm run crds`: writes the schemas of the kinds that a manifest holds, as their projects publish them in Go modules, beside
 * this file. Needs Go, which verifies the modules against its checksum database.
 *
 * Left out are descriptions, `status`, and the parts named in `omit`, which no manifest of ours has.
 */
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format } from "prettier";
import { parseAllDocuments } from "yaml";

const SOURCES = [
  {
    module: "istio.io/api@v1.31.1",
    file: "kubernetes/customresourcedefinitions.gen.yaml",
    kinds: {
      "wasmplugins.extensions.istio.io": [],
      "trafficextensions.extensions.istio.io": [],
      "envoyfilters.networking.istio.io": [],
      "serviceentries.networking.istio.io": ["workloadSelector"],
      "destinationrules.networking.istio.io": [
        ...["subsets", "trafficPolicy.connectionPool", "trafficPolicy.loadBalancer", "trafficPolicy.outlierDetection"],
        ...["trafficPolicy.portLevelSettings", "trafficPolicy.proxyProtocol", "trafficPolicy.retryBudget"],
        ...["trafficPolicy.tunnel", "workloadSelector"],
      ],
    },
  },
  {
    module: "github.com/envoyproxy/gateway@v1.9.1",
    file: "charts/gateway-helm/charts/crds/crds/generated/gateway.envoyproxy.io_envoyextensionpolicies.yaml",
    kinds: { "envoyextensionpolicies.gateway.envoyproxy.io": ["extProc", "lua", "dynamicModule"] },
  },
  {
    // The last one that the module proxy has.
    module: "github.com/alibaba/higress@v1.4.2",
    file: "helm/core/crds/customresourcedefinitions.gen.yaml",
    kinds: { "wasmplugins.extensions.higress.io": [] },
  },
];

for (const { module, file, kinds } of SOURCES) {
  const { Dir } = JSON.parse(execFileSync("go", ["mod", "download", "-json", module], { cwd: tmpdir() }).toString());
  const documents = parseAllDocuments(await readFile(join(Dir, file), "utf8")).map((document) => document.toJS());
  for (const [name, omit] of Object.entries(kinds)) {
    const definition = documents.find((document) => document?.metadata?.name === name);
    if (definition === undefined) throw new Error(`${module} has no ${name}`);
    await write(name, { source: `${module} ${file}`, license: "Apache-2.0", omit }, definition.spec);
  }
}

async function write(name, origin, { group, names, versions }) {
  const version = versions.find(({ storage }) => storage);
  const schema = bare(version.schema.openAPIV3Schema);
  delete schema.properties.status;
  for (const path of origin.omit) remove(schema.properties.spec, path.split("."));
  const served = versions.filter((each) => each.served).map((each) => each.name);
  const text = JSON.stringify({ ...origin, group, kind: names.kind, versions: served, schema });
  const path = fileURLToPath(new URL(`${name}.json`, import.meta.url));
  await writeFile(path, await format(text, { parser: "json", printWidth: 120 }));
}

/** A schema without its descriptions. */
function bare(schema) {
  const { properties, items, additionalProperties, ...rest } = schema;
  delete rest.description;
  if (properties !== undefined) {
    rest.properties = Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, bare(each)]));
  }
  if (items !== undefined) rest.items = bare(items);
  if (additionalProperties !== undefined) {
    rest.additionalProperties =
      typeof additionalProperties === "object" ? bare(additionalProperties) : additionalProperties;
  }
  return rest;
}

function remove(schema, path) {
  const parent = path.slice(0, -1).reduce((at, name) => at?.properties?.[name], schema);
  const name = path.at(-1);
  if (parent?.properties?.[name] === undefined) throw new Error(`there is no ${path.join(".")} to omit`);
  delete parent.properties[name];
}
