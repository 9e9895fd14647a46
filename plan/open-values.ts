import { runtimeHandlers } from "../components/substrate/runtime-handlers.ts";
import { placeholderIssues } from "../stacks/environment/placeholders.ts";
import type { Environment } from "../stacks/environment.ts";
import { type PropertyValue, SecretValue, UnknownValue } from "./engine/values.ts";
import type { OpenValue, ProgramRun } from "./model.ts";

/** Values that the plan takes as given and nobody has checked: placeholders, declarations, earlier answers of the cloud. */
export function assumedValues(environment: Environment): OpenValue[] {
  const placeholders = placeholderIssues(environment).map(({ path, value }) => ({
    where: value ?? "",
    path,
    reason: "placeholder; pulumi up asks for the real one",
  }));
  return [
    ...placeholders,
    ...(environment.cloud.substrate === "existing" ? declared(environment) : discovered(environment)),
  ];
}

function declared(environment: Environment): OpenValue[] {
  const facts = ["operator", "region", "country", "parentCompany", "parentCountry", "storageClass"] as const;
  const cloud: Readonly<Record<string, unknown>> = environment.cloud;
  const values = facts.flatMap((fact) =>
    typeof cloud[fact] === "string"
      ? [{ where: cloud[fact], path: `cloud.${fact}`, reason: "declared by the stack file" }]
      : [],
  );
  return [...values, ...openKubernetesApi(environment)];
}

/** Network policies open as much as they must when nobody says where the API server is. */
function openKubernetesApi({ cloud }: Environment): OpenValue[] {
  if (cloud.substrate !== "existing" || cloud.kubernetesApi.cidrs.length > 0) return [];
  return [
    {
      where: `any address, port ${cloud.kubernetesApi.port}`,
      path: "cloud.kubernetesApi.cidrs",
      reason:
        "not given, so gateway, admin claim and registry garbage collection may go to any address on the API's port " +
        "but instance metadata; kubectl get endpoints kubernetes shows the ranges to name",
    },
  ];
}

/** GPU pods start under a name that only the nodes' container runtime can confirm. */
function runtimeHandler({ cloud, gpuPools, controlPlane }: Environment): OpenValue[] {
  if (cloud.substrate !== "oci" || Object.keys(gpuPools).length === 0) return [];
  return [
    {
      where: controlPlane.runtimeHandler ?? runtimeHandlers.oci,
      path: "controlPlane.runtimeHandler",
      reason: "not tried on OKE's GPU nodes; crictl info on one of them lists the handlers that its CRI-O has",
    },
  ];
}

function discovered(environment: Environment): OpenValue[] {
  const facts = Object.entries(environment.discovery)
    .filter(([, value]) => value !== undefined)
    .map(([fact, value]) => ({
      where: typeof value === "string" ? value : `${Array.isArray(value) ? value.length : 1} recorded`,
      path: `discovery.${fact}`,
      reason: "an earlier answer of the cloud, not asked again",
    }));
  const version =
    environment.cloud.substrate === "oci" && environment.discovery.kubernetesVersions === undefined
      ? [
          {
            where: environment.cloud.kubernetesVersion,
            path: "cloud.kubernetesVersion",
            reason: "not compared with what OKE offers",
          },
        ]
      : [];
  return [...facts, ...version, ...runtimeHandler(environment)];
}

/** Facts that only the cloud has: functions of the provider that the program called, and stock that nobody publishes. */
export function unknownValues(run: ProgramRun): OpenValue[] {
  const asked = [...new Set(run.invokes.map((invoke) => invoke.token))].sort().map((token) => ({
    where: token,
    path: "",
    reason: "asked of the cloud at pulumi up; fill in discovery to know it now",
  }));
  const gpuPools = run.resources
    .filter((resource) => resource.type === "sgc:oci:OciGpuPool")
    .map((resource) => ({
      where: resource.urn,
      path: "",
      reason: "whether the region has this shape in stock is not published; a capacity reservation makes it certain",
    }));
  return [...asked, ...nodeImages(run), ...unlockedImages(run), ...gpuPools];
}

/**
 * What is known not to work, or not known to work, with what the plan chose: sentences that a component leaves in its
 * output `knownLimits`.
 */
export function knownLimits(run: ProgramRun): OpenValue[] {
  return run.resources.flatMap(({ urn, outputs }) => {
    const sentences = outputs.knownLimits;
    return Array.isArray(sentences)
      ? sentences.flatMap((reason: PropertyValue) =>
          typeof reason === "string" ? [{ where: urn, path: "", reason }] : [],
        )
      : [];
  });
}

/** Images that pods pull by a tag: what it means when they do, nobody has asked the registry yet. */
function unlockedImages(run: ProgramRun): OpenValue[] {
  const images = new Set<string>();
  for (const { type, properties } of run.resources) {
    if (type.startsWith("kubernetes:")) collectImages(properties, images);
  }
  return [...images]
    .filter((image) => !image.includes("@sha256:"))
    .sort()
    .map((image) => ({
      where: image,
      path: "",
      reason: "digest not resolved: npm run images -- lock asks the registry for it",
    }));
}

function collectImages(value: PropertyValue, images: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collectImages(item, images);
  } else if (value instanceof SecretValue) {
    collectImages(value.element, images);
  } else if (typeof value === "object" && value !== null && !(value instanceof UnknownValue)) {
    for (const [key, part] of Object.entries(value)) {
      if (key === "image" && typeof part === "string") images.add(part);
      else collectImages(part as PropertyValue, images);
    }
  }
}

/** The list of node images is asked for once the cluster exists, so a plan sees only that the choice is open. */
function nodeImages(run: ProgramRun): OpenValue[] {
  return run.resources.flatMap(({ type, urn, properties }) => {
    const source = type === "oci:ContainerEngine/nodePool:NodePool" ? properties.nodeSourceDetails : undefined;
    const image = typeof source === "object" && source !== null && "imageId" in source ? source.imageId : undefined;
    return image instanceof UnknownValue
      ? [
          {
            where: urn,
            path: "",
            reason:
              "node image: chosen from the cloud's list at pulumi up, by architecture, GPU and Kubernetes version",
          },
        ]
      : [];
  });
}
