interface Access {
  readonly url: string;
  readonly caPem: string;
  readonly token: string;
  /** Impersonated by the token's owner. */
  readonly as?: { readonly name: string; readonly groups?: readonly string[] };
}

/** Text of a kubeconfig for one cluster; JSON, which is YAML too. */
export function renderKubeconfig({ url, caPem, token, as }: Access): string {
  const name = "test";
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server: url, "certificate-authority-data": Buffer.from(caPem).toString("base64") } }],
    users: [{ name, user: { token, ...(as && { as: as.name, "as-groups": as.groups ?? [] }) } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}
