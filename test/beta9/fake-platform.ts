import { call, type HttpAnswer, type HttpCall } from "../../components/beta9/api/http.ts";
import type { SmokePlatform } from "../../components/beta9/smoke/platform.ts";
import type {
  GrpcAnswer,
  GrpcCall,
  Handshake,
  PlainAnswer,
  PlainCall,
  Wire,
} from "../../components/beta9/smoke/wire.ts";
import { refusedProbes } from "../../components/edge/refused-paths.ts";
import { SecretText } from "../../components/secret-text.ts";
import { FakeGateway } from "./fake-gateway.ts";

const domain = "gpu.example.eu";
const dayMs = 86_400_000;

/** A platform behind an edge, without a network between: gateway, store and registry as a client reaches them. */
export class FakePlatform implements Wire {
  readonly gateway: FakeGateway;
  readonly platform: SmokePlatform;
  /** What the edge shows in a handshake. */
  shown: Handshake = {
    protocol: "TLSv1.3",
    application: "h2",
    distrust: undefined,
    issuer: "Actalis S.p.A.",
    expiresAt: Date.now() + 60.5 * dayMs,
  };
  oldTls = false;
  /** Names that DNS does not know. */
  readonly unknownHosts = new Set<string>();
  /** Paths that the edge does not refuse though it should. */
  readonly open = new Set<string>();
  headers: Record<string, string | undefined> = {
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "SAMEORIGIN",
  };
  registryAnswer: { status: number; headers: Record<string, string> } = {
    status: 401,
    headers: { "www-authenticate": 'Basic realm="registry"' },
  };
  /** gRPC goes nowhere: the edge sends it to the HTTP port. */
  grpcBroken = false;
  /** gRPC takes any token. */
  takesAnyToken = false;
  readonly #probes = new Set(refusedProbes());

  private constructor(gateway: FakeGateway, token: string) {
    this.gateway = gateway;
    this.platform = {
      name: "prod-fra",
      host: domain,
      registryHost: `registry.${domain}`,
      storeUrl: `https://s3.${domain}`,
      authority: undefined,
      token: new SecretText(token),
      pools: { cluster: ["default"], contributor: [] },
    };
  }

  /** One that is well: claimed, with storage. */
  static async start(): Promise<FakePlatform> {
    const gateway = await FakeGateway.start();
    const admin = await gateway.claim();
    if (!admin) throw new Error("a new gateway was claimed already");
    admin.workspace.hasStorage = true;
    return new FakePlatform(gateway, admin.key);
  }

  async resolve(host: string): Promise<readonly string[]> {
    if (this.unknownHosts.has(host)) throw new Error(`getaddrinfo ENOTFOUND ${host}`);
    return ["203.0.113.7"];
  }

  async handshake(): Promise<Handshake> {
    return this.shown;
  }

  async takesOldTls(): Promise<boolean> {
    return this.oldTls;
  }

  async request({ method, url, body }: PlainCall): Promise<PlainAnswer> {
    const path = url.slice(url.indexOf("/", "https://".length));
    const { host } = new URL(url);
    const nothing = Buffer.alloc(0);
    if (host === this.platform.registryHost) return { ...this.registryAnswer, body: nothing };
    if (host === new URL(this.gateway.volumes.storeUrl).host) {
      return { headers: {}, body: nothing, ...this.gateway.volumes.serve(method, url, body ?? nothing) };
    }
    if (this.#probes.has(path)) return { status: this.open.has(path) ? 404 : 403, headers: {}, body: nothing };
    return { status: 200, headers: this.headers, body: nothing };
  }

  async call(given: HttpCall): Promise<HttpAnswer> {
    return call({ ...given, url: `${this.gateway.url}${new URL(given.url).pathname}` });
  }

  async grpc(_host: string, { path, ...given }: GrpcCall): Promise<GrpcAnswer> {
    if (this.#probes.has(path)) {
      return this.open.has(path) ? { code: 12, words: "unknown service" } : { code: 7, words: "403" };
    }
    if (this.grpcBroken) return { code: 12, words: "HTTP status 404" };
    return this.gateway.grpc({ path, ...given }, this.takesAnyToken);
  }
}
