import * as pulumi from "@pulumi/pulumi";
import { createCloud } from "./cloud.ts";
import { readConfig } from "./config.ts";
import { issueText } from "./environment/issue.ts";
import { placeholderIssues } from "./environment/placeholders.ts";
import { parseEnvironment } from "./environment.ts";
import { createSubstrate } from "./substrates.ts";

const stack = pulumi.getStack();
const { environment, issues } = parseEnvironment(stack, readConfig(pulumi.getProject()));
const blocking = pulumi.runtime.isDryRun()
  ? issues
  : [...issues, ...(environment ? placeholderIssues(environment) : [])];

if (!environment || blocking.length > 0) {
  throw new pulumi.RunError(
    [`Pulumi.${stack}.yaml has ${blocking.length} mistake(s)`, ...blocking.map(issueText)].join("\n"),
  );
}

export const { sdk, gateway, registry, pools, residency, contributors, objectStore, backupIdentity, kubeconfig } =
  createCloud(environment, await createSubstrate(environment));
