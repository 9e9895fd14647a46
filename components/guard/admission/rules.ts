import { nodeLabels } from "../../labels.ts";
import { everyContainer, everyVolume, literal, offOrAbsent } from "./cel.ts";
import type { AdmissionCheck, AdmissionRule } from "./rule.ts";

export interface AdmissionSettings {
  /** Every namespace that the kit deploys to. */
  readonly namespaces: readonly string[];
  /** Those of them whose pods may reach into their node. */
  readonly privilegedNamespaces: readonly string[];
  /** Namespace of the control plane. */
  readonly controlPlaneNamespace: string;
  /** Registry and path that images come from. */
  readonly mirror: string;
  /** The one Service that may face the public, and the ports that it may publish. */
  readonly edge: { readonly namespace: string; readonly service: string; readonly ports: readonly number[] };
  readonly personalData: {
    /** ISO 3166-1 alpha-2 codes in which personal data may be processed. */
    readonly countries: readonly string[];
    /** Beta9 worker pools that take personal data. */
    readonly pools: readonly string[];
  };
}

/** Label that Beta9 gives its worker pods (`pkg/scheduler`). */
const workerPoolLabel = "run.beam.cloud/worker-pool-name";

/** The rules of an environment. They are the second line: Pod Security and network policies stand before them. */
export function admissionRules(settings: AdmissionSettings): readonly AdmissionRule[] {
  return [
    imagesFromMirror(settings),
    noNodeAccess(settings),
    personalDataStays(settings),
    noDefaultAccount(settings),
    oneDoor(settings),
  ];
}

function imagesFromMirror({ namespaces, mirror }: AdmissionSettings): AdmissionRule {
  // The slash keeps `registry.example.eu/mirror-of-somebody` out.
  const prefix = literal(`${mirror.replace(/\/+$/, "")}/`);
  return {
    name: "images-from-mirror",
    reason: "what runs was mirrored, checked and pinned; no registry elsewhere learns what this cloud runs",
    subject: "pods",
    namespaces,
    checks: [
      {
        expression: everyContainer(`has(c.image) && c.image.startsWith(${prefix})`),
        message: `every image, of init and ephemeral containers too, must come from ${mirror}`,
      },
      {
        expression: everyVolume(`!has(v.image) || (has(v.image.reference) && v.image.reference.startsWith(${prefix}))`),
        message: `every image volume must come from ${mirror}`,
      },
    ],
  };
}

function noNodeAccess({ namespaces, privilegedNamespaces }: AdmissionSettings): AdmissionRule {
  return {
    name: "no-node-access",
    reason: "whoever reaches into a node reaches every pod on it; only Beta9's workers have to",
    subject: "pods",
    namespaces: namespaces.filter((namespace) => !privilegedNamespaces.includes(namespace)),
    checks: [
      ...["hostNetwork", "hostPID", "hostIPC"].map((field) => ({
        expression: offOrAbsent(`object.spec.${field}`),
        message: `${field} is not allowed in this namespace`,
      })),
      {
        expression: everyVolume("!has(v.hostPath)"),
        message: "hostPath volumes are not allowed in this namespace",
      },
      {
        expression: everyContainer(`!has(c.securityContext) || ${offOrAbsent("c.securityContext.privileged")}`),
        message: "privileged containers are not allowed in this namespace",
      },
      {
        expression: everyContainer("!has(c.ports) || c.ports.all(p, !has(p.hostPort) || p.hostPort == 0)"),
        message: "host ports are not allowed in this namespace",
      },
    ],
  };
}

/**
 * Pods with the data class `personal`, and workers of pools that take such data, must demand nodes whose labels the kit
 * has set from the node's country and class. Terms of an affinity are alternatives, so each of them must demand it.
 */
function personalDataStays({ namespaces, personalData }: AdmissionSettings): AdmissionRule {
  const { countries, pools } = personalData;
  return {
    name: "personal-data-stays",
    reason: "personal data is processed on nodes in the profile's countries that may hold it, and nowhere else",
    subject: "pods",
    namespaces,
    variables: {
      labels: "has(object.metadata.labels) ? object.metadata.labels : {}",
      personal: [
        hasValue("variables.labels", nodeLabels.dataClass, ["personal"]),
        hasValue("variables.labels", workerPoolLabel, pools),
      ].join(" || "),
      selector: "has(object.spec.nodeSelector) ? object.spec.nodeSelector : {}",
      terms:
        "has(object.spec.affinity) && has(object.spec.affinity.nodeAffinity) && has(object.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution) ? object.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms : []",
    },
    checks: [
      demands(nodeLabels.country, countries, `personal data stays in ${countries.join(", ")}`),
      demands(nodeLabels.dataClass, ["personal"], "personal data needs nodes that may hold it"),
    ],
  };
}

function demands(label: string, values: readonly string[], rule: string): AdmissionCheck {
  const everyTerm = `variables.terms.all(t, has(t.matchExpressions) && t.matchExpressions.exists(e, e.key == ${literal(label)} && e.operator == "In" && e.values.all(v, v in ${literal(values)})))`;
  return {
    expression: `!variables.personal || ${hasValue("variables.selector", label, values)} || (size(variables.terms) > 0 && ${everyTerm})`,
    message: `${rule}: demand ${label} in ${values.join(", ")} by nodeSelector or required node affinity`,
  };
}

/** CEL: whether a map has one of these values under a key. */
function hasValue(map: string, key: string, values: readonly string[]): string {
  return `(${literal(key)} in ${map} && ${map}[${literal(key)}] in ${literal(values)})`;
}

function noDefaultAccount({ controlPlaneNamespace }: AdmissionSettings): AdmissionRule {
  return {
    name: "no-default-account",
    reason: "a token that nobody asked for is one that somebody finds",
    subject: "pods",
    namespaces: [controlPlaneNamespace],
    checks: [
      {
        expression:
          '(has(object.spec.serviceAccountName) && object.spec.serviceAccountName != "default" && object.spec.serviceAccountName != "") || (has(object.spec.automountServiceAccountToken) && !object.spec.automountServiceAccountToken)',
        message:
          "set automountServiceAccountToken: false, or name a service account that has the rights which the pod needs",
      },
    ],
  };
}

function oneDoor({ namespaces, edge }: AdmissionSettings): AdmissionRule {
  const isEdge = `(object.metadata.namespace == ${literal(edge.namespace)} && object.metadata.name == ${literal(edge.service)})`;
  return {
    name: "one-door",
    reason: "the gateway speaks plain text and its metrics have no password: only the edge faces the public",
    subject: "services",
    namespaces,
    checks: [
      {
        expression: `!has(object.spec.type) || object.spec.type in ["ClusterIP", "ExternalName"] || (object.spec.type == "LoadBalancer" && ${isEdge})`,
        message: `only Service ${edge.namespace}/${edge.service} may be of type LoadBalancer, and none of type NodePort`,
      },
      {
        expression: "!has(object.spec.externalIPs) || size(object.spec.externalIPs) == 0",
        message: "externalIPs would take over traffic to addresses of others",
      },
      {
        expression: `!has(object.spec.type) || object.spec.type != "LoadBalancer" || object.spec.ports.all(p, p.port in [${edge.ports.join(", ")}])`,
        message: `the edge publishes ${edge.ports.join(", ")} and nothing else`,
      },
    ],
  };
}
