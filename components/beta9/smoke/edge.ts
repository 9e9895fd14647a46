import { refusedProbes } from "../../edge/refused-paths.ts";
import { Gateway } from "../api/gateway.ts";
import { type Check, CheckFailure } from "./check.ts";
import { grpcCodes } from "./wire.ts";

/** What the edge adds to every answer. */
const promisedHeaders = {
  "strict-transport-security": /^max-age=(?!0\b)\d+/,
  "x-content-type-options": /^nosniff$/,
  "referrer-policy": /^no-referrer$/,
  "x-frame-options": /^SAMEORIGIN$/i,
} as const;

/** Gateway, Redis and PostgreSQL all answer, through the edge. */
export const health: Check = {
  name: "health",
  needs: ["tls"],
  async run({ platform, wire, signal }) {
    const gateway = new Gateway({ url: `https://${platform.host}`, transport: (call) => wire.call(call), signal });
    const seen = await gateway.health();
    if (seen.healthy) return { says: "gateway, Redis and PostgreSQL answer" };
    throw new CheckFailure(
      `the gateway is not well: ${seen.why}`,
      "kubectl get pods -n beta9, and describe what is not ready",
    );
  },
};

/** Browsers are told what they may do, and nobody is told what runs behind. */
export const headers: Check = {
  name: "headers",
  needs: ["tls"],
  async run({ platform, wire }) {
    const { headers: seen } = await wire.request({ method: "GET", url: `https://${platform.host}/api/v1/health` });
    const missing = Object.entries(promisedHeaders).filter(([name, value]) => !value.test(seen[name] ?? ""));
    const telling = ["server", "x-powered-by"].filter((name) => seen[name] !== undefined);
    const wrong = [...missing.map(([name]) => `lacks ${name}`), ...telling.map((name) => `tells ${name}`)];
    if (wrong.length === 0) return { says: `${Object.keys(promisedHeaders).join(", ")}` };
    throw new CheckFailure(`an answer ${wrong.join(", ")}`, edgeChanged);
  },
};

/**
 * What nobody outside may call is refused, by HTTP and by gRPC. `Authorize` is probed by its path alone: see
 * `refusedProbes` for why it is never called.
 */
export const refusedPathsCheck: Check = {
  name: "refused-paths",
  needs: ["tls"],
  async run({ platform, wire }) {
    const probes = refusedProbes();
    const open: string[] = [];
    for (const path of probes) {
      const { status } = await wire.request({ method: "GET", url: `https://${platform.host}${path}` });
      if (status !== 403) open.push(`${path} with ${status}`);
    }
    const methods = probes.filter((path) => path.startsWith("/gateway."));
    for (const path of methods) {
      const answer = await wire.grpc(platform.host, { path });
      const code = "code" in answer ? answer.code : 0;
      if (code !== grpcCodes.permissionDenied) open.push(`gRPC ${path} with status ${code}`);
    }
    if (open.length === 0) return { says: `${probes.length} by HTTP and ${methods.length} by gRPC answer 403` };
    throw new CheckFailure(`what must be refused is answered: ${open.join(", ")}`, edgeChanged);
  },
};

const edgeChanged = "the edge does not run with the kit's routing: pulumi up, and see what else answers for this name";
