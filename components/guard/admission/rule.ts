/** Which requests a rule looks at. */
export type AdmissionSubject = "pods" | "services";

/** A rule of admission: what the API server refuses, whoever asks. */
export interface AdmissionRule {
  /** Name in the cluster, a DNS label. */
  readonly name: string;
  /** Why the rule exists, for whoever finds it in the cluster. */
  readonly reason: string;
  readonly subject: AdmissionSubject;
  /** Namespaces that it holds in. */
  readonly namespaces: readonly string[];
  /** Named sub-expressions (CEL), readable by checks as `variables.<name>`, each by those after it. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly checks: readonly AdmissionCheck[];
}

export interface AdmissionCheck {
  /** CEL over `object` and `variables`; the request is refused unless it is true. */
  readonly expression: string;
  /** Told to whoever is refused: what is wrong and what to do. */
  readonly message: string;
}

/**
 * Where each subject's requests arrive. Ephemeral containers come by a subresource, after the pod was admitted; a
 * resize may not change what is judged here.
 */
const matches = {
  pods: { apiGroups: [""], apiVersions: ["v1"], resources: ["pods", "pods/ephemeralcontainers"] },
  services: { apiGroups: [""], apiVersions: ["v1"], resources: ["services"] },
} as const;

/**
 * Updates that change neither spec nor labels pass unseen. Controllers write finalizers into pods that were admitted under
 * an older rule, and a pod whose finalizer can not be taken off never ends.
 */
const changes = [
  'request.operation == "CREATE"',
  "object.spec != oldObject.spec",
  "has(object.metadata.labels) != has(oldObject.metadata.labels)",
  "(has(object.metadata.labels) && object.metadata.labels != oldObject.metadata.labels)",
].join(" || ");

/** Spec of the ValidatingAdmissionPolicy (admissionregistration.k8s.io/v1). An expression that fails refuses. */
export function policySpec({ subject, variables = {}, checks }: AdmissionRule) {
  return {
    failurePolicy: "Fail",
    matchConstraints: {
      matchPolicy: "Equivalent",
      resourceRules: [
        {
          apiGroups: [...matches[subject].apiGroups],
          apiVersions: [...matches[subject].apiVersions],
          operations: ["CREATE", "UPDATE"],
          resources: [...matches[subject].resources],
        },
      ],
    },
    matchConditions: [{ name: "changes", expression: changes }],
    variables: Object.entries(variables).map(([name, expression]) => ({ name, expression })),
    validations: checks.map(({ expression, message }) => ({ expression, message, reason: "Forbidden" })),
  };
}

/** Spec of the ValidatingAdmissionPolicyBinding that puts a rule into force: refused, and in the audit log. */
export function bindingSpec({ name, namespaces }: AdmissionRule) {
  return {
    policyName: name,
    validationActions: ["Deny", "Audit"],
    matchResources: {
      namespaceSelector: {
        matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: [...namespaces] }],
      },
    },
  };
}
