/** Where a diagnosis is given: what its next step names. */
export interface Situation {
  readonly stack: string;
  /** This machine's host name, and whether a process of this id runs on it. */
  readonly host: string;
  readonly isRunning: (pid: number) => boolean;
}

export interface Diagnosis {
  /** e.g. `out-of-host-capacity`. */
  readonly id: string;
  readonly cause: string;
  readonly next: string;
}

interface KnownFailure {
  readonly id: string;
  readonly pattern: RegExp;
  /** Where the words and their meaning are from. */
  readonly source: string;
  readonly explain: (situation: Situation, match: RegExpExecArray) => Omit<Diagnosis, "id">;
}

const cli = "pulumi/pulumi v3.259.0";
const oracleErrors = "Oracle, API Errors";

/** Failures that users meet, the most telling first: a message is explained by the first row that knows it. */
export const knownFailures: readonly KnownFailure[] = [
  {
    id: "state-locked",
    pattern:
      /currently locked by \d+ lock\(s\)(?:[\s\S]*?created by (?<user>\S+)@(?<host>\S+) \(pid (?<pid>\d+)\) at (?<at>\S+))?/,
    source: `${cli}, backend/diy/lock.go`,
    explain: explainLock,
  },
  {
    id: "wrong-passphrase",
    pattern: /incorrect passphrase/,
    source: `${cli}, secrets/passphrase/manager.go`,
    explain: ({ stack }) => ({
      cause: `the passphrase is not the one that ${stack} was encrypted with; the state is untouched`,
      next: "point PULUMI_CONFIG_PASSPHRASE_FILE at the right file; npm run init wrote it and said where",
    }),
  },
  {
    id: "no-passphrase",
    pattern: /passphrase must be set with PULUMI_CONFIG_PASSPHRASE/,
    source: `${cli}, secrets/passphrase/manager.go`,
    explain: () => ({
      cause: "nobody has told pulumi the passphrase, and there is no terminal to ask on",
      next: "export PULUMI_CONFIG_PASSPHRASE_FILE=FILE; npm run init wrote it and said where",
    }),
  },
  {
    id: "no-passphrase-file",
    pattern: /unable to read PULUMI_CONFIG_PASSPHRASE_FILE/,
    source: `${cli}, secrets/passphrase/manager.go`,
    explain: () => ({
      cause: "the file that PULUMI_CONFIG_PASSPHRASE_FILE names can not be read",
      next: "correct its path, or fetch the passphrase from where you keep its copy",
    }),
  },
  {
    id: "not-logged-in",
    pattern: /PULUMI_ACCESS_TOKEN must be set for login/,
    source: `${cli}, backend/httpstate/backend.go`,
    explain: ({ stack }) => ({
      cause: "no backend is chosen, so pulumi took app.pulumi.com, which is in the US",
      next: `npm run init -- ${stack} --backend URL`,
    }),
  },
  {
    id: "no-stack",
    pattern: /no stack named '?(?<stack>[^' ]+)'? found/,
    source: `${cli}, backend/backenderr`,
    explain: ({ stack }) => ({
      cause: `the backend has no stack ${stack}`,
      next: `npm run init -- ${stack}, or choose the backend that has it`,
    }),
  },
  {
    id: "no-state-directory",
    pattern: /unable to open state directory/,
    source: `${cli}, backend/diy/backend.go`,
    explain: () => ({
      cause: "the directory of the file backend is not there",
      next: "mount it, or create it with mkdir -m 700, or choose another one with pulumi login",
    }),
  },
  {
    id: "disk-full",
    pattern: /no space left on device|ENOSPC|disk quota exceeded/i,
    source: "errno(3)",
    explain: ({ stack }) => ({
      cause: "a disk is full; pulumi replaces the state file in one step, so the one before is whole",
      next: `make room on the disk that the message names, then npm run refresh -- ${stack}`,
    }),
  },
  {
    id: "cut-attributes",
    // Nothing but EOF: the JSON of the state itself is complained about with a position.
    pattern: /failed to load checkpoint: EOF/,
    source: `${cli}, backend/diy/state.go; gocloud.dev v0.46.0, blob/fileblob/attrs.go`,
    explain: ({ stack }) => ({
      cause: `pulumi was ended while it wrote ${stack}.json.attrs beside the state: a checksum, which is not written in one step; the state itself is whole`,
      next: `delete ${stack}.json.attrs under .pulumi/stacks of the backend, then npm run refresh -- ${stack}; with ?metadata=skip in the backend's URL there is no such file`,
    }),
  },
  {
    id: "corrupt-state",
    pattern:
      /failed to load checkpoint|snapshot integrity (?:failure|error)|place 1: (?:unexpected end|invalid character)/,
    source: `${cli}, backend/diy/state.go`,
    explain: ({ stack }) => ({
      cause: "the state can not be read, so pulumi refuses to go on; the cloud is as it was",
      next: `put back the copy beside it (STACK.json.bak), or the newest one under .pulumi/history; then npm run refresh -- ${stack}`,
    }),
  },
  {
    id: "no-plugin",
    pattern:
      /no (?:resource|language|analyzer) plugin '(?<plugin>[^']+)'|could not (?:load|find) plugin|failed to download plugin/i,
    source: `${cli}, sdk/go/common/workspace/plugins.go`,
    explain: () => ({
      cause: "a provider plug-in is missing and could not be fetched",
      next: "pulumi install, with a way to the plug-ins' server; docs/operate.md says how to do it without one",
    }),
  },
  {
    id: "pack-broken",
    pattern:
      /(?:failed to|could not|error) (?:load|start|run)(?:ing)? policy pack|policy pack .* (?:failed|not found)/i,
    source: `${cli}, pkg/engine/plugins.go`,
    explain: () => ({ cause: "a policy pack could not be loaded", next: "npm ci, which builds the packs anew" }),
  },
  {
    id: "out-of-host-capacity",
    pattern: /out of host capacity|OutOfHostCapacity|OUT_OF_HOST_CAPACITY/i,
    source: `${oracleErrors}; oke issues on node pools`,
    explain: ({ stack }) => ({
      cause: "Oracle has no free machine of this shape in this availability domain now; no setting of yours is wrong",
      next: `npm run doctor -- ${stack} shows which domains have some: list those in availabilityDomains, or reserve capacity`,
    }),
  },
  {
    id: "limit-exceeded",
    pattern: /LimitExceeded|QuotaExceeded|service limits? .* (?:exceeded|reached)/i,
    source: `${oracleErrors}: 400 LimitExceeded, QuotaExceeded`,
    explain: ({ stack }) => ({
      cause: "a service limit of the tenancy is used up; limits of GPUs begin at 0",
      next: `npm run doctor -- ${stack} shows the limits; ask for more under Limits, Quotas and Usage in the console`,
    }),
  },
  {
    id: "node-never-joins",
    pattern: /register timeout|nodes?\(s\)? (?:did not|failed to) (?:join|register)/i,
    source: "oracle-terraform-modules/terraform-oci-oke issues on node registration",
    explain: ({ stack }) => ({
      cause:
        "machines started and never reached the cluster: a security rule, the service gateway, or start-up that failed",
      next: `npm run tunnel -- ${stack}, then Node Doctor on the machine: /usr/local/bin/node-doctor.sh --check`,
    }),
  },
  {
    id: "image-shape-mismatch",
    pattern:
      /(?:shape and image|image and shape) (?:are )?not compatible|Shape .* is (?:not valid|incompatible) (?:for|with) image/i,
    source: "oracle-terraform-modules/terraform-oci-oke #303, #997",
    explain: () => ({
      cause: "the node image is for another processor, without GPU drivers, or for another Kubernetes version",
      next: "take an image of discovery.nodeImages whose name has the pool's architecture, GPU and kubernetesVersion",
    }),
  },
  {
    id: "key-policy-not-propagated",
    pattern: /NotAuthorizedOrFoundKmsKey|KmsKey.*NotAuthorized|not authorized to (?:use|access) (?:the )?(?:kms )?key/i,
    source: "oracle/terraform-provider-oci #1514",
    explain: ({ stack }) => ({
      cause: "the policy that lets the service use the key has not reached it yet; that takes minutes",
      next: `npm run up -- ${stack} again in five minutes; if it says the same then, look at the policies of the vault`,
    }),
  },
  {
    id: "vault-name-not-resolvable",
    pattern: /lookup [\w-]+-management\.kms\.[^ ]+: no such host/,
    source: "oracle/terraform-provider-oci #1955",
    explain: ({ stack }) => ({
      cause: "the new vault's name is not in DNS yet; that takes minutes",
      next: `npm run up -- ${stack} again in two minutes`,
    }),
  },
  {
    id: "oci-not-authenticated",
    pattern:
      /NotAuthenticated|401[^\n]*oraclecloud|security token (?:has )?expired|can not create client, bad configuration|did not find a proper configuration/i,
    source: `${oracleErrors}: 401 NotAuthenticated`,
    explain: ({ stack }) => ({
      cause:
        "Oracle does not take the credentials: expired, deleted, of another tenancy, or this machine's clock is wrong",
      next: `npm run doctor -- ${stack} says which; oci session authenticate renews a session`,
    }),
  },
  {
    id: "bucket-not-empty",
    pattern: /BucketNotEmpty|bucket named .* is not empty/i,
    source: "Oracle, Object Storage API",
    explain: ({ stack }) => ({
      cause: "OCI deletes empty buckets only, and retention rules keep objects until their time is over",
      next: `empty it with oci os object bulk-delete --bucket-name NAME, then npm run destroy -- ${stack} again`,
    }),
  },
  {
    id: "subnet-in-use",
    pattern: /references the (?:VNIC|vnic)|subnet .* (?:still )?in use|IncorrectState[^\n]*(?:Subnet|Vcn|VNIC)/i,
    source: "oracle/oci-cloud-controller-manager #321",
    explain: ({ stack }) => ({
      cause: "something that nobody's state knows still has an address there, mostly a load balancer of a Service",
      next: `delete what npm run destroy -- ${stack} lists as left behind, then run it again`,
    }),
  },
  {
    id: "oci-not-authorized",
    pattern: /NotAuthorizedOrNotFound/,
    source: `${oracleErrors}: 404 NotAuthorizedOrNotFound`,
    explain: () => ({
      cause: "it is not there, or your user may not see it; Oracle does not say which. A new policy takes minutes",
      next: "look whether it is there in the console with the same user, and compare the user's policies",
    }),
  },
  {
    id: "too-many-requests",
    pattern: /TooManyRequests|\b429\b/,
    source: `${oracleErrors}: 429 TooManyRequests`,
    explain: ({ stack }) => ({
      cause: "the service asks for fewer requests at a time",
      next: `npm run up -- ${stack} -- --parallel=4`,
    }),
  },
  {
    id: "cluster-unreachable",
    pattern:
      /configured Kubernetes cluster is unreachable|Unable to connect to the server|dial tcp [^\n]*:6443|connect: connection refused/,
    source: "pulumi/pulumi-kubernetes, provider.go",
    explain: ({ stack }) => ({
      cause: "the cluster's API can not be reached from here",
      next: `npm run doctor -- ${stack}; a private endpoint needs npm run tunnel -- ${stack}; a cluster that is gone, npm run destroy -- ${stack} --cluster-gone`,
    }),
  },
  {
    id: "no-kubeconfig",
    pattern:
      /unable to (?:load|read) (?:schema information from the API server|kubeconfig)|context "(?<context>[^"]+)" does not exist|no configuration has been provided|invalid configuration: /,
    source: "kubernetes/client-go, clientcmd",
    explain: () => ({
      cause: "the kubeconfig is missing or has no such context",
      next: "correct cloud.kubeconfig in the stack file, or fetch the kubeconfig from whoever runs the cluster",
    }),
  },
  {
    id: "kubernetes-credentials",
    pattern: /the server has asked for the client to provide credentials|getting credentials: exec|\bUnauthorized\b/,
    source: "kubernetes/client-go",
    explain: () => ({
      cause: "the cluster does not take the kubeconfig's credentials: expired, or the program that fetches them failed",
      next: "renew them as the cluster's owner says; for OCI the oci CLI must be on PATH and logged in",
    }),
  },
  {
    id: "image-not-pulled",
    pattern: /ImagePullBackOff|ErrImagePull|failed to pull image/i,
    source: "Kubernetes, Images",
    explain: ({ stack }) => ({
      cause: "nodes can not pull an image from the mirror",
      next: `npm run images -- verify --stack ${stack}`,
    }),
  },
  {
    id: "volume-not-bound",
    pattern: /unbound (?:immediate )?PersistentVolumeClaims|ProvisioningFailed|failed to provision volume/i,
    source: "Kubernetes, Persistent Volumes",
    explain: ({ stack }) => ({
      cause: "no disk was made for a claim: the storage class, its key's policy, or the limit of volumes",
      next: `npm run doctor -- ${stack}, then kubectl describe pvc`,
    }),
  },
  {
    id: "timed-out",
    pattern: /timeout while waiting for|timed out waiting|context deadline exceeded|i\/o timeout/i,
    source: "provider timeouts",
    explain: ({ stack }) => ({
      cause: "the cloud did not finish in the time that the provider waits; it may still do so",
      next: `npm run refresh -- ${stack} takes over what has become ready, then npm run up -- ${stack}`,
    }),
  },
];

function explainLock({ stack, host, isRunning }: Situation, { groups }: RegExpExecArray): Omit<Diagnosis, "id"> {
  const cancel = `pulumi cancel -s ${stack}, then npm run up -- ${stack}`;
  if (groups?.pid === undefined) {
    return { cause: "another run holds the state's lock", next: `wait for it to end; if there is none, ${cancel}` };
  }
  const { user, host: owner, pid, at } = groups;
  if (owner !== host) {
    return {
      cause: `${user} on ${owner} holds the state's lock since ${at}`,
      next: `ask them; if that run is dead, ${cancel}`,
    };
  }
  return isRunning(Number(pid))
    ? {
        cause: `another run on this machine (pid ${pid}) holds the state's lock since ${at}`,
        next: "wait for it to end",
      }
    : { cause: `a run on this machine (pid ${pid}) was killed at its work, after ${at}`, next: cancel };
}
