import * as pulumi from "@pulumi/pulumi";
import { Cloud } from "./cloud.ts";
import { readConfig } from "./config.ts";
import { issueText } from "./environment/issue.ts";
import { placeholderIssues } from "./environment/placeholders.ts";
import { parseEnvironment } from "./environment.ts";

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

const { outputs } = new Cloud(environment);

export const { sdk, gateway, registry, pools, residency, contributors, objectStore, kubeconfig } = outputs;
