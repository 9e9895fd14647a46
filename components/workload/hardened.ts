export { labelsFor, spreadAcrossNodes } from "./placement.ts";
export { execProbe, httpProbe, tcpProbe } from "./probes.ts";
export { resources } from "./resources.ts";

/** A process that can do nothing but compute, open sockets and write to its volumes: Pod Security level `restricted`, and a read-only root. */
export function hardenedContainer({ uid }: { readonly uid?: number } = {}) {
  return {
    allowPrivilegeEscalation: false,
    privileged: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    capabilities: { drop: ["ALL"] },
    seccompProfile: { type: "RuntimeDefault" },
    ...(uid === undefined ? {} : { runAsUser: unprivileged(uid), runAsGroup: uid }),
  };
}

/**
 * The same for a pod, whose volumes belong to its group.
 * @param uid user and group of every process, 1 to 2³¹-1
 */
export function hardenedPod(uid: number) {
  return {
    runAsNonRoot: true,
    runAsUser: unprivileged(uid),
    runAsGroup: uid,
    fsGroup: uid,
    // A large volume is not walked again at every start.
    fsGroupChangePolicy: "OnRootMismatch",
    seccompProfile: { type: "RuntimeDefault" },
  };
}

function unprivileged(uid: number): number {
  if (!Number.isInteger(uid) || uid < 1 || uid > 2 ** 31 - 1) throw new RangeError(`${uid} is no unprivileged user id`);
  return uid;
}
