import { each, entries, fields, get, textOf } from "../../engine/extract/reader.ts";
import { keptAtVendor, serviceOf } from "../../engine/hosted.ts";
import { atNode, objection, outsiders } from "../../engine/judge.ts";
import { vendorByPattern } from "../../engine/resolve/vendors.ts";
import type { ResourceRule, Violation } from "../../engine/rule.ts";

export const ciIdentity: ResourceRule = {
  id: "OPS-006",
  title: "ci-identity",
  severity: "high",
  axis: "jurisdiction",
  description:
    "Who may sign in and deploy is said by an identity provider, a forge and machines that the profile allows.",
  law: "GDPR Art. 28; EU Cloud Sovereignty Framework SOV-4",
  check: (subject, settings) => {
    const { hosts, type, root, hasOwnServer } = subject;
    const found = new Map<string, Violation>();
    const add = (violation: Violation) => void (found.has(violation.path) || found.set(violation.path, violation));
    for (const violation of outsiders(hosts, settings, "identity", "which says who may sign in,", FIX)) add(violation);
    const method = METHODS.find(([of]) => of.test(type));
    for (const violation of method ? serviceOf(vendorByPattern(method[1]), settings, SAYS, FIX) : []) add(violation);
    for (const violation of keptAtVendor(subject, "identity", settings, SAYS, FIX)) add(violation);
    for (const connector of [...CONNECTORS.flatMap((path) => fields(root, path)), ...(GATE.test(type) ? [root] : [])]) {
      const kind = get(connector, "type");
      const pattern = SIGN_IN.get(textOf(kind));
      if (!kind || pattern === undefined || get(get(connector, "config"), "hostName")) continue;
      for (const violation of serviceOf(vendorByPattern(pattern), settings, SAYS, FIX))
        add({ ...violation, path: atNode(kind) });
    }
    const forge = hasOwnServer ? undefined : FORGES.find(([of]) => of.test(type));
    const why = forge && objection(vendorByPattern(forge[1]), { text: forge[1], certainty: "known" }, settings);
    if (why !== undefined) add({ path: "", what: `this lets a forge in that belongs to ${why}`, fix: FIX });
    for (const [job, node] of type === "repository:file:Workflow" ? entries(get(root, "jobs")) : []) {
      const runner = get(node, "runs-on") ?? get(node, "pool");
      const hosted = each(runner).find((label) =>
        [label, get(label, "vmImage"), ...each(get(label, "labels"))].some((name) =>
          HOSTED_RUNNER.test(textOf(name) ?? ""),
        ),
      );
      if (hosted)
        add({
          path: atNode(hosted),
          what: `the job ${job} runs on a machine of the forge's own maker, with what deploys in its hands`,
          fix: FIX,
        });
    }
    return [...found.values()];
  },
};

const FIX = "use a forge, runners and an identity provider of your own, e.g. Forgejo and Keycloak";

const SAYS = "which says who may sign in and belongs to";
/** Methods of Vault's and Keycloak's that ask a service on the internet who somebody is. */
const METHODS: readonly (readonly [type: RegExp, vendor: string])[] = [
  [/^vault:okta\/authBackend:/, "*.okta.com"],
  [/^(vault:github\/authBackend:|keycloak:oidc\/github)/, "github.com"],
  [/^keycloak:oidc\/google/, "accounts.google.com"],
];

/** Where Dex is told whom to ask, in values of its chart and in its own configuration. */
const CONNECTORS = ["spec.values.config.connectors", "values.config.connectors", "spec.connectors"];
/** Where Cloudflare's own gate asks who somebody is: its `type` is the connector's. */
const GATE = /^cloudflare:index\/(zeroTrust)?[aA]ccessIdentityProvider:/;
const SIGN_IN: ReadonlyMap<string | undefined, string> = new Map([
  ["github", "github.com"],
  ["google", "accounts.google.com"],
  ["microsoft", "*.microsoftonline.com"],
  ["azureAD", "*.microsoftonline.com"],
  ["google-apps", "accounts.google.com"],
  ["okta", "*.okta.com"],
]);

/** Hosted forges whose runners, hooks and deploy keys these resources are. */
const FORGES: readonly (readonly [type: RegExp, vendor: string])[] = [
  [
    /^github:index\/(repositoryDeployKey|repositoryWebhook|organizationWebhook|actionsSecret|actionsOrganizationSecret|actionsEnvironmentSecret|repositoryEnvironment|actionsRunnerGroup|userSshKey|appInstallationRepositor(y|ies)):/,
    "github.com",
  ],
  [/^kubernetes:(actions\.github\.com|actions\.summerwind\.dev)\//, "github.com"],
  [
    /^gitlab:index\/(projectHook|groupHook|deployKey|deployToken|projectVariable|groupVariable|userRunner):/,
    "gitlab.com",
  ],
  [/^azuredevops:/, "dev.azure.com"],
  [/^buildkite:/, "agent.buildkite.com"],
  [/^aws:(codestarconnections\/connection:|codeconnections\/)/, "github.com"],
];
/** The forge's own machines, and those that other companies rent out for its jobs. */
const HOSTED_RUNNER =
  /^((ubuntu|windows|macos)-(latest|slim|\d)|(blacksmith|depot|buildjet|warp|namespace-profile|nscloud)-)/i;
