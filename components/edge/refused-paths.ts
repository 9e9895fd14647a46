interface RefusedPath {
  /** Regular expression (RE2) over the path after Traefik has cleaned it, from its start; case does not count. */
  readonly pattern: string;
  readonly why: string;
}

/** Paths of the gateway that nobody outside may call, by HTTP or gRPC. */
export const refusedPaths: readonly RefusedPath[] = [
  {
    pattern: "/api/v1/machine(/|$)",
    why: "legacy provider routes hand the whole configuration, keys included, to any machine or worker token",
  },
  { pattern: "/api/v1/inference(/|$)", why: "no authentication in the fork that has it; upstream does not need it" },
  { pattern: "/api/v1/gateway/marketplace(/|$)", why: "answers without a token; this cloud sells nothing there" },
  { pattern: "/metrics(/|$)", why: "metrics are for the cluster" },
  { pattern: "/debug(/|$)", why: "profiles are for the cluster" },
  {
    pattern: "/install/agent",
    why: "an installer without checksum and signature; the kit publishes its own",
  },
  // Claims an empty gateway for whoever calls first, which a restore or a lost database makes possible again.
  { pattern: "/api/v1/gateway/auth/authorize(/|$)", why: "claims an unclaimed gateway" },
  {
    pattern: "/gateway\\.GatewayService/Authorize(/|$)",
    why: "claims an unclaimed gateway by gRPC",
  },
];

/**
 * Characters whose encoded form a router and the gateway may read differently: `/`, `\`, NUL, `%`, `;`, `?`, `#`. Traefik
 * decodes unreserved ones and resolves dots and double slashes before it matches; of these it keeps `%2F`, `%25`, `%3B`,
 * `%3F` and `%23` and decodes the other two.
 */
const ambiguous = "%(2F|5C|00|25|3B|3F|23)|\\\\|\\x00";

/**
 * Traefik rule for what is refused on the gateway's host: the paths above, paths with ambiguous characters, and tokens
 * in the query, which the gateway would write to its log in clear.
 */
export function refusedRule(domain: string): string {
  const patterns = refusedPaths.map(({ pattern }) => pattern);
  return `Host(\`${domain}\`) && (PathRegexp(\`(?i)^(${patterns.join("|")})\`) || PathRegexp(\`(?i)${ambiguous}\`) || QueryRegexp(\`auth_token\`, \`.*\`))`;
}

/** Last part of a probe's path: below what is refused, and nothing that the gateway knows. */
const nowhere = "/refused-probe";

/**
 * Paths that a closed edge refuses and that change nothing where it is open: each leads below a refused path, to a route
 * or gRPC method that the gateway does not have. `Authorize` itself is never among them: with a token that the gateway
 * does not know, which a lost database makes of every token, it would claim the gateway.
 */
export function refusedProbes(): readonly string[] {
  return [
    ...refusedPaths.map(({ pattern }) => pattern.replace("(/|$)", "").replaceAll("\\.", ".") + nowhere),
    `/api/v1/health%2F..${nowhere}`,
    "/api/v1/health?auth_token=",
  ];
}
