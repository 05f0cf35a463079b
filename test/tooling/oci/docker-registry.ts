import { findDebianPart } from "../../real-parts/debian.js";
import type { RealPart } from "../../real-parts/find.js";
import { DOCKER_REGISTRY } from "../../real-parts/parts.js";

/** Debian's `docker-registry`, the CNCF Distribution registry. */
export const dockerRegistry: RealPart = await findDebianPart(DOCKER_REGISTRY);
