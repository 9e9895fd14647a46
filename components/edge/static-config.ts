import { stringify } from "yaml";
import type { EdgeSettings } from "./settings.ts";

/** External account binding (RFC 8555 §7.3.4). Secret. */
export interface AcmeBinding {
  readonly keyId: string;
  /** Base64url, as the authority shows it. */
  readonly hmacKey: string;
}

/** Every access-log field that is kept. Path and request line stay out: Traefik writes them with their query string. */
const loggedFields = [
  "StartUTC",
  "ClientHost",
  "RequestHost",
  "RequestMethod",
  "RequestProtocol",
  "RequestContentSize",
  "RouterName",
  "ServiceName",
  "TLSVersion",
  "OriginStatus",
  "DownstreamStatus",
  "DownstreamContentSize",
  "Duration",
  "RetryAttempts",
];

/**
 * Traefik's install configuration as YAML. Option names: Traefik 3.6 reference, "Install configuration".
 *
 * No Kubernetes provider, so the edge needs no right in the cluster; no API and no dashboard; nobody is asked for newer
 * versions. Health and metrics have an entry point of their own that no Service publishes.
 */
export function renderStaticConfig(settings: EdgeSettings, binding?: AcmeBinding): string {
  return stringify(
    {
      global: { checkNewVersion: false, sendAnonymousUsage: false },
      log: { level: "INFO", format: "json" },
      accessLog: {
        format: "json",
        fields: {
          defaultMode: "drop",
          names: Object.fromEntries(loggedFields.map((field) => [field, "keep"])),
          headers: { defaultMode: "drop" },
        },
      },
      ping: { entryPoint: "private" },
      metrics: { prometheus: { entryPoint: "private", addRoutersLabels: true } },
      providers: { file: { directory: settings.files.dynamic, watch: true } },
      entryPoints: entryPoints(settings),
      ...acmeResolver(settings, binding),
    },
    { lineWidth: 0 },
  );
}

function entryPoints(settings: EdgeSettings) {
  const { acme, listen, clientAddresses } = settings;
  return {
    https: {
      address: listen.https,
      asDefault: true,
      http: {
        tls: acme ? { certResolver: "acme" } : {},
        sanitizePath: true,
        // Beside the gateway there may be an object store, whose keys hold any character; see refused-paths.ts.
        encodedCharacters: ambiguousCharacters(settings.routes.length > 0),
        maxHeaderBytes: 64 * 1024,
      },
      transport: transport(settings),
      ...(typeof clientAddresses === "object" && {
        proxyProtocol: { trustedIPs: [...clientAddresses.proxyProtocolFrom] },
      }),
    },
    // For the authority's challenge alone. Nothing is redirected: a client that starts in clear must fail, not send its
    // token in clear once per call without noticing.
    ...(acme?.challenge === "http-01" && { http: { address: listen.http } }),
    private: { address: listen.private },
  };
}

/**
 * Three limits matter to streams. `readTimeout` ends a request whose client is still sending, and with it bidirectional
 * streams: Traefik's 60 s would end interactive sessions and large uploads. `writeTimeout` would end server streams and
 * is off. `idleTimeout` counts only while a connection has no open request.
 */
function transport({ longestRequestSeconds, idleSeconds, noticeSeconds, drainSeconds }: EdgeSettings) {
  return {
    respondingTimeouts: {
      readTimeout: `${longestRequestSeconds}s`,
      writeTimeout: "0s",
      idleTimeout: `${idleSeconds}s`,
    },
    lifeCycle: { requestAcceptGraceTimeout: `${noticeSeconds}s`, graceTimeOut: `${drainSeconds}s` },
  };
}

function acmeResolver({ acme, files }: EdgeSettings, binding: AcmeBinding | undefined) {
  if (!acme) return {};
  return {
    certificatesResolvers: {
      acme: {
        acme: {
          caServer: acme.directoryUrl,
          email: acme.email,
          storage: files.acmeStorage,
          keyType: "EC256",
          ...(binding && { eab: { kid: binding.keyId, hmacEncoded: binding.hmacKey } }),
          ...(acme.challenge === "http-01" ? { httpChallenge: { entryPoint: "http" } } : { tlsChallenge: {} }),
        },
      },
    },
  };
}

/**
 * What becomes of paths that hold these characters in encoded form: refused ones are answered with 400 before any
 * router sees them. `\` and NUL have no honest use in either case.
 */
function ambiguousCharacters(allowed: boolean) {
  return {
    allowEncodedSlash: allowed,
    allowEncodedPercent: allowed,
    allowEncodedSemicolon: allowed,
    allowEncodedQuestionMark: allowed,
    allowEncodedHash: allowed,
    allowEncodedBackSlash: false,
    allowEncodedNullCharacter: false,
  };
}
