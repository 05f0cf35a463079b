import { REGISTRY_CONTAINER_PORT, type RegistryDescription } from "./registry-description.js";

/** Directory inside the registry's containers that holds modules and nothing else. */
export const MODULE_DIRECTORY = "/srv/modules";

/**
 * Directory of the module that is served. On a volume each has one of its own: pods of before go on to serve theirs, and new ones are not
 * ready until theirs is there.
 */
export function moduleDirectory({ storage, sha256 }: RegistryDescription): string {
  return storage === "PersistentVolumeClaim" ? `${MODULE_DIRECTORY}/${sha256}` : MODULE_DIRECTORY;
}

/** Path that answers as long as the server runs, whether or not it has a module. */
export const HEALTH_PATH = "/healthz";

/** The one directory a registry may write to. */
export const SCRATCH_DIRECTORY = "/tmp";

/**
 * Configuration of the registry's nginx: static files with their own media type, nothing written outside
 * {@link SCRATCH_DIRECTORY}, so that it runs without root on a read-only file system.
 */
export function nginxConf(registry: RegistryDescription): string {
  return `worker_processes 1;
pid ${SCRATCH_DIRECTORY}/nginx.pid;
error_log stderr warn;

events {
  worker_connections 256;
}

http {
  access_log off;
  server_tokens off;
  client_body_temp_path ${SCRATCH_DIRECTORY}/client_body;
  proxy_temp_path ${SCRATCH_DIRECTORY}/proxy;
  fastcgi_temp_path ${SCRATCH_DIRECTORY}/fastcgi;
  uwsgi_temp_path ${SCRATCH_DIRECTORY}/uwsgi;
  scgi_temp_path ${SCRATCH_DIRECTORY}/scgi;

  types {
    application/wasm wasm;
  }
  default_type application/octet-stream;

  server {
    listen ${REGISTRY_CONTAINER_PORT};
    root ${moduleDirectory(registry)};

    location = ${HEALTH_PATH} {
      default_type text/plain;
      return 200 "ok\\n";
    }
  }
}
`;
}
