import { describe, expect, it } from "vitest";
import { diagnose, renderDiagnoses } from "./diagnose.ts";
import { knownFailures, type Situation } from "./known-failures.ts";

const situation: Situation = { stack: "prod-fra", host: "here", isRunning: (pid) => pid === 11 };
const lock = (user: string, pid: number) =>
  `error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.\n  file:///state/.pulumi/locks/organization/eu-gpu-cloud/prod-fra/1.json: created by ${user} (pid ${pid}) at 2026-11-22T10:00:00Z`;

/** What the CLI, providers and clouds say, as they say it. */
const said: readonly (readonly [id: string, message: string])[] = [
  ["state-locked", lock("jo@here", 12)],
  ["wrong-passphrase", "error: getting stack configuration: get stack secrets manager: incorrect passphrase"],
  [
    "no-passphrase",
    "error: getting stack configuration: get stack secrets manager: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables",
  ],
  ["no-passphrase-file", "error: unable to read PULUMI_CONFIG_PASSPHRASE_FILE: open /x: no such file or directory"],
  ["not-logged-in", "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions"],
  ["no-stack", "error: no stack named 'prod-fra' found"],
  ["no-state-directory", 'error: unable to open state directory "file:///gone": stat /gone: no such file or directory'],
  ["disk-full", "error: write /state/.pulumi/stacks/p/s.json.tmp: no space left on device"],
  ["cut-attributes", "error: failed to load checkpoint: EOF"],
  ["corrupt-state", "error: failed to load checkpoint: place 1: unexpected end of JSON input"],
  ["corrupt-state", "error: place 1: unexpected end of JSON input"],
  ["corrupt-state", "snapshot integrity failure; refusing to use it: resource urn:x refers to missing parent urn:y"],
  ["no-plugin", "error: no resource plugin 'pulumi-resource-oci' found in the workspace at version v4.20.0"],
  ["pack-broken", "error: failed to load policy pack residency: exit status 1"],
  ["out-of-host-capacity", "creating prod-fra-gpu-a10-pool: error: 500-InternalError, Out of host capacity."],
  ["limit-exceeded", "400-LimitExceeded, The following service limits were exceeded: gpu-a10-count."],
  ["node-never-joins", "work request did not succeed: 1 node(s) register timeout"],
  ["image-shape-mismatch", "400-InvalidParameter, Node shape and image are not compatible."],
  ["key-policy-not-propagated", "404-NotAuthorizedOrFoundKmsKey, key does not exist or is not authorized"],
  ["vault-name-not-resolvable", "dial tcp: lookup abc123-management.kms.eu-frankfurt-1.oraclecloud.com: no such host"],
  [
    "oci-not-authenticated",
    "401-NotAuthenticated, The required information to complete authentication was not provided",
  ],
  ["bucket-not-empty", "409-BucketNotEmpty, Bucket named 'images' is not empty. Delete all objects first."],
  ["subnet-in-use", "409-Conflict, The Subnet ocid1.subnet references the VNIC ocid1.vnic"],
  ["oci-not-authorized", "404-NotAuthorizedOrNotFound, Authorization failed or requested resource not found."],
  ["too-many-requests", "429-TooManyRequests, Too many requests for the user"],
  ["cluster-unreachable", "configured Kubernetes cluster is unreachable: unable to load schema information"],
  ["no-kubeconfig", 'error: context "gpu-eu" does not exist'],
  ["kubernetes-credentials", "the server has asked for the client to provide credentials"],
  ["image-not-pulled", 'Back-off pulling image "registry.muster-cloud.eu/mirror/x": ImagePullBackOff'],
  ["volume-not-bound", "pod has unbound immediate PersistentVolumeClaims"],
  ["timed-out", "timeout while waiting for state to become 'ACTIVE' (last state: 'CREATING', timeout: 50m0s)"],
];

describe("a known failure", () => {
  it.each(said)("is %s when somebody says so", (id, message) => {
    const [diagnosis, ...others] = diagnose([message], situation);
    expect(diagnosis?.id).toBe(id);
    expect(diagnosis?.cause).not.toBe("");
    expect(diagnosis?.next).not.toBe("");
    expect(others).toEqual([]);
  });

  it("has a message here for every row of the table", () => {
    expect(knownFailures.map(({ id }) => id).filter((id) => !said.some(([known]) => known === id))).toEqual([]);
  });

  it("is said once, however many resources failed of it", () => {
    const messages = ["Out of host capacity", "nobody knows this", "Out of host capacity", "429-TooManyRequests"];
    const ids = diagnose(messages, situation).map(({ id }) => id);
    expect(ids).toEqual(["out-of-host-capacity", "too-many-requests"]);
  });

  it("is shown as a cause and one next step", () => {
    expect(renderDiagnoses(diagnose(["no stack named 'prod-fra' found"], situation))).toBe(
      "\nwhy: the backend has no stack prod-fra\n  next: npm run init -- prod-fra, or choose the backend that has it\n",
    );
  });
});

describe("a lock", () => {
  const explained = (message: string) => diagnose([message], situation)[0];

  it("of a run that was killed on this machine is to be cancelled", () => {
    expect(explained(lock("jo@here", 12))).toMatchObject({
      cause: expect.stringMatching(/pid 12\) was killed/),
      next: "pulumi cancel -s prod-fra, then npm run up -- prod-fra",
    });
  });

  it("of a run that still goes on is to be waited for", () => {
    expect(explained(lock("jo@here", 11))?.next).toBe("wait for it to end");
  });

  it("of somebody else is theirs to judge", () => {
    expect(explained(lock("jo@there", 11))?.cause).toBe(
      "jo on there holds the state's lock since 2026-11-22T10:00:00Z",
    );
    expect(explained(lock("jo@there", 11))?.next).toMatch(/^ask them; if that run is dead, pulumi cancel/);
  });

  it("without a holder is another run's", () => {
    expect(explained("currently locked by 2 lock(s)")?.next).toMatch(/^wait for it to end; if there is none/);
  });
});
