import { nameOf, perKey, plainName, under, type Where } from "./where.ts";

/** Keys whose text is for people. */
const PROSE = new Set(
  (
    "description descriptions comment comments note notes doc docs documentation help summary title displayname license " +
    "licence readme changelog homepage home sources maintainers maintainer icon keywords about schema message messageexpression runbook runbookurl " +
    "dashboardurl docurl docsurl documentationurl helpurl supporturl projecturl licenseurl"
  ).split(" "),
);

/** Keys whose text names a thing in the form of a domain that nobody connects to; an address with a scheme still counts. */
const IDENTITY = new Set(
  (
    "apiversion apigroup apigroups group groups kind type driver provisioner controller controllername topologykey " +
    "finalizers resource resources resourcenames resourcename signername ingressclassname schedulername " +
    "priorityclassname runtimeclassname storageclassname version appversion tag revision prefix name namespace " +
    "selector mediatype mimetype verbs categories shortnames plural singular usernames subject expression valueexpression"
  ).split(" "),
);

/** Keys below which everything is for people or for selection by equality. */
const PROSE_SUBTREE = new Set(
  "labels matchlabels freeformtags definedtags tags managedfields openapiv3schema".split(" "),
);

/** Keys below which names are compared and nothing is connected to. */
const IDENTITY_SUBTREE = new Set("nodeselector nodeaffinity tolerations taints matchexpressions principal".split(" "));

/** Annotations are settings as often as remarks; these endings are remarks. */
const REMARK =
  /(^|[./_-])(docs?|documentation|description|homepage|source|support|contact|license|changelog|readme|repository|revision|vendor|authors?|maintainers?|title|created-by|managed-by|last-applied-configuration|policy-report)$|^api-approved\./i;

/** Files for people that are carried along with a configuration. */
const READ_BY_PEOPLE = /\.(md|rst|adoc)$|^(readme|license|licence|changelog|notes)(\.txt)?$/i;

/** True when what stands there is read by people and by no program. */
export function isProse(where: Where): boolean {
  const key = nameOf(where);
  const name = plainName(key);
  if (PROSE.has(name)) return true;
  return (
    under(where, (k) => PROSE_SUBTREE.has(plainName(k)) || READ_BY_PEOPLE.test(k)) ||
    (under(where, (k) => k === "annotations") && REMARK.test(key))
  );
}

/** Lists of addresses that are let in or kept out: nobody connects to them from here. */
const PERMISSION =
  /(whitelist|allowlist|blocklist|denylist|allowed|blocked|denied|trusted|authorized|permitted)\w*(ips?|cidrs?|ranges?|addresses)$|ip(whitelist|allowlist|blocklist|denylist)$/;
const isPermission = perKey((key) => PERMISSION.test(plainName(key)));

/** True where text is a name that only looks like a host. */
export function isIdentity(where: Where): boolean {
  const key = nameOf(where);
  // Route 53 calls the target of an alias its name.
  if (where.key === "name" && nameOf(where.parent) === "aliases") return false;
  return IDENTITY.has(plainName(key)) || isPermission(key) || under(where, (k) => IDENTITY_SUBTREE.has(plainName(k)));
}
