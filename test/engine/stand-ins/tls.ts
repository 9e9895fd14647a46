import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  X509Certificate,
} from "node:crypto";
import { computedStandIn } from "./base/computed.ts";
import { openssl } from "./base/openssl.ts";
import { serveStandIn } from "./base/serve.ts";

interface Subject {
  readonly commonName?: string;
  readonly organization?: string;
}

interface CertificateInputs {
  readonly allowedUses: readonly string[];
  readonly validityPeriodHours: number;
  readonly isCaCertificate?: boolean;
  readonly setSubjectKeyId?: boolean;
}

/** Names of uses: registry.terraform.io/providers/hashicorp/tls, `allowed_uses`; openssl's: x509v3_config(5). */
const keyUses: Readonly<Record<string, string>> = {
  digital_signature: "digitalSignature",
  cert_signing: "keyCertSign",
  crl_signing: "cRLSign",
  key_encipherment: "keyEncipherment",
};
const extendedUses: Readonly<Record<string, string>> = { server_auth: "serverAuth", client_auth: "clientAuth" };

function subjectText({ organization, commonName }: Subject): string {
  const part = (name: string, value: string | undefined) => (value ? `/${name}=${value.replaceAll("/", "\\/")}` : "");
  return `${part("O", organization)}${part("CN", commonName)}`;
}

function usesOf(table: Readonly<Record<string, string>>, uses: readonly string[]): string {
  const unknown = uses.filter((use) => !(use in keyUses) && !(use in extendedUses));
  if (unknown.length > 0) throw new Error(`the stand-in for tls does not know the use ${unknown.join(", ")}`);
  return uses.flatMap((use) => table[use] ?? []).join(",");
}

function extensions({ allowedUses, isCaCertificate = false, setSubjectKeyId = false }: CertificateInputs): string {
  const [key, extended] = [usesOf(keyUses, allowedUses), usesOf(extendedUses, allowedUses)];
  return [
    `basicConstraints=critical,CA:${isCaCertificate ? "TRUE" : "FALSE"}`,
    ...(key === "" ? [] : [`keyUsage=critical,${key}`]),
    ...(extended === "" ? [] : [`extendedKeyUsage=${extended}`]),
    `subjectKeyIdentifier=${setSubjectKeyId ? "hash" : "none"}`,
  ].join("\n");
}

/** What the provider says of a certificate beside its text. */
function certificate(pem: string) {
  const parsed = new X509Certificate(pem);
  return {
    id: BigInt(`0x${parsed.serialNumber}`).toString(),
    outputs: {
      certPem: pem,
      readyForRenewal: false,
      validityStartTime: new Date(parsed.validFrom).toISOString(),
      validityEndTime: new Date(parsed.validTo).toISOString(),
    },
  };
}

/** openssl counts whole days, rounded up: nothing ends before its time. */
function days(hours: number): string {
  return String(Math.ceil(hours / 24));
}

function serial(): string {
  return `0x${randomBytes(16)
    .toString("hex")
    .replace(/^[89a-f]/, "1")}`;
}

function keyPair(algorithm: string, curve: string) {
  if (algorithm === "ED25519") return generateKeyPairSync("ed25519");
  if (algorithm === "ECDSA" && curve === "P256") return generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  throw new Error(`the stand-in for tls makes no ${algorithm} keys on the curve ${curve}`);
}

await serveStandIn(
  computedStandIn("tls", {
    "tls:index/privateKey:PrivateKey": {
      make: ({ algorithm, ecdsaCurve }) => {
        const { privateKey, publicKey } = keyPair(String(algorithm), String(ecdsaCurve));
        const publicKeyPem = publicKey.export({ type: "spki", format: "pem" }).toString();
        return {
          id: createHash("sha1").update(publicKeyPem).digest("hex"),
          outputs: {
            privateKeyPem: privateKey
              .export({ type: algorithm === "ECDSA" ? "sec1" : "pkcs8", format: "pem" })
              .toString(),
            privateKeyPemPkcs8: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
            publicKeyPem,
          },
        };
      },
      secretOutputs: ["privateKeyPem", "privateKeyPemPkcs8", "privateKeyOpenssh"],
    },
    "tls:index/certRequest:CertRequest": {
      make: ({ privateKeyPem, subject, dnsNames = [] }) => {
        const names = (dnsNames as string[]).map((name) => `DNS:${name}`).join(",");
        const certRequestPem = openssl(
          [
            ...["req", "-new", "-key", "key.pem", "-subj", subjectText(subject as Subject)],
            ...(names === "" ? [] : ["-addext", `subjectAltName=${names}`]),
          ],
          { "key.pem": String(privateKeyPem) },
        );
        return {
          id: createHash("sha1").update(certRequestPem).digest("hex"),
          outputs: { certRequestPem, keyAlgorithm: "ECDSA" },
        };
      },
      secretOutputs: [],
    },
    "tls:index/selfSignedCert:SelfSignedCert": {
      make: (inputs) => {
        const { privateKeyPem, subject } = inputs;
        const settings = inputs as unknown as CertificateInputs;
        const pem = openssl(
          [
            ...["req", "-new", "-x509", "-key", "key.pem", "-subj", subjectText(subject as Subject)],
            ...["-days", days(settings.validityPeriodHours), "-set_serial", serial()],
            ...extensions(settings)
              .split("\n")
              .flatMap((line) => ["-addext", line]),
          ],
          { "key.pem": String(privateKeyPem) },
        );
        return certificate(pem);
      },
      secretOutputs: [],
    },
    "tls:index/locallySignedCert:LocallySignedCert": {
      make: (inputs) => {
        const { certRequestPem, caCertPem, caPrivateKeyPem } = inputs;
        const settings = inputs as unknown as CertificateInputs;
        // openssl would sign with any key; the provider and every client want the authority's own.
        const ca = new X509Certificate(String(caCertPem));
        if (!ca.publicKey.equals(createPublicKey(createPrivateKey(String(caPrivateKeyPem))))) {
          throw new Error("caPrivateKeyPem is not the key of caCertPem");
        }
        const pem = openssl(
          [
            ...[
              "x509",
              "-req",
              "-in",
              "request.pem",
              "-CA",
              "ca.pem",
              "-CAkey",
              "ca-key.pem",
              "-copy_extensions",
              "copy",
            ],
            ...["-days", days(settings.validityPeriodHours), "-set_serial", serial(), "-extfile", "extensions.cnf"],
          ],
          {
            "request.pem": String(certRequestPem),
            "ca.pem": String(caCertPem),
            "ca-key.pem": String(caPrivateKeyPem),
            "extensions.cnf": extensions(settings),
          },
        );
        return certificate(pem);
      },
      secretOutputs: [],
    },
  }),
);
