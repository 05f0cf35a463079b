import { RESTRICTED_CONTAINER, RESTRICTED_POD } from "./deployment.js";
import type { JsonObject } from "./kubernetes.js";
import { MODULE_DIRECTORY, moduleDirectory } from "./nginx-conf.js";
import { DEFAULT_REGISTRY_IMAGE, type RegistryDescription } from "./registry-description.js";

/** A pod that writes its standard input onto the volume of a registry. */
export interface ModuleLoader {
  readonly name: string;
  readonly image: string;
  readonly spec: JsonObject;
}

/**
 * The pod that brings a module onto the claim of its registry, where it appears whole or, if it is not the one of the digest, not at all.
 * It has the image and the user of the server, which must read what it wrote.
 */
export function moduleLoader(registry: RegistryDescription): ModuleLoader {
  const { fileName, sha256, image = DEFAULT_REGISTRY_IMAGE } = registry;
  const name = `${registry.name}-loader`;
  const directory = moduleDirectory(registry);
  const write = [
    `mkdir -p ${directory} && cd ${directory} && cat > ${fileName}.new`,
    `echo "${sha256}  ${fileName}.new" | sha256sum -c && mv ${fileName}.new ${fileName}`,
  ];
  return {
    name,
    image,
    spec: {
      automountServiceAccountToken: false,
      securityContext: { ...RESTRICTED_POD, fsGroup: RESTRICTED_POD.runAsGroup },
      containers: [
        {
          ...{ name, image, stdin: true, stdinOnce: true },
          command: ["sh", "-c", write.join(" && ")],
          securityContext: RESTRICTED_CONTAINER,
          volumeMounts: [{ name: "modules", mountPath: MODULE_DIRECTORY }],
        },
      ],
      volumes: [{ name: "modules", persistentVolumeClaim: { claimName: registry.name } }],
    },
  };
}
