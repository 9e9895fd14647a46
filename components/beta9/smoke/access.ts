import { randomBytes } from "node:crypto";
import { SecretText } from "../../secret-text.ts";
import { Gateway, GatewayError } from "../api/gateway.ts";
import { type Check, type CheckContext, CheckFailure } from "./check.ts";
import { refusalIn } from "./outcome-message.ts";
import { grpcCodes } from "./wire.ts";

/** What `beta9 pool list` calls first. It never claims a gateway. */
const listPools = "/gateway.GatewayService/ListPools";

/** The gateway as the owner of the outputs' token sees it. */
export function gatewayOf({ platform, wire, signal }: CheckContext): Gateway {
  const { host, token } = platform;
  return new Gateway({ url: `https://${host}`, token, transport: (call) => wire.call(call), signal });
}

/** The outputs' token opens both doors of the gateway, HTTP and gRPC. */
export const tokenCheck: Check = {
  name: "token",
  needs: ["health"],
  async run(context) {
    const { platform, wire } = context;
    const { id, hasStorage } = await gatewayOf(context).workspace().catch(refusedToken);
    if (!hasStorage) {
      throw new CheckFailure(
        `the workspace ${id} of the token has no storage: nothing that it runs would find its files`,
        "run the admin claim again: kubectl delete job -n beta9 -l app.kubernetes.io/name=admin-claim, then pulumi up",
      );
    }
    const answer = await wire.grpc(platform.host, { path: listPools, token: platform.token });
    const trouble = refusalIn(answer);
    if (trouble === undefined) return { says: `opens workspace ${id} by HTTP and gRPC` };
    throw new CheckFailure(
      `the token opens HTTP, but gRPC ${listPools} answers ${trouble}`,
      "the edge must lead Content-Type application/grpc to port 1993 of the gateway, by HTTP/2 to the end",
    );
  },
};

function refusedToken(error: unknown): never {
  if (!(error instanceof GatewayError) || error.trouble !== "unauthorised") throw error;
  throw new CheckFailure(
    "the gateway does not take the token of the outputs",
    "pulumi refresh if it was rotated; if not, the gateway has another database: docs/control-plane.md, The admin claim",
  );
}

/** Somebody else's token opens neither door. */
export const foreignToken: Check = {
  name: "foreign-token",
  needs: ["token"],
  async run(context) {
    const { platform, wire } = context;
    // As long as a real one, and nobody's.
    const token = new SecretText(`${randomBytes(64).toString("base64url")}==`);
    const open: string[] = [];
    const http = await gatewayOf(context)
      .with({ token })
      .workspace()
      .then(
        () => true,
        (error: unknown) => {
          if (error instanceof GatewayError && error.trouble === "unauthorised") return false;
          throw error;
        },
      );
    if (http) open.push("GET /api/v1/workspace/current");
    const answer = await wire.grpc(platform.host, { path: listPools, token });
    if (!("code" in answer) || answer.code !== grpcCodes.unauthenticated) open.push(`gRPC ${listPools}`);
    if (open.length === 0) return { says: "a random token is refused by HTTP and gRPC" };
    throw new CheckFailure(
      `a token that nobody has opens ${open.join(" and ")}`,
      "close the edge until you know why: kubectl scale deployment edge -n beta9 --replicas 0",
    );
  },
};

/** Beta9 knows every pool that the stack declares. */
export const pools: Check = {
  name: "pools",
  needs: ["token"],
  async run(context) {
    const { cluster, contributor } = context.platform.pools;
    const gateway = gatewayOf(context);
    const missing = [
      ...absent(cluster, await gateway.managedPools()),
      ...absent(contributor, contributor.length === 0 ? [] : await gateway.privatePools()),
    ];
    if (missing.length === 0) {
      const all = [...cluster, ...contributor];
      return { says: all.length === 0 ? "the stack declares none" : `${all.join(", ")} are there` };
    }
    throw new CheckFailure(
      `Beta9 does not know ${missing.join(", ")}`,
      "cluster pools come with the gateway's file (pulumi up), contributors' with the pools job (its log in beta9)",
    );
  },
};

function absent(names: readonly string[], known: readonly { readonly name: string }[]): readonly string[] {
  const there = new Set(known.map(({ name }) => name));
  return names.filter((name) => !there.has(name));
}
