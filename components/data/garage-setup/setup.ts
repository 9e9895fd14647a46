import { NoAnswer } from "../../beta9/api/http.ts";
import { type Clock, Failure, type Log } from "../../program/program.ts";
import type { SecretText } from "../../secret-text.ts";
import { ends, GarageAdmin } from "./admin-api.ts";
import { layoutChange } from "./layout.ts";
import type { SetupSettings } from "./settings.ts";

export interface SetupSecrets {
  readonly adminToken: SecretText;
  readonly keys: Readonly<Record<string, { readonly id: SecretText; readonly secret: SecretText }>>;
}

export interface SetupContext {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

const pollMs = 2000;

/** Layout, buckets and keys, made where they are missing. Safe to run again; nothing is ever taken away. */
export async function setUp(settings: SetupSettings, secrets: SetupSecrets, context: SetupContext): Promise<void> {
  const { log, signal } = context;
  const servers = settings.servers.map((url) => new GarageAdmin(url, secrets.adminToken, signal));
  const [admin] = servers;
  if (admin === undefined) throw new Failure(ends.notReady, "there is no server to set up");

  const ids: string[] = [];
  await until(settings, context, "every server answers", async () => {
    ids.splice(0, ids.length, ...(await Promise.all(servers.map((server) => server.ownId()))));
    return (await admin.health()).connectedNodes === servers.length;
  });
  const { version, roles } = await admin.layout();
  const { stage, strangers } = layoutChange(roles, { ids, zone: settings.zone, capacityBytes: settings.capacityBytes });
  if (strangers.length > 0) {
    const names = strangers.map((id) => id.slice(0, 16)).join(", ");
    throw new Failure(ends.strangers, `the layout holds servers that are not declared: ${names}; remove them by hand`);
  }
  if (stage.length > 0) await admin.changeLayout(stage, version + 1);
  log(`layout: ${stage.length} of ${ids.length} servers changed`);
  await until(settings, context, "the cluster is healthy", async () => (await admin.health()).status === "healthy");

  const buckets = new Map<string, { readonly id: string }>();
  for (const name of settings.buckets) buckets.set(name, await admin.ensureBucket(name));
  log(`buckets: ${settings.buckets.join(", ")}`);
  for (const [name, { buckets: opens, createBuckets }] of Object.entries(settings.keys)) {
    const key = secrets.keys[name];
    if (key === undefined) throw new Failure(ends.refused, `there is no secret for the key ${name}`);
    await admin.ensureKey(name, key.id, key.secret);
    await admin.allowKey(
      key.id,
      createBuckets,
      opens.flatMap((bucket) => buckets.get(bucket) ?? []),
    );
    log(`key ${name}: ${opens.join(", ")}${createBuckets ? " and buckets that it makes" : ""}`);
  }
}

/** Asks until the answer is yes. A server that starts answers nothing for a while; a refusal is final. */
async function until(
  { timeoutSeconds }: SetupSettings,
  { clock, signal }: SetupContext,
  what: string,
  ask: () => Promise<boolean>,
): Promise<void> {
  const deadline = clock.now() + timeoutSeconds * 1000;
  for (let last = "not yet"; ; ) {
    try {
      if (await ask()) return;
    } catch (error) {
      if (!(error instanceof NoAnswer) || signal.aborted) throw error;
      last = error.message;
    }
    if (clock.now() >= deadline) throw new Failure(ends.notReady, `waited ${timeoutSeconds} s until ${what}: ${last}`);
    await clock.sleep(pollMs, signal);
  }
}
