import type { FoundHost } from "../../engine/extract/hosts.ts";
import { get, textOf } from "../../engine/extract/reader.ts";
import { nameOf, under } from "../../engine/extract/where.ts";
import { outsiders } from "../../engine/judge.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const nestedIac: ResourceRule = {
  id: "OPS-007",
  title: "nested-iac",
  severity: "high",
  axis: "supply-chain",
  description: "What the cluster fetches and applies by itself comes from a repository that the profile allows.",
  law: "GDPR Art. 32; EU Cloud Sovereignty Framework SOV-5",
  check: ({ hosts, type, root }, settings) => {
    const labels = type === "kubernetes:core/v1:Secret" ? get(get(root, "metadata"), "labels") : undefined;
    const isRepository = /repo/.test(textOf(get(labels, "argocd.argoproj.io/secret-type")) ?? "");
    if (!NESTED.test(type) && !isRepository) return [];
    return outsiders(hosts, settings, isSource, "which the cluster deploys from,", FIX);
  },
};

/** Registries in a chart's values are of its images, and a forge there may only be who signs in. */
function isSource({ purposes, vendor, where }: FoundHost): boolean {
  if (purposes.includes("identity") || under(where, (key) => TOLD.test(key))) return false;
  const isImage =
    vendor?.category === "registry" && under(where, (key) => /^values/.test(key)) && !SOURCE.test(nameOf(where));
  return !isImage && (purposes.includes("git") || purposes.includes("chart") || vendor?.category === "registry");
}

/** What a program of a chart is told is for the program. */
const TOLD = /^(env|envs|extraEnv|args|extraArgs|command)$/;
/** Values of charts that name something to deploy. */
const SOURCE = /(ur[il]|artifact|repo)$/i;

const FIX = "mirror the repository to a forge of your own, and render it where the rules can read it";
const NESTED =
  /^kubernetes:(argoproj\.io|source\.toolkit\.fluxcd\.io|helm\.toolkit\.fluxcd\.io|kustomize\.toolkit\.fluxcd\.io|pkg\.crossplane\.io|meta\.pkg\.crossplane\.io|infra\.contrib\.fluxcd\.io|tf\.galleybytes\.com|app\.terraform\.io|pulumi\.com|fleet\.cattle\.io|helm\.cattle\.io|kpack\.io|tekton\.dev|apps\.open-cluster-management\.io|fluxcd\.controlplane\.io|configsync\.gke\.io)\/|^(argocd|flux):index\/|^azure-native:kubernetesconfiguration:|^gcp:gkehub\/feature|^pulumi:providers:(flux|argocd)$/;
