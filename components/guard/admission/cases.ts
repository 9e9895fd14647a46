import { nodeLabels } from "../../labels.ts";
import type { AdmissionSettings } from "./rules.ts";

/** Settings that the cases below are about. */
export const caseSettings: AdmissionSettings = {
  namespaces: ["beta9", "beta9-workers"],
  privilegedNamespaces: ["beta9-workers"],
  controlPlaneNamespace: "beta9",
  mirror: "registry.example.eu/mirror",
  edge: { namespace: "beta9", service: "edge", ports: [443] },
  personalData: { countries: ["DE", "FR"], pools: ["a10"] },
};

/** One request and what must become of it. */
export interface AdmissionCase {
  /** Name of the rule. */
  readonly rule: string;
  readonly what: string;
  readonly admitted: boolean;
  readonly object: Readonly<Record<string, unknown>>;
}

const image = "registry.example.eu/mirror/library/valkey@sha256:00";
const elsewhere = "docker.io/library/valkey:8";

function pod(spec: object, labels?: object) {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", namespace: "beta9", ...(labels && { labels }) },
    spec: { containers: [{ name: "c", image }], ...spec },
  };
}

function service(name: string, spec: object) {
  return { apiVersion: "v1", kind: "Service", metadata: { name, namespace: "beta9" }, spec };
}

function required(...terms: object[]) {
  const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } };
  return { affinity: { nodeAffinity } };
}

const isIn = (key: string, ...values: string[]) => ({ key, operator: "In", values });
const personal = { [nodeLabels.dataClass]: "personal" };
const inGermany = { [nodeLabels.country]: "DE", ...personal };
const germanTerm = { matchExpressions: [isIn(nodeLabels.country, "DE"), isIn(nodeLabels.dataClass, "personal")] };

const cases = (rule: string, admitted: boolean, objects: Readonly<Record<string, AdmissionCase["object"]>>) =>
  Object.entries(objects).map(([what, object]) => ({ rule, what, admitted, object }));

