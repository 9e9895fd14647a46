import { isIP } from "node:net";
import { type AcmeAccount, acmeChallenges, directoriesWithBinding } from "./acme.ts";
import { isHostName } from "./host-name.ts";

/** Another host that the edge serves beside the gateway's. */
export interface EdgeRoute {
  /** Lower-case name, used in the names of Traefik's objects. */
  readonly name: string;
  readonly host: string;
  /** Where it goes inside the cluster, `http://` or `https://`. */
  readonly url: string;
  /** File with the authority that signed the backend's certificate, when it is none of the system's. */
  readonly caFile?: string;
}

/** How much one client address may ask of one replica of the edge. */
export interface SourceLimits {
  /** Requests and new streams per second, on average. */
  readonly requestsPerSecond: number;
  /** Requests that may arrive at once before the average counts. */
  readonly burst: number;
  /** Requests and streams that may be open at once. */
  readonly concurrent: number;
}

/**
 * Whose address the edge sees. `hidden`: the address of a node, because the load balancer rewrites it, so that all
 * clients look like one. `direct`: the client's own. `proxyProtocolFrom`: the client's, told by load balancers at these
 * addresses through the PROXY protocol.
 */
export type ClientAddresses = "hidden" | "direct" | { readonly proxyProtocolFrom: readonly string[] };

/** What makes the edge's two configuration files. Durations are in seconds. */
export interface EdgeSettings {
  /** The one name under which gRPC and HTTP of the gateway are reached. */
  readonly domain: string;
  /** Port that clients dial. */
  readonly port: number;
  readonly gateway: { readonly grpcUrl: string; readonly httpUrl: string };
  readonly routes: readonly EdgeRoute[];
  readonly clientAddresses: ClientAddresses;
  readonly limits: SourceLimits;
  readonly acme: AcmeAccount | undefined;
  /** Longest life of one request or stream from client to server. Server-to-client streams have no limit. */
  readonly longestRequestSeconds: number;
  /** How long a connection without any open request or stream is kept. */
  readonly idleSeconds: number;
  /** How long the edge goes on taking requests after it was told to stop, until balancers have noticed. */
  readonly noticeSeconds: number;
  /** How long open requests then have to end. */
  readonly drainSeconds: number;
  /** Where it listens: `[address]:port`. */
  readonly listen: { readonly https: string; readonly http: string; readonly private: string };
  readonly files: {
    /** Directory that is watched for routing and certificates. */
    readonly dynamic: string;
    /** Certificate and key, unless ACME brings them. */
    readonly certificate: string;
    readonly key: string;
    /** Where ACME keeps account and keys. */
    readonly acmeStorage: string;
  };
}

/** What has no sensible default. */
type Required = Pick<EdgeSettings, "domain" | "gateway">;

const defaults: Omit<EdgeSettings, keyof Required> = {
  port: 443,
  routes: [],
  // Nothing is claimed about a balancer that nobody described.
  clientAddresses: "hidden",
  // An SDK that deploys opens some tens of requests; an office behind one address holds some tens of people.
  limits: { requestsPerSecond: 100, burst: 400, concurrent: 500 },
  acme: undefined,
  // A day: an interactive session lives as long as its person works, and a forgotten connection does not live for ever.
  longestRequestSeconds: 86_400,
  // Traefik's own default, longer than the keep-alive pings of gRPC clients are apart.
  idleSeconds: 180,
  // The gateway takes 10 s to be taken out of rotation and 180 s to drain (gateway.shutdownTimeout): the edge is as patient.
  noticeSeconds: 10,
  drainSeconds: 180,
  listen: { https: ":8443", http: ":8080", private: ":9100" },
  files: {
    dynamic: "/etc/traefik/dynamic",
    certificate: "/etc/traefik/dynamic/tls.crt",
    key: "/etc/traefik/dynamic/tls.key",
    acmeStorage: "/var/lib/traefik/acme.json",
  },
};

/**
 * Settings with every default filled in.
 * @throws RangeError with every mistake at once
 */
export function resolveEdgeSettings(
  given: Required & Partial<EdgeSettings>,
  { boundAccount = false }: { /** Whether ACME credentials come with the settings. */ boundAccount?: boolean } = {},
): EdgeSettings {
  const settings = { ...defaults, ...given };
  const problems = [...problemsOf(settings), ...acmeProblems(settings.acme, boundAccount)];
  if (problems.length > 0) throw new RangeError(`edge:\n  ${problems.join("\n  ")}`);
  return settings;
}

function* problemsOf(settings: EdgeSettings): Generator<string> {
  const { port, limits, routes, domain, clientAddresses } = settings;
  if (port !== 443) {
    yield `port is ${port}, accepted: 443. The released SDK speaks TLS on :443 alone; on any other port it sends its token in clear`;
  }
  const hosts = [domain, ...routes.map(({ host }) => host)];
  for (const host of hosts) {
    if (!isHostName(host)) yield `"${host}" is not a host name, accepted: a name such as gpu.example.eu`;
  }
  for (const host of new Set(hosts.filter((host, index) => hosts.indexOf(host) !== index))) {
    yield `${host} is served twice: give gateway, registry and object store a name each`;
  }
  for (const { name, url } of routes) {
    if (!/^https?:\/\/[a-z0-9.-]+(:\d+)?$/.test(url)) yield `${name}: "${url}" is not http(s)://host[:port]`;
  }
  const { longestRequestSeconds, idleSeconds, noticeSeconds, drainSeconds } = settings;
  const whole = { ...limits, longestRequestSeconds, idleSeconds, noticeSeconds, drainSeconds };
  for (const [name, value] of Object.entries(whole)) {
    if (!Number.isInteger(value) || value < 1) yield `${name} is ${value}, accepted: a whole number above 0`;
  }
  if (typeof clientAddresses === "object") yield* balancerProblems(clientAddresses.proxyProtocolFrom);
}

/** Whoever may speak the PROXY protocol may claim any address, so the whole internet must not. */
function* balancerProblems(ranges: readonly string[]): Generator<string> {
  if (ranges.length === 0) yield "clientAddresses.proxyProtocolFrom is empty: name the addresses of the load balancer";
  for (const range of ranges) {
    const [address = "", bits] = range.split("/");
    const width = isIP(address) === 6 ? 128 : 32;
    if (isIP(address) === 0 || !/^\d{1,3}$/.test(bits ?? "") || Number(bits) > width) {
      yield `clientAddresses.proxyProtocolFrom: "${range}" is not a CIDR range`;
    } else if (Number(bits) === 0) {
      yield `clientAddresses.proxyProtocolFrom: ${range} lets everybody claim any address`;
    }
  }
}

function* acmeProblems(acme: AcmeAccount | undefined, bound: boolean): Generator<string> {
  if (acme === undefined) return;
  const { directoryUrl, email, challenge } = acme;
  if (!URL.canParse(directoryUrl) || new URL(directoryUrl).protocol !== "https:") {
    yield `acme.directoryUrl "${directoryUrl}" is not an https:// URL`;
  }
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) yield `acme.email "${email}" is not a mail address`;
  if (!acmeChallenges.includes(challenge)) {
    yield `acme.challenge is "${challenge}", accepted: ${acmeChallenges.join(", ")}`;
  }
  if (directoriesWithBinding.has(directoryUrl) && !bound) {
    yield `${new URL(directoryUrl).host} opens no account without an external account binding: give its key id and HMAC key`;
  }
}
