/** Minor versions of Kubernetes that the tests run, newest first. */
export const kubernetesVersions = ["1.37", "1.36"] as const;
export type KubernetesVersion = (typeof kubernetesVersions)[number];

/** A program that is built from a Go module under `tools/`. Its version is the one in the module's go.mod, and in no other place. */
export interface Program {
  /** What the file is called, here and on PATH. */
  readonly file: string;
  /** Folder under `tools/` with go.mod and go.sum. */
  readonly module: string;
  /** Go module whose version is the program's. */
  readonly versionOf: string;
  /** Import path of its main package: a `tool` line of go.mod. */
  readonly package: string;
  /** Build tags. */
  readonly tags: readonly string[];
  /** Go variables that hold the version, as its makers set them. */
  readonly stamp: (version: string) => Readonly<Record<string, string>>;
  /** Arguments that make it say its version and end. */
  readonly askVersion: readonly string[];
}

const distribution = "github.com/distribution/distribution/v3";
const pulumi = "github.com/pulumi/pulumi";

const others = {
  age: {
    file: "age",
    module: "age",
    versionOf: "filippo.io/age",
    package: "filippo.io/age/cmd/age",
    tags: [],
    stamp: (version) => ({ "main.Version": version }),
    askVersion: ["--version"],
  },
  buildx: {
    file: "buildx",
    module: "buildx",
    versionOf: "github.com/docker/buildx",
    package: "github.com/docker/buildx/cmd/buildx",
    tags: [],
    stamp: (version) => ({ "github.com/docker/buildx/version.Version": version }),
    askVersion: ["version"],
  },
  etcd: {
    file: "etcd",
    module: "etcd",
    versionOf: "go.etcd.io/etcd/server/v3",
    package: "go.etcd.io/etcd/server/v3",
    tags: [],
    // Its version is a constant of its source.
    stamp: () => ({}),
    askVersion: ["--version"],
  },
  pulumi: {
    file: "pulumi",
    module: "pulumi",
    versionOf: `${pulumi}/pkg/v3`,
    package: `${pulumi}/pkg/v3/cmd/pulumi`,
    tags: ["osusergo", "grpcnotrace"],
    stamp: (version) => ({ [`${pulumi}/sdk/v3/go/common/version.Version`]: version }),
    askVersion: ["version"],
  },
  registry: {
    file: "registry",
    module: "distribution",
    versionOf: distribution,
    package: `${distribution}/cmd/registry`,
    tags: [],
    stamp: (version) => ({ [`${distribution}/version.version`]: version }),
    askVersion: ["--version"],
  },
  traefik: {
    file: "traefik",
    module: "traefik",
    versionOf: "github.com/traefik/traefik/v3",
    package: "github.com/traefik/traefik/v3/cmd/traefik",
    tags: [],
    stamp: (version) => ({ "github.com/traefik/traefik/v3/pkg/version.Version": version.replace("v", "") }),
    askVersion: ["version"],
  },
  versitygw: {
    file: "versitygw",
    module: "versitygw",
    versionOf: "github.com/versity/versitygw",
    package: "github.com/versity/versitygw/cmd/versitygw",
    tags: [],
    stamp: (version) => ({ "main.Version": version }),
    askVersion: ["--version"],
  },
} satisfies Record<string, Program>;

type KubernetesProgram = "kube-apiserver" | "kube-controller-manager" | "kube-scheduler" | "kubectl";

function kubernetes(file: KubernetesProgram, minor: KubernetesVersion): Program {
  const stamped = "k8s.io/component-base/version";
  return {
    file,
    module: `kubernetes-${minor}`,
    versionOf: "k8s.io/kubernetes",
    package: `k8s.io/kubernetes/cmd/${file}`,
    tags: [],
    stamp: (version) => {
      const [gitMajor = "", gitMinor = ""] = version.replace("v", "").split(".");
      return {
        [`${stamped}.gitVersion`]: version,
        [`${stamped}.gitMajor`]: gitMajor,
        [`${stamped}.gitMinor`]: gitMinor,
      };
    },
    askVersion: file === "kubectl" ? ["version", "--client"] : ["--version"],
  };
}

export type ProgramName = keyof typeof others | `${KubernetesProgram}-1.37` | "kube-apiserver-1.36";

/** Every program that the tests run and that is built here. Debian's come from `debianProgram`. */
export const programs: Readonly<Record<ProgramName, Program>> = {
  ...others,
  "kube-apiserver-1.36": kubernetes("kube-apiserver", "1.36"),
  "kube-apiserver-1.37": kubernetes("kube-apiserver", "1.37"),
  "kube-controller-manager-1.37": kubernetes("kube-controller-manager", "1.37"),
  "kube-scheduler-1.37": kubernetes("kube-scheduler", "1.37"),
  "kubectl-1.37": kubernetes("kubectl", "1.37"),
};
