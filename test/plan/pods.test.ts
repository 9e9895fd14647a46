import { describe, expect, it } from "vitest";
import { type Container, planned, stacks, type Volume, type Workload, workloadsOf } from "./planned.ts";

/** What a pod may not do without, by the words that a failure is reported in. */
type Requirement =
  | "requests and limits"
  | "readiness probe"
  | "liveness probe"
  | "non-root"
  | "read-only root"
  | "no capabilities"
  | "no privilege escalation"
  | "not privileged"
  | "seccomp"
  | "no service-account token"
  | "no namespace of the host"
  | "no path of the host";

interface Exception {
  readonly app: string;
  readonly requirement: Requirement;
  readonly reason: string;
}

/** The only pods that go without something, and why. One that is no longer needed fails the test. */
const exceptions: readonly Exception[] = [
  {
    app: "beta9-gateway",
    requirement: "no service-account token",
    reason: "it starts and ends workers as Jobs of the worker namespace",
  },
  {
    app: "admin-claim",
    requirement: "no service-account token",
    reason: "it writes the administrator's token into a Secret",
  },
  {
    app: "registry-gc",
    requirement: "no service-account token",
    reason: "it makes the registry read-only while it deletes, by changing its Deployment",
  },
  {
    app: "nvidia-device-plugin",
    requirement: "non-root",
    reason: "the kubelet's folder of device plug-ins belongs to root and no group may write to it",
  },
  {
    app: "nvidia-device-plugin",
    requirement: "no path of the host",
    reason: "a device plug-in registers at a socket in the kubelet's folder and opens one there",
  },
  ...(["readiness probe", "liveness probe"] as const).map((requirement) => ({
    app: "nvidia-device-plugin",
    requirement,
    reason: "it serves nobody but the kubelet, which sees it register and leave; it ends when its socket is gone",
  })),
];

/** One thing that a pod goes without. `where` is a container, `""` for the pod as a whole. */
interface Gap {
  readonly app: string;
  readonly where: string;
  readonly requirement: Requirement;
}

function gapsOf(workload: Workload): Gap[] {
  const { app, template, ends } = workload;
  const { containers, initContainers = [], volumes = [], ...pod } = template.spec;
  const gaps = (where: string, wanted: Partial<Record<Requirement, boolean>>): Gap[] =>
    (Object.keys(wanted) as Requirement[])
      .filter((requirement) => wanted[requirement] !== true)
      .map((requirement) => ({ app, where, requirement }));
  const ofContainer = (container: Container, ofServer: boolean) => {
    const context = { ...pod.securityContext, ...container.securityContext };
    return gaps(container.name, {
      "requests and limits": bounded(container),
      ...(ofServer
        ? {
            "readiness probe": container.readinessProbe !== undefined,
            "liveness probe": container.livenessProbe !== undefined,
          }
        : {}),
      "non-root": context.runAsNonRoot === true,
      "read-only root": context.readOnlyRootFilesystem === true,
      "no capabilities":
        context.capabilities?.drop?.includes("ALL") === true && (context.capabilities.add ?? []).length === 0,
      "no privilege escalation": context.allowPrivilegeEscalation === false,
      "not privileged": context.privileged !== true,
      seccomp: context.seccompProfile?.type === "RuntimeDefault",
    });
  };
  return [
    ...gaps("", {
      "no service-account token": pod.automountServiceAccountToken === false && !volumes.some(holdsToken),
      "no namespace of the host": !(pod.hostNetwork || pod.hostPID || pod.hostIPC),
      "no path of the host": !volumes.some((volume) => volume.hostPath !== undefined),
    }),
    ...initContainers.flatMap((container) => ofContainer(container, false)),
    ...containers.flatMap((container) => ofContainer(container, !ends)),
  ];
}

function holdsToken({ projected }: Volume): boolean {
  return (projected?.sources ?? []).some((source) => source.serviceAccountToken !== undefined);
}

/** What the scheduler sets aside and what the kernel stops at, of each thing that a node can run out of. */
function bounded({ resources }: Container): boolean {
  return ["cpu", "memory", "ephemeral-storage"].every((name) =>
    [resources?.requests?.[name], resources?.limits?.[name]].every((amount) =>
      /^[1-9]\d*(m|Mi|Gi)?$/.test(amount ?? ""),
    ),
  );
}

function covers({ app, requirement }: Exception, gap: Gap): boolean {
  return app === gap.app && requirement === gap.requirement;
}

describe.each(stacks)("every pod of %s", (stack) => {
  it("is bounded, probed and hardened, or says why not", async () => {
    const workloads = workloadsOf(await planned(stack));
    expect(workloads.map(({ app }) => app)).toEqual(
      expect.arrayContaining(["beta9-gateway", "redis", "postgres", "registry", "edge", "admin-claim"]),
    );
    const gaps = workloads.flatMap(gapsOf);
    expect(gaps.filter((gap) => !exceptions.some((exception) => covers(exception, gap)))).toEqual([]);
  });
});

describe("the list of exceptions", () => {
  it("has none that no pod needs", async () => {
    const gaps = (await Promise.all(stacks.map(planned))).flatMap(workloadsOf).flatMap(gapsOf);
    expect(exceptions.filter((exception) => !gaps.some((gap) => covers(exception, gap)))).toEqual([]);
  });
});

describe.each(stacks)("the pods of %s", (stack) => {
  it("run as accounts whose names are known before the cloud answers", async () => {
    const accounts = workloadsOf(await planned(stack)).map(({ app, template }) => [
      app,
      template.spec.serviceAccountName,
    ]);
    expect(accounts.filter(([, account]) => account === "[unknown]")).toEqual([]);
    expect(accounts).toContainEqual(["beta9-gateway", "beta9-gateway"]);
  });
});