/** Good and bad requests for every rule: its documentation, and what a real API server is asked. */
export const admissionCases: readonly AdmissionCase[] = [
  ...cases("images-from-mirror", true, {
    "every image from the mirror": pod({ initContainers: [{ name: "i", image }] }),
    // The plan lists what has no digest; the mirror is written to by the kit alone.
    "an image of the mirror by its tag": pod({ containers: [{ name: "c", image: "registry.example.eu/mirror/a:8" }] }),
    "an image volume from the mirror": pod({ volumes: [{ name: "v", image: { reference: image } }] }),
    "a volume of another kind": pod({ volumes: [{ name: "v", emptyDir: {} }] }),
  }),
  ...cases("images-from-mirror", false, {
    "a container from elsewhere": pod({ containers: [{ name: "c", image: elsewhere }] }),
    "an init container from elsewhere": pod({ initContainers: [{ name: "i", image: elsewhere }] }),
    "an ephemeral container from elsewhere": pod({ ephemeralContainers: [{ name: "e", image: elsewhere }] }),
    "a mirror whose name only begins like ours": pod({
      containers: [{ name: "c", image: "registry.example.eu/mirror-of-somebody/valkey:8" }],
    }),
    "a host that only begins like ours": pod({ containers: [{ name: "c", image: "registry.example.eu.evil.test/x" }] }),
    "the mirror's name inside another's": pod({
      containers: [{ name: "c", image: "evil.test/registry.example.eu/mirror/a:8" }],
    }),
    "the mirror in capitals": pod({ containers: [{ name: "c", image: "REGISTRY.example.eu/mirror/a:8" }] }),
    "the mirror's path as an image": pod({ containers: [{ name: "c", image: "registry.example.eu/mirror:8" }] }),
    "a container without an image": pod({ containers: [{ name: "c" }] }),
    "an image volume from elsewhere": pod({ volumes: [{ name: "v", image: { reference: elsewhere } }] }),
  }),
  ...cases("no-node-access", true, {
    "a pod that asks for nothing": pod({}),
    "fields that are set to false": pod({ hostNetwork: false, hostPID: false, hostIPC: false }),
    "a container that says it is not privileged": pod({
      containers: [{ name: "c", image, securityContext: { privileged: false }, ports: [{ containerPort: 80 }] }],
    }),
  }),
  ...cases("no-node-access", false, {
    "the node's network": pod({ hostNetwork: true }),
    "the node's processes": pod({ hostPID: true }),
    "the node's memory segments": pod({ hostIPC: true }),
    "a directory of the node": pod({ volumes: [{ name: "v", hostPath: { path: "/" } }] }),
    "a privileged container": pod({ containers: [{ name: "c", image, securityContext: { privileged: true } }] }),
    "a privileged init container": pod({
      initContainers: [{ name: "i", image, securityContext: { privileged: true } }],
    }),
    "a privileged ephemeral container": pod({
      ephemeralContainers: [{ name: "e", image, securityContext: { privileged: true } }],
    }),
    "a port of the node": pod({ containers: [{ name: "c", image, ports: [{ containerPort: 80, hostPort: 80 }] }] }),
  }),
  ...cases("personal-data-stays", true, {
    "a pod without personal data anywhere": pod({}, { app: "x" }),
    "a pod without labels": pod({}),
    "a lower data class anywhere": pod({}, { [nodeLabels.dataClass]: "internal" }),
    "personal data with a node selector": pod({ nodeSelector: inGermany }, personal),
    "personal data with a required affinity": pod(required(germanTerm), personal),
    "personal data with alternatives that all stay": pod(
      required(germanTerm, {
        matchExpressions: [isIn(nodeLabels.country, "FR"), isIn(nodeLabels.dataClass, "personal")],
      }),
      personal,
    ),
    "the country by selector, the class by affinity": pod(
      {
        nodeSelector: { [nodeLabels.country]: "FR" },
        ...required({ matchExpressions: [isIn(nodeLabels.dataClass, "personal")] }),
      },
      personal,
    ),
    "a worker of a personal pool with a node selector": pod(
      { nodeSelector: inGermany },
      { "run.beam.cloud/worker-pool-name": "a10" },
    ),
    "a worker of another pool": pod({}, { "run.beam.cloud/worker-pool-name": "rtx" }),
  }),
  ...cases("personal-data-stays", false, {
    "personal data anywhere": pod({}, personal),
    "a worker of a personal pool anywhere": pod({}, { "run.beam.cloud/worker-pool-name": "a10" }),
    "personal data in another country": pod({ nodeSelector: { ...inGermany, [nodeLabels.country]: "US" } }, personal),
    "personal data on nodes of a lower class": pod(
      { nodeSelector: { ...inGermany, [nodeLabels.dataClass]: "internal" } },
      personal,
    ),
    "personal data with one alternative that leaves": pod(
      required(germanTerm, { matchExpressions: [isIn("kubernetes.io/os", "linux")] }),
      personal,
    ),
    "personal data with one country too many": pod(
      required({ matchExpressions: [isIn(nodeLabels.country, "DE", "US"), isIn(nodeLabels.dataClass, "personal")] }),
      personal,
    ),
    "personal data anywhere but in one country": pod(
      required({
        matchExpressions: [
          { key: nodeLabels.country, operator: "NotIn", values: ["DE"] },
          isIn(nodeLabels.dataClass, "personal"),
        ],
      }),
      personal,
    ),
    "personal data in any country that has a name": pod(
      required({
        matchExpressions: [{ key: nodeLabels.country, operator: "Exists" }, isIn(nodeLabels.dataClass, "personal")],
      }),
      personal,
    ),
    "personal data with an empty alternative": pod(required(germanTerm, {}), personal),
    "personal data with a mere preference": pod(
      {
        affinity: {
          nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, preference: germanTerm }] },
        },
      },
      personal,
    ),
  }),
  ...cases("no-default-account", true, {
    "no token": pod({ serviceAccountName: "default", automountServiceAccountToken: false }),
    "an account of its own": pod({ serviceAccountName: "gateway" }),
  }),
  ...cases("no-default-account", false, {
    "nothing said": pod({}),
    "the default account": pod({ serviceAccountName: "default" }),
    "the default account's token on purpose": pod({
      serviceAccountName: "default",
      automountServiceAccountToken: true,
    }),
  }),
  ...cases("one-door", true, {
    "a service inside": service("redis", { type: "ClusterIP", ports: [{ port: 6379 }] }),
    "a service that says nothing": service("redis", { ports: [{ port: 6379 }] }),
    "the edge": service("edge", { type: "LoadBalancer", ports: [{ port: 443 }] }),
  }),
  ...cases("one-door", false, {
    "another load balancer": service("gateway", { type: "LoadBalancer", ports: [{ port: 443 }] }),
    "a port on every node": service("edge", { type: "NodePort", ports: [{ port: 443 }] }),
    "another port of the edge": service("edge", {
      type: "LoadBalancer",
      ports: [
        { name: "https", port: 443 },
        { name: "metrics", port: 9100 },
      ],
    }),
    "an address of somebody else": service("redis", { externalIPs: ["203.0.113.9"], ports: [{ port: 443 }] }),
  }),
];
