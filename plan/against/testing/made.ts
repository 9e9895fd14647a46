import type { PropertyMap } from "../../engine/codec.ts";
import type { ExistingResources, KnownOutputs } from "../../engine/ledger.ts";
import { SecretValue } from "../../engine/values.ts";
import type { PlannedResource } from "../../model.ts";
import { type ExportedResource, exportedResource, madeId, type SecretForm } from "./export-of.ts";

/** Stands for a cloud that makes everything at once: a program that runs against it leaves a state behind. */
export class Made implements ExistingResources {
  readonly #made: (readonly [PlannedResource, PropertyMap])[] = [];

  register(resource: PlannedResource): KnownOutputs {
    const outputs = { ...resource.properties, ...(computed[resource.type]?.(resource.name) ?? {}) };
    this.#made.push([resource, outputs]);
    return { id: madeId(resource), outputs };
  }

  resources(secrets: SecretForm): readonly ExportedResource[] {
    return this.#made.map(([resource, outputs]) => exportedResource(resource, outputs, secrets));
  }
}

/** By this every generated secret can be recognised. */
export const madeSecret = "CANARY-made";

const secret = (name: string) => new SecretValue(`${madeSecret}-${name}`);
const bytes = (name: string) => {
  const content = Buffer.from(`${madeSecret}-${name}`.padEnd(32, "0").slice(0, 32));
  return { base64: new SecretValue(content.toString("base64")), hex: new SecretValue(content.toString("hex")) };
};
const certificate = (name: string) => ({ certPem: `certificate of ${name}` });

/** What providers compute and the kit passes on. */
const computed: Readonly<Record<string, (name: string) => PropertyMap>> = {
  "random:index/randomPassword:RandomPassword": (name) => ({ result: secret(name) }),
  "random:index/randomBytes:RandomBytes": bytes,
  "random:index/randomId:RandomId": (name) => ({ hex: `id-${name}` }),
  "tls:index/privateKey:PrivateKey": (name) => ({ privateKeyPem: secret(name), privateKeyPemPkcs8: secret(name) }),
  "tls:index/certRequest:CertRequest": (name) => ({ certRequestPem: `request of ${name}` }),
  "tls:index/locallySignedCert:LocallySignedCert": certificate,
  "tls:index/selfSignedCert:SelfSignedCert": certificate,
  "oci:Kms/vault:Vault": (name) => ({ managementEndpoint: `https://${name}.example` }),
  "oci:Core/vcn:Vcn": (name) => ({ defaultSecurityListId: `list-of-${name}` }),
  "oci:ObjectStorage/namespaceMetadata:NamespaceMetadata": () => ({ namespace: "made" }),
};
