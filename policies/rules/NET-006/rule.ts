import { entries, fields, get, textOf } from "../../engine/extract/reader.ts";
import type { Subject } from "../../engine/extract/subject.ts";
import type { Node } from "../../engine/extract/walk.ts";
import { at, atNode, outsiders } from "../../engine/judge.ts";
import type { ResourceRule, Violation } from "../../engine/rule.ts";

export const acmeCa: ResourceRule = {
  id: "NET-006",
  title: "acme-ca",
  severity: "medium",
  axis: "jurisdiction",
  description:
    "Certificates come from an authority whose company the profile allows: who issues them can revoke them, and learns every name.",
  law: "NIS2 Art. 21(2)(d)",
  check: (subject, settings) => [
    ...outsiders(subject.hosts, settings, "certificates", "which issues certificates,", FIX),
    ...defaults(subject),
  ],
};

const FIX = "use an authority of your own or a European one, e.g. the ACME service of Actalis or HARICA";

/** Programs that ask Let's Encrypt when nobody tells them whom to ask. */
const DEFAULTS: readonly (readonly [asks: RegExp, told: RegExp])[] = [
  [/--certificates-?resolvers\.[\w-]+\.acme\./i, /--certificates-?resolvers\.[\w-]+\.acme\.ca-?server[= ]\S/i],
  [/\bcertbot\s+(?:certonly|run|renew|--)/, /--server[= ]\S/],
  [/\blego\s.*\brun\b/, /(?:--server|-s)[= ]\S/],
  [/\bcaddy\s+(?:file-server|reverse-proxy)\b.*--domain/, /--internal-certs/],
];

/** Traefik's file, and sites of Caddy's, that leave the authority out. */
const FILE_ASKS = /certificatesResolvers\b[\s\S]{0,2000}\bacme\b/i;
const CADDY_SITE = /^(?!http:\/\/)[a-z0-9-]+\.[a-z0-9-][^\n{]{0,200}\{/m;
const CADDY_TOLD = /\b(acme_ca|ca\s+https|tls\s+(internal|\/|[\w./-]+\.(pem|crt))|auto_https\s+off|local_certs)\b/;

/** Certificates that a cloud gets by itself, and when it does. */
const HOSTED: readonly (readonly [type: RegExp, when: (root: Node) => boolean])[] = [
  [/^aws:acm\/certificate:|^gcp:(certificatemanager\/certificate|compute\/managedSslCertificate):/, () => true],
  [/^cloudflare:.*[cC]ertificate|^hcloud:index\/managedCertificate:/, () => true],
  [/^azure:appservice\/managedCertificate:/, () => true],
  [/^digitalocean:index\/certificate:/, (root) => textOf(get(root, "type")) === "lets_encrypt"],
  [/^scaleway:.*[cC]ertificate:/, (root) => get(root, "letsencrypt") !== undefined],
];
/** Settings of certificates that were brought along, or that an authority of one's own issues. */
const OWN = ["privateKey", "selfManaged", "certificateAuthorityArn", "managed.issuanceConfig"];

function defaults({ containers, scripts, type, root }: Subject): readonly Violation[] {
  const lines = [
    ...scripts,
    // Longer commands than a script is read for.
    ...containers.map(({ where, certainty, command }) => ({ where, certainty, text: command })),
  ];
  const paths = new Set<string>();
  for (const { where, certainty, text } of lines)
    if (DEFAULTS.some(([asks, told]) => asks.test(text) && !told.test(text))) paths.add(at({ where, certainty }));
  for (const [key, node] of entries(get(root, "data"))) {
    const text = textOf(node) ?? "";
    if (
      (FILE_ASKS.test(text) && !/caServer/i.test(text)) ||
      (/Caddyfile/i.test(key) && CADDY_SITE.test(text) && !CADDY_TOLD.test(text))
    )
      paths.add(atNode(node));
  }
  const found = [...paths].map((path) => ({
    path,
    what: "certificates are asked for and no authority is named, so Let's Encrypt is used",
    fix: FIX,
  }));
  // A hosted authority has no address in the program at all.
  const hosted = HOSTED.find(([of]) => of.test(type));
  const own = OWN.flatMap((path) => fields(root, path));
  if (hosted && own.length === 0 && hosted[1](root))
    return [...found, { path: "", what: "the cloud has an authority outside the EU issue this certificate", fix: FIX }];
  const issuer = get(get(root, "spec"), "acme");
  if (/^kubernetes:cert-manager\.io\/\w+:(Cluster)?Issuer$/.test(type) && issuer && !get(issuer, "server"))
    return [...found, { path: atNode(issuer), what: "the issuer names no ACME server", fix: FIX }];
  return found;
}
