import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import * as pulumi from "@pulumi/pulumi";
import { CertRequest } from "@pulumi/tls/certRequest.js";
import { LocallySignedCert } from "@pulumi/tls/locallySignedCert.js";
import { PrivateKey } from "@pulumi/tls/privateKey.js";
import { SelfSignedCert } from "@pulumi/tls/selfSignedCert.js";
import { certificateLifetimes } from "./lifetimes.ts";

export interface ClusterCaArgs {
  /** Life of the authority's certificate, in hours. @default 87600 – ten years; its key stays when it is renewed */
  readonly validityHours?: number;
  /** Life of a server's certificate, in hours. @default 17520 – two years: `pulumi up` renews it in its second year */
  readonly serverValidityHours?: number;
}

export interface IssueArgs {
  readonly namespace: pulumi.Input<string>;
  /** Names that clients dial, most telling first, e.g. `redis.beta9.svc`. */
  readonly dnsNames: readonly [string, ...string[]];
  /** Name of the Secret: `tls.crt`, `tls.key` (PKCS #8) and `ca.crt`. */
  readonly secretName: string;
  /** Resource that the certificate belongs to. */
  readonly parent: pulumi.Resource;
  /** Provider of the cluster. */
  readonly provider: pulumi.ProviderResource;
}

/**
 * Authority for names that exist only inside the cluster, so that no byte crosses a node boundary in clear. Keys are
 * ECDSA P-256, which OpenSSL, Go and Java servers all take. They live in the encrypted state and in Secrets.
 */
export class ClusterCa extends pulumi.ComponentResource {
  /** PEM of the authority's certificate: what clients trust. Public. */
  readonly certificate: pulumi.Output<string>;
  readonly #lifetimes: ReturnType<typeof certificateLifetimes>;
  readonly #key: PrivateKey;

  constructor(name: string, args: ClusterCaArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const lifetimes = certificateLifetimes(args);
    super("sgc:tls:ClusterCa", name, {}, opts);
    this.#lifetimes = lifetimes;
    this.#key = newKey(`${name}-key`, this);
    const certificate = new SelfSignedCert(
      `${name}-certificate`,
      {
        privateKeyPem: pulumi.secret(this.#key.privateKeyPem),
        subject: { commonName: `${name} authority`, organization: "eu-gpu-cloud" },
        isCaCertificate: true,
        setSubjectKeyId: true,
        allowedUses: ["cert_signing", "crl_signing"],
        ...lifetimes.authority,
      },
      { parent: this },
    );
    this.certificate = certificate.certPem;
    this.registerOutputs({ certificate: this.certificate });
  }

  /** A server's key and certificate, in a Secret that pods mount. */
  issue(name: string, { namespace, dnsNames, secretName, parent, provider }: IssueArgs): Secret {
    const key = newKey(`${name}-key`, parent);
    const request = new CertRequest(
      `${name}-request`,
      {
        privateKeyPem: pulumi.secret(key.privateKeyPem),
        // Clients look at dnsNames alone; a common name has room for 64 characters (RFC 5280, ub-common-name).
        subject: { commonName: dnsNames[0].slice(0, 64), organization: "eu-gpu-cloud" },
        dnsNames: [...dnsNames],
      },
      { parent },
    );
    const certificate = new LocallySignedCert(
      `${name}-certificate`,
      {
        certRequestPem: request.certRequestPem,
        caCertPem: this.certificate,
        caPrivateKeyPem: pulumi.secret(this.#key.privateKeyPem),
        allowedUses: ["digital_signature", "server_auth"],
        ...this.#lifetimes.server,
      },
      { parent },
    );
    return new Secret(
      `${name}-tls`,
      {
        metadata: { name: secretName, namespace },
        type: "kubernetes.io/tls",
        stringData: {
          "tls.crt": certificate.certPem,
          "tls.key": pulumi.secret(key.privateKeyPemPkcs8),
          "ca.crt": this.certificate,
        },
      },
      { parent, provider },
    );
  }
}

function newKey(name: string, parent: pulumi.Resource): PrivateKey {
  return new PrivateKey(name, { algorithm: "ECDSA", ecdsaCurve: "P256" }, { parent });
}
