/** How often and how patiently a probe asks. Left out, Kubernetes' defaults hold: every 10 s, 1 s for an answer, 3 failures. */
export interface ProbeTiming {
  /** @default 0 */
  readonly initialDelaySeconds?: number;
  /** @default 10 */
  readonly periodSeconds?: number;
  /** @default 1 */
  readonly timeoutSeconds?: number;
  /** @default 3 */
  readonly failureThreshold?: number;
}

/** Healthy while `path` answers with a status from 200 to 399. A certificate is not verified by the kubelet. */
export function httpProbe(
  path: string,
  port: number | string,
  { scheme = "HTTP", ...timing }: ProbeTiming & { readonly scheme?: "HTTP" | "HTTPS" } = {},
) {
  return { httpGet: { path, port, scheme }, ...timing };
}

/** Healthy while the port takes connections. */
export function tcpProbe(port: number | string, timing: ProbeTiming = {}) {
  return { tcpSocket: { port }, ...timing };
}

/** Healthy while the command exits with 0. Its words are readable by whoever reads the pod: no secrets in it. */
export function execProbe(command: readonly string[], timing: ProbeTiming = {}) {
  return { exec: { command: [...command] }, ...timing };
}
