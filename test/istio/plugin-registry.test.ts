import { describe, expect, it } from "vitest";
import { DEFAULT_REGISTRY_IMAGE, pluginRegistry, registryNamespace, registryUrl } from "../../istio/index.js";
import { registryDescription } from "./descriptions.js";

describe("a plugin registry", () => {
  const [configMap, deployment, service, policy, budget] = pluginRegistry(registryDescription());
  const { template, selector } = deployment.spec;
  const container = template.spec.containers[0];

  it("holds the module byte for byte", () => {
    expect(Buffer.from(configMap.binaryData?.["auth.wasm"] ?? "", "base64")).toEqual(
      Buffer.from(registryDescription().module),
    );
  });

  it("is reached at the URL that plugins are given", () => {
    const url = new URL(registryUrl(registryDescription()));
    expect(url.hostname).toBe(`${service.metadata.name}.${service.metadata.namespace}.svc.cluster.local`);
    expect(service.spec.ports.map(({ port }) => port)).toEqual([80]);
    expect(container?.readinessProbe).toMatchObject({ httpGet: { path: url.pathname } });
  });

  it("sends the Service's traffic to the pods of the Deployment", () => {
    expect(template.metadata.labels).toMatchObject(selector.matchLabels);
    expect(template.metadata.labels).toMatchObject(service.spec.selector);
    expect(container?.ports.map(({ name }) => name)).toContain(service.spec.ports[0]?.targetPort);
    expect(configMap.data?.["nginx.conf"]).toContain(`listen ${container?.ports[0]?.containerPort};`);
  });

  it("lets pods ask it for its module, and asks for nothing itself", () => {
    expect(policy.spec).toMatchObject({
      podSelector: { matchLabels: selector.matchLabels },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ ports: [{ port: container?.ports[0]?.containerPort }] }],
      egress: [],
    });
  });

  it("keeps a pod through the drain of a node", () => {
    expect(deployment.spec.replicas).toBe(2);
    expect(budget.spec).toEqual({ maxUnavailable: 1, selector: { matchLabels: selector.matchLabels } });
  });

  it("makes a namespace that lets only restricted pods in", () => {
    expect(registryNamespace(registryDescription())).toMatchObject({
      kind: "Namespace",
      metadata: { name: "istio-system", labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
    });
  });

  it("mounts the module where the server looks for it", () => {
    const mount = container?.volumeMounts.find(({ name }) => name === "modules");
    expect(configMap.data?.["nginx.conf"]).toContain(`root ${mount?.mountPath};`);
    expect(template.spec.volumes).toContainEqual({
      name: "modules",
      configMap: { name: "auth-registry", items: [{ key: "auth.wasm", path: "auth.wasm" }] },
    });
  });

  it("keeps to Kubernetes' restricted standard, on a read-only file system", () => {
    expect(template.spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(container?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
    });
    expect(container?.image).toBe(DEFAULT_REGISTRY_IMAGE);
  });

  it("stays outside the mesh, whose mutual TLS the proxies' own fetches do not speak", () => {
    expect(template.metadata.labels).toMatchObject({
      "sidecar.istio.io/inject": "false",
      "istio.io/dataplane-mode": "none",
    });
  });

  it("on a claim keeps the module apart, in a directory of its digest that all pods may read and a loader may write", () => {
    const description = registryDescription({ storage: "PersistentVolumeClaim" });
    const [conf, { spec }, , , , claim] = pluginRegistry(description);
    const [pod] = spec.template.spec.containers;
    expect(conf.binaryData).toBeUndefined();
    expect(conf.data?.["nginx.conf"]).toContain(`root /srv/modules/${description.sha256};`);
    expect(claim?.spec.accessModes).toEqual(["ReadWriteMany"]);
    expect(spec.template.spec.volumes).toContainEqual({
      name: "modules",
      persistentVolumeClaim: { claimName: claim?.metadata.name },
    });
    expect(pod?.volumeMounts).toContainEqual({ name: "modules", mountPath: "/srv/modules", readOnly: true });
    expect(registryUrl(description)).toBe(registryUrl(registryDescription()));
  });

  it("rolls its pods when the module changes", () => {
    const [, other] = pluginRegistry(registryDescription({ sha256: "ff".repeat(32) }));
    expect(other.spec.template.metadata.annotations).not.toEqual(template.metadata.annotations);
  });
});
