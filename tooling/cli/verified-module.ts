import type { Command } from "commander";
import { ToolError } from "../error.js";
import { isReference } from "../manifest/is-reference.js";
import type { OptionNames } from "../manifest/option-names.js";
import { formatReference, parseReference, type Reference } from "../oci/reference.js";
import { givenAs } from "./environment.js";
import type { Output } from "./output.js";
import { type RegistryFlags, toRegistryAccess } from "./registry-arguments.js";
import { readSigner, signerFlag, type SignerFlags, type VerifySigned } from "./signer.js";

/** What commander hands over of the options that say who must have signed an image, and how it is reached. */
export interface SignatureFlags extends SignerFlags, RegistryFlags {}

/** How the signature of a plugin's module is verified. */
export interface Verification {
  /** Null where no signer is named. */
  readonly verify: VerifySigned | null;
  readonly flags: SignatureFlags;
  /** Whose flags they are. */
  readonly command: Command;
  readonly output: Output;
}

/** Reads the signer whom flags name, once for all plugins. Throws as `readSigner`. */
export async function readVerification(flags: SignatureFlags, command: Command, output: Output): Promise<Verification> {
  return { verify: await readSigner(flags, command), flags, command, output };
}

/** The fields of a plugin that say which module runs. */
export interface PluginModule {
  readonly module: string;
  /** Of a module that was fetched to be verified. */
  readonly moduleBytes?: Uint8Array;
  readonly url?: string;
  readonly sha256?: string;
}

/**
 * The plugin with the digest that verified, wherever a tag leads by then; the same plugin where no signer is named. It is pinned in the URL,
 * so that no tag that moves is asked again, and as the digest that is compared.
 *
 * @throws ToolError `ERR_USAGE` where flags are there that mean nothing without a signer, or the plugin is no image, or not the one that
 * verifies; and as `verifyImage` and `verifyKeyless`
 */
export async function verifyPlugin<T extends PluginModule>(
  plugin: T,
  names: OptionNames,
  { verify, flags, command, output }: Verification,
): Promise<T> {
  if (verify === null) {
    if (flags.insecure === undefined && flags.tls === undefined) return plugin;
    const idle = flags.insecure === undefined ? "--tls" : "--insecure";
    throw new ToolError("ERR_USAGE", `${givenAs(command, idle)} is for --verify-key`, {
      hint: "give the key with --verify-key, or who signed with --certificate-identity: nothing is fetched without it",
    });
  }
  const reference = imageOf(plugin, givenAs(command, signerFlag(flags) ?? "--verify-key"), names);
  const access = toRegistryAccess(flags, output);
  const { digest, sha256 } = await verify(reference, access);
  if (plugin.sha256 !== undefined && plugin.sha256 !== sha256) {
    throw new ToolError(
      "ERR_USAGE",
      `${names.subject("sha256")} is not the digest of the image that verifies: ${digest}`,
      {
        hint: "leave it out: the digest that is verified is pinned",
      },
    );
  }
  const verified = { ...reference, digest };
  const url = `oci://${formatReference(verified)}`;
  const { pullModule } = await import("../oci/pull.js");
  const { module } = await pullModule(verified, access);
  if (!isReference(plugin.module)) {
    await requireSameModule(plugin.module, module, formatReference(verified));
    return { ...plugin, url, sha256 };
  }
  return { ...plugin, module: url, moduleBytes: module, url, sha256 };
}

function imageOf({ module, url = module }: PluginModule, signer: string, { mention }: OptionNames): Reference {
  const noImage = (cause?: unknown): ToolError =>
    new ToolError("ERR_USAGE", `${signer} verifies images, and ${mention("module")} is none: ${url}`, {
      hint: `give an image reference such as oci://registry.example.com/acme/hello:1.0.0; of a file, where it was pushed to with ${mention("url")}`,
      cause,
    });
  if (!isReference(url)) throw noImage();
  try {
    return parseReference(url);
  } catch (cause) {
    throw noImage(cause);
  }
}

/** A file beside the image speaks for it, with its papers: it must be what proxies will run. */
async function requireSameModule(path: string, module: Uint8Array, image: string): Promise<void> {
  const { readModuleFile } = await import("../compile/load-module.js");
  const { bytes } = await readModuleFile(path);
  if (Buffer.compare(bytes, module) === 0) return;
  throw new ToolError("ERR_USAGE", `${path} is not the module of ${image}, which verifies`, {
    hint: "give the file that was pushed, or the image reference in its place",
  });
}
