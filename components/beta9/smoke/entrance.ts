import { distrustNext, judgeLife } from "./certificate.ts";
import { type Check, type CheckContext, CheckFailure, type Finding } from "./check.ts";

/** Hosts of the edge: the gateway's, the registry's, and the store's where it is behind the edge too. */
function hostsOf({ platform }: CheckContext): readonly string[] {
  const { host, registryHost, storeUrl } = platform;
  return [...new Set([host, registryHost, new URL(storeUrl).hostname])];
}

/** Every name that users dial leads somewhere. */
export const names: Check = {
  name: "names",
  needs: [],
  async run(context) {
    const found = new Set<string>();
    for (const host of hostsOf(context)) {
      const addresses = await context.wire.resolve(host).catch((error: Error) => {
        throw new CheckFailure(
          `${host} does not resolve: ${error.message}`,
          "point its DNS record to the address of the Service edge: kubectl get service edge -n beta9",
        );
      });
      for (const address of addresses) found.add(address);
    }
    return { says: `${hostsOf(context).join(", ")} lead to ${[...found].join(", ")}` };
  },
};

/** TLS as the SDK wants it, with a certificate that clients trust, on every host. */
export const tls: Check = {
  name: "tls",
  needs: ["names"],
  async run(context) {
    const findings: Finding[] = [];
    for (const host of hostsOf(context)) findings.push(await tlsOf(host, context));
    const warning = findings.find((finding) => finding.warning)?.warning;
    return { says: findings.map(({ says }) => says).join("; "), ...(warning && { warning }) };
  },
};

async function tlsOf(host: string, { platform, wire }: CheckContext): Promise<Finding> {
  const { protocol, application, distrust, issuer, expiresAt } = await wire.handshake(host);
  if (distrust !== undefined) {
    throw new CheckFailure(
      `clients do not trust the certificate of ${host}, signed by ${issuer}: ${distrust}`,
      distrustNext(distrust, platform.authority !== undefined),
    );
  }
  if (host === platform.host && application !== "h2") {
    throw new CheckFailure(
      `${host} speaks ${application ?? "no agreed protocol"} above TLS, and gRPC needs h2`,
      "let TLS end at the edge: something in front of it ends the connection first",
    );
  }
  if (await wire.takesOldTls(host)) {
    throw new CheckFailure(
      `${host} still takes TLS 1.1`,
      "let TLS end at the edge, which begins at TLS 1.2: something in front of it takes older clients",
    );
  }
  return judgeLife(host, `${host} ${protocol}`, expiresAt, Date.now());
}
