import { randomBytes, randomUUID } from "node:crypto";
import type { GrpcAnswer, GrpcCall } from "../../components/beta9/smoke/wire.ts";
import { FakePools } from "./fake-pools.ts";
import { FakeServer, type Handler, type ServedAnswer, type ServedRequest } from "./fake-server.ts";
import { FakeVolumes } from "./fake-volumes.ts";
import { fill, observed } from "./observed.ts";

/** A message whose field 1, `ok`, is true. */
const yes = { message: Buffer.from([0x08, 0x01]) };

interface FakeWorkspace {
  readonly id: string;
  hasStorage: boolean;
}

interface FakeToken {
  readonly key: string;
  readonly type: "admin" | "workspace_primary";
  readonly workspace: FakeWorkspace;
}

/** What a canary looks like: found anywhere but in the Secret, a secret leaked. */
export const signingKeyCanary = "sk_canary-of-the-signing-key";

/**
 * A Beta9 gateway as a client sees it. Every answer is one that a real gateway gave, by name of the observed pair;
 * which one depends on the state below, as it did on the real one.
 */
export class FakeGateway extends FakeServer {
  readonly workspaces: FakeWorkspace[] = [];
  readonly tokens: FakeToken[] = [];
  readonly pools = new FakePools();
  readonly volumes = new FakeVolumes();
  redisDown = false;
  postgresDown = false;
  draining = false;
  /** Routes that hang up without an answer, as `METHOD path`. */
  readonly hangingUp = new Set<string>();
  /** Name of the pair that every attempt to make storage is answered with. */
  storageTrouble: string | undefined;
  /** Storage is said to be made, and is not. */
  forgetsStorage = false;
  /** Called before a request is answered: changes the state in the middle of things. */
  before: (request: ServedRequest) => void = () => {};

  static start(): Promise<FakeGateway> {
    return FakeServer.listen(
      (server) => new FakeGateway(server),
      (gateway) => gateway.#handle,
    );
  }

  /** Somebody claims the gateway. Check and insert are no transaction: whoever calls at once gets a token, too. */
  async claim(): Promise<FakeToken | undefined> {
    const first = this.workspaces.length === 0;
    await new Promise(setImmediate);
    if (!first) return undefined;
    const workspace = { id: randomUUID(), hasStorage: false };
    this.workspaces.push(workspace);
    const admin: FakeToken = { key: newToken(), type: "admin", workspace };
    this.tokens.push(admin);
    if (!this.redisDown) this.tokens.push({ key: newToken(), type: "workspace_primary", workspace });
    return admin;
  }

  get adminTokens(): string[] {
    return this.tokens.filter((token) => token.type === "admin").map((token) => token.key);
  }

  /** The answer to the claim's query of the database, in psql's words. */
  get ledger(): string {
    const primaryTokens = this.tokens.length - this.adminTokens.length;
    return JSON.stringify({ workspaces: this.workspaces.length, adminTokens: this.adminTokens, primaryTokens });
  }

  /** How often anybody called Authorize. */
  get claims(): number {
    return this.asked.filter((line) => line === "POST /api/v1/gateway/auth/authorize").length;
  }

  /**
   * The gRPC side, as far as it is asked. Answers were seen on the same gateway.
   * @param anyToken as if nobody checked tokens
   */
  grpc({ path, token, message }: GrpcCall, anyToken = false): GrpcAnswer {
    const known = anyToken || this.tokens.some(({ key }) => key === token?.reveal());
    if (!known) return { code: 16, words: "invalid or missing token" };
    if (path === "/gateway.GatewayService/ListPools") return yes;
    if (path !== "/volume.VolumeService/DeleteVolume") return { code: 12, words: `unknown method ${path}` };
    // A name of up to 127 bytes stands behind its tag and its length.
    const refusal = this.volumes.delete(message?.subarray(2).toString("utf8") ?? "");
    return refusal === undefined
      ? yes
      : { message: Buffer.from(`\x12${String.fromCharCode(refusal.length)}${refusal}`) };
  }

  readonly #handle: Handler = async (request) => {
    this.before(request);
    const line = `${request.method} ${request.path}`;
    if (this.hangingUp.has(line)) return undefined;
    if (line === "GET /api/v1/health") return reply(this.#health());
    if (line === "POST /api/v1/gateway/auth/authorize") return this.#authorise();
    const token = this.tokens.find((known) => known.key === request.token);
    if (line === "GET /api/v1/workspace/current") return this.#workspace(token);
    const storage = /^POST \/api\/v1\/workspace\/([^/]+)\/(create-storage|set-external-storage)$/.exec(line);
    if (storage) return this.#storage(token, storage[1], storage[2] === "create-storage", request.body);
    const volume = this.volumes.handle(request, token !== undefined);
    if (volume) return volume;
    if (/^\S+ \/api\/v1\/(gateway\/)?pools(\/|$)/.test(line)) {
      return this.pools.handle(request, { authorised: token?.type === "admin", redisDown: this.redisDown });
    }
    return reply("unknown-path");
  };

  #health(): string {
    if (this.draining) return "health-draining";
    if (this.redisDown) return "health-redis-down";
    return this.postgresDown ? "health-pg-down" : "health";
  }

  async #authorise(): Promise<ServedAnswer> {
    if (this.postgresDown) return reply("authorize-pg-down");
    const token = await this.claim();
    if (!token) return reply(this.redisDown ? "authorize-redis-down" : "authorize-second");
    if (this.redisDown) return reply("authorize-first-redis-down");
    return reply("authorize-first", { "<token-88>": token.key, "<uuid>": token.workspace.id });
  }

  #workspace(token: FakeToken | undefined): ServedAnswer {
    if (this.redisDown) return reply("workspace-redis-down");
    if (!token) return reply("workspace-current-bad");
    const name = token.workspace.hasStorage ? "workspace-current-storage" : "workspace-current";
    return reply(name, { "<uuid>": token.workspace.id, "<key-47>": signingKeyCanary });
  }

  #storage(
    token: FakeToken | undefined,
    workspaceId: string | undefined,
    create: boolean,
    body: unknown,
  ): ServedAnswer {
    if (!token) return reply("create-storage-notoken");
    const { workspace } = token;
    if (workspace.id !== workspaceId) return reply("ws2-create-storage-by-admin");
    if (workspace.hasStorage) return reply(create ? "create-storage-again" : "set-ext-after");
    if (this.storageTrouble) return reply(this.storageTrouble);
    if (!this.forgetsStorage) workspace.hasStorage = true;
    if (create) return reply("create-storage", { "<uuid>": workspace.id });
    // What was asked for comes back, the keys as ciphertext.
    const { status, body: template } = reply("set-ext");
    const { bucket_name, endpoint_url, region } = body as Record<string, string>;
    return { status, body: { ...(template as object), bucket_name, endpoint_url, region } };
  }
}

function reply(name: string, values: Readonly<Record<string, string>> = {}): ServedAnswer {
  const { status, responseBody } = observed(name);
  return { status, body: fill(responseBody, values) };
}

/** 64 random bytes in base64url with padding: 88 characters, like a real one. */
function newToken(): string {
  return `${randomBytes(64).toString("base64url")}==`;
}
