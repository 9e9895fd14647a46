import { stringify } from "yaml";
import { refusedRule } from "./refused-paths.ts";
import type { EdgeRoute, EdgeSettings } from "./settings.ts";

/** Higher wins; equal ones never overlap. */
const priorities = { refused: 1000, grpc: 100, route: 100, http: 10 } as const;

/**
 * TLS 1.2 with forward secrecy and authenticated encryption, or TLS 1.3: "intermediate" of BSI TR-02102-2 and Mozilla's
 * guideline alike. A client that names no host of ours gets no certificate.
 */
const tlsOptions = {
  minVersion: "VersionTLS12",
  cipherSuites: [
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
  ],
  sniStrict: true,
};

/** One year, as browsers' preload lists ask; sub-domains are not ours to promise for. */
const securityHeaders = {
  headers: {
    stsSeconds: 31_536_000,
    contentTypeNosniff: true,
    referrerPolicy: "no-referrer",
    // Users' own web apps live on the same host: they may frame themselves, nobody else may.
    customFrameOptionsValue: "SAMEORIGIN",
    // An empty value removes a header: what runs behind is nobody's business.
    customResponseHeaders: { Server: "", "X-Powered-By": "" },
  },
};

/** Traefik's routing configuration as YAML. Option names: Traefik 3.6 reference, "Routing configuration". */
export function renderDynamicConfig(settings: EdgeSettings): string {
  return stringify(
    {
      http: {
        routers: routers(settings),
        services: services(settings),
        middlewares: middlewares(settings),
        serversTransports: transports(settings),
      },
      tls: {
        options: { default: tlsOptions },
        ...(!settings.acme && {
          certificates: [{ certFile: settings.files.certificate, keyFile: settings.files.key }],
        }),
      },
    },
    { lineWidth: 0 },
  );
}

function routers({ domain, routes, clientAddresses }: EdgeSettings) {
  const entryPoints = ["https"];
  const common = ["security-headers", ...(clientAddresses === "hidden" ? [] : ["rate", "concurrency"])];
  const host = `Host(\`${domain}\`)`;
  return {
    refused: {
      entryPoints,
      rule: refusedRule(domain),
      priority: priorities.refused,
      middlewares: [...common, "refuse"],
      // Never reached: `refuse` answers first.
      service: "noop@internal",
    },
    "gateway-grpc": {
      entryPoints,
      rule: `${host} && HeaderRegexp(\`Content-Type\`, \`(?i)^application/grpc\`)`,
      priority: priorities.grpc,
      middlewares: common,
      service: "gateway-grpc",
    },
    "gateway-http": {
      entryPoints,
      rule: host,
      priority: priorities.http,
      middlewares: common,
      service: "gateway-http",
    },
    ...Object.fromEntries(
      routes.map((route) => [
        route.name,
        {
          entryPoints,
          rule: `Host(\`${route.host}\`)`,
          priority: priorities.route,
          middlewares: common,
          service: route.name,
        },
      ]),
    ),
  };
}

function services({ gateway, routes }: EdgeSettings) {
  return {
    "gateway-grpc": service(gateway.grpcUrl, "gateway"),
    "gateway-http": service(gateway.httpUrl, "gateway"),
    ...Object.fromEntries(routes.map(({ name, url }) => [name, service(url, name)])),
  };
}

/**
 * HTTP/2 keeps one connection, so gRPC of one edge pod goes to one gateway pod until that one drains. Plain HTTP is spread
 * by connection.
 */
function service(url: string, serversTransport: string) {
  return { loadBalancer: { servers: [{ url }], serversTransport, passHostHeader: true } };
}

/**
 * Limits per client address, 64 bits of it for IPv6, where one customer holds a whole network. They count only where
 * the edge sees clients' addresses: elsewhere they would throttle everybody together.
 */
function middlewares({ limits, clientAddresses }: EdgeSettings) {
  const sourceCriterion = { ipStrategy: { ipv6Subnet: 64 } };
  return {
    "security-headers": securityHeaders,
    // No client has this address (RFC 919), so everybody is refused.
    refuse: { ipAllowList: { sourceRange: ["255.255.255.255/32"], rejectStatusCode: 403 } },
    ...(clientAddresses !== "hidden" && {
      rate: { rateLimit: { average: limits.requestsPerSecond, burst: limits.burst, sourceCriterion } },
      concurrency: { inFlightReq: { amount: limits.concurrent, sourceCriterion } },
    }),
  };
}

function transports({ routes }: EdgeSettings) {
  return {
    gateway: { forwardingTimeouts },
    ...Object.fromEntries(routes.map((route) => [route.name, { forwardingTimeouts, ...authority(route) }])),
  };
}

function authority({ caFile }: EdgeRoute) {
  return caFile === undefined ? {} : { rootCAs: [caFile] };
}

const forwardingTimeouts = {
  dialTimeout: "5s",
  // A function may compute for an hour before it answers with its first byte.
  responseHeaderTimeout: "0s",
  idleConnTimeout: "90s",
  // A backend that is gone without a word is noticed under streams that carry nothing: HTTP/2 pings, 45 s in all.
  readIdleTimeout: "30s",
  pingTimeout: "15s",
};
