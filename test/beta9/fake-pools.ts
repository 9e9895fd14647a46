import type { ServedAnswer, ServedRequest } from "./fake-server.ts";
import { observed } from "./observed.ts";

type Fields = Record<string, unknown>;
interface PrivatePool extends Fields {
  readonly name: string;
  config: Fields;
  machineCount: number;
}
interface ManagedPool extends Fields {
  readonly name: string;
  config: Fields;
  readonly source: string;
  machine_count: number;
}

// Shapes and defaults are those of pools that a real gateway answered with.
const privateTemplate = (observed("ppool-create-default").responseBody as { pool: PrivatePool }).pool;
const managedTemplate = observed("mpool-create").responseBody as ManagedPool;
const filePools = (observed("mpools-list").responseBody as { pools: ManagedPool[] }).pools;

/** The two kinds of pools of a gateway, with its habits: what it drops, normalises, overwrites and refuses. */
export class FakePools {
  readonly private = new Map<string, PrivatePool>();
  readonly managed = new Map(filePools.map((pool) => [pool.name, structuredClone(pool)]));

  /** Redis lost its data: pools of the file remain. */
  flush(): void {
    this.private.clear();
    for (const pool of this.managed.values()) if (pool.source === "api") this.managed.delete(pool.name);
  }

  handle(request: ServedRequest, gateway: { authorised: boolean; redisDown: boolean }): ServedAnswer {
    const segments = request.path.split("/").slice(3).map(decodeURIComponent);
    return segments[0] === "gateway"
      ? this.#private(request, segments[2], gateway)
      : this.#managed(request, segments[1], gateway);
  }

  #private({ method, body }: ServedRequest, name: string | undefined, { authorised, redisDown }: Access): ServedAnswer {
    if (redisDown) return plain("ppool-redis-down");
    if (!authorised) return plain("ppool-create-notoken");
    if (method === "GET" && name === "private") {
      return { status: 200, body: { ok: true, errMsg: "", pools: [...this.private.values()] } };
    }
    if (method === "DELETE" && name !== undefined) {
      this.private.delete(name);
      return plain("ppool-delete-cpu");
    }
    if (method === "POST" && name === undefined) return this.#put((body as { pool: Fields }).pool);
    return plain("unknown-path");
  }

  #put(wanted: Fields): ServedAnswer {
    const refusal = this.#refusal(wanted);
    if (refusal) return plain(refusal);
    const name = String(wanted.name);
    const template = structuredClone(privateTemplate);
    // Fields that the message does not have are dropped; empty ones get their default.
    const known = Object.entries(wanted).filter(([key, value]) => key in template.config && value !== "");
    const config: Fields = { ...template.config, selector: name, ...Object.fromEntries(known), name };
    const gpu = (config.gpu as string[]).map((one) => (/^(nvidia geforce )?rtx ?4090$/i.test(one) ? "RTX4090" : one));
    const pool = { ...template, name, selector: config.selector, config: { ...config, gpu } };
    const before = this.private.get(name);
    this.private.set(name, { ...pool, machineCount: before?.machineCount ?? 0 });
    return { status: 200, body: { ok: true, errMsg: "", pool } };
  }

  #refusal({ name, mode, transport, fallback, containerRuntime, gpu, selector }: Fields): string | undefined {
    if (!name) return "ppool-create-noname";
    if (!/^[a-z0-9-]+$/.test(String(name))) return "ppool-create-badname";
    if (mode && mode !== "private") return "ppool-create-badmode";
    if (transport && transport !== "tsnet_restricted") return "ppool-create-badtransport";
    if (fallback && !["internal", "wait", "fail"].includes(String(fallback))) return "ppool-create-badfallback";
    if (containerRuntime && !["runc", "gvisor"].includes(String(containerRuntime))) return "ppool-create-badruntime";
    if (Array.isArray(gpu) && gpu.length > 1) return "ppool-create-twogpu";
    if (filePools.some((pool) => pool.name === name)) return "ppool-create-confname";
    const taken = [...this.private.values()].some((pool) => pool.selector === selector && pool.name !== name);
    return taken ? "ppool-create-selector-taken" : undefined;
  }

  #managed({ method, body }: ServedRequest, name: string | undefined, { authorised, redisDown }: Access): ServedAnswer {
    if (redisDown) return plain("mpool-redis-down");
    if (!authorised) return plain("mpools-list-notoken");
    if (method === "GET" && name === undefined) return { status: 200, body: { pools: [...this.managed.values()] } };
    if (method === "POST" && name === undefined) {
      const wanted = body as { name: string; config: Fields };
      return this.#refuseManaged(wanted.config) ?? this.#create(wanted.name, wanted.config);
    }
    const pool = this.managed.get(name ?? "");
    if (method === "PUT") {
      if (pool?.source !== "api") return plain("mpool-put-missing");
      const { config } = body as { config: Fields };
      const refusal = this.#refuseManaged(config);
      if (refusal) return refusal;
      pool.config = normalised(config);
      return { status: 200, body: pool };
    }
    if (method === "DELETE") {
      if (pool?.source !== "api") return plain("mpool-del-missing");
      this.managed.delete(pool.name);
      return { status: 204 };
    }
    return plain("unknown-path");
  }

  #create(name: string, config: Fields): ServedAnswer {
    if (this.managed.has(name)) return plain("mpool-create-dup");
    const pool: ManagedPool = { ...managedTemplate, name, config: normalised(config), machine_count: 0 };
    this.managed.set(name, pool);
    return { status: 201, body: pool };
  }

  #refuseManaged(config: Fields): ServedAnswer | undefined {
    if (Object.keys(config).some((key) => !(key in managedTemplate.config))) return plain("mpool-camel");
    return config.mode === "external" ? undefined : plain("mpool-create-private");
  }
}

interface Access {
  readonly authorised: boolean;
  readonly redisDown: boolean;
}

/** `runtime: nvidia` for a pool with a GPU, `runc` where nothing is said, and never bound to a selector. */
function normalised(config: Fields): Fields {
  const empty = { ...managedTemplate.config, gpu_type: "", priority: 0 };
  return {
    ...empty,
    ...config,
    runtime: config.gpu_type ? "nvidia" : "",
    container_runtime: config.container_runtime || "runc",
    requires_pool_selector: false,
  };
}

function plain(name: string): ServedAnswer {
  const { status, responseBody } = observed(name);
  return { status, body: responseBody };
}
