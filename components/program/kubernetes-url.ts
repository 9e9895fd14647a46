import { format } from "node:url";

/** Address of the Kubernetes API as a pod is told it: a name, an IPv4 or an IPv6 address, and a port. */
export function kubernetesUrl(hostname: string, port: string): string {
  return format({ protocol: "https", slashes: true, hostname, port });
}
