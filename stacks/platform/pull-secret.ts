import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import * as pulumi from "@pulumi/pulumi";
import { dockerConfig } from "../../components/images/docker-credentials.ts";
import { namespaces, type PlatformContext } from "./context.ts";

/** Name of the Secret that pods of both namespaces pull from the mirror with. */
export const pullSecretName = "mirror-login";

/** The mirror's login in both namespaces, before anything that pulls. */
export function createPullSecrets({ name, environment, substrate, ready }: PlatformContext): void {
  const { mirror, pull } = environment.images;
  if (!pull) return;
  const login = pulumi.secret(dockerConfig(mirror, pull));
  const secrets = Object.entries(namespaces).map(
    ([role, namespace]) =>
      new Secret(
        `${name}-mirror-login-${role}`,
        {
          metadata: { name: pullSecretName, namespace },
          type: "kubernetes.io/dockerconfigjson",
          stringData: { ".dockerconfigjson": login },
        },
        { provider: substrate.kubernetes, dependsOn: [...ready] },
      ),
  );
  ready.push(...secrets);
}

/** Where each kind keeps the template of its pods. */
const templates: Readonly<Record<string, readonly string[]>> = {
  "kubernetes:apps/v1:Deployment": ["spec", "template", "spec"],
  "kubernetes:apps/v1:StatefulSet": ["spec", "template", "spec"],
  "kubernetes:apps/v1:DaemonSet": ["spec", "template", "spec"],
  "kubernetes:batch/v1:Job": ["spec", "template", "spec"],
  "kubernetes:batch/v1:CronJob": ["spec", "jobTemplate", "spec", "template", "spec"],
};

/**
 * Gives every pod that the kit starts the mirror's login: in one place, so that no component can forget it. Workers are
 * Beta9's to start, and get it by the gateway's configuration.
 */
export const withPullSecret: pulumi.ResourceTransformation = ({ type, props, opts }) => {
  const path = templates[type];
  return path && { props: withLogin(props, path) as pulumi.Inputs, opts };
};

/** What is known only later is changed when it is known. */
function withLogin(value: unknown, path: readonly string[]): unknown {
  if (pulumi.Output.isInstance(value)) return value.apply((known) => withLogin(known, path));
  const object = value as Readonly<Record<string, unknown>>;
  const [key, ...rest] = path;
  return key === undefined
    ? { ...object, imagePullSecrets: [{ name: pullSecretName }] }
    : { ...object, [key]: withLogin(object[key], rest) };
}
