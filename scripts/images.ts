import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import type { CatalogueImage } from "../components/images/catalogue.ts";
import { parseCatalogue, renderCatalogue } from "../components/images/catalogue-file.ts";
import { dockerCredentials } from "../components/images/docker-credentials.ts";
import { mirrorRepository } from "../components/images/images.ts";
import { type LockOutcome, lockTo } from "../components/images/lock.ts";
import { RegistryClient, RegistryError } from "../components/images/registry-client.ts";
import { renderList, renderLock, renderVerify } from "../components/images/report.ts";
import { verifyImage } from "../components/images/verify.ts";
import { nearest } from "../components/nearest.ts";
import { replaceFile } from "../operate/replace-file.ts";
import { runVerb, sentence } from "./verb/run-verb.ts";

const kitDir = dirname(dirname(fileURLToPath(import.meta.url)));
const shippedCatalogue = join(kitDir, "components/images/catalogue.json");

const help = `npm run images -- list [IMAGE …]      every image that the kit runs: upstream, digest, licence, owner
npm run images -- lock [IMAGE …]      ask the registries which digest each tag has, and write it down
npm run images -- verify [IMAGE …]    compare the mirror of an environment with what is locked

  --accept-moved IMAGE      lock: take the new digest of a tag that moved; may be given several times
  --dry-run                 lock: show what would change, change nothing
  --stack STACK             verify: the mirror of this environment (default prod-fra)
  --mirror HOST[/PATH]      verify: this mirror
  --json                    write the answer as JSON (with npm run --silent)
  --catalogue FILE          catalogue to read and write (default components/images/catalogue.json)
  --timeout SECONDS         for one answer of a registry (default 30)
  --help                    show this

Credentials are those that docker login keeps in its file; credential helpers are not asked.
Exit status: 0 done and all is as locked, 1 refused or different (lock has changed nothing), 2 wrong arguments.
`;

const options = {
  "accept-moved": { type: "string", multiple: true, default: [] as string[] },
  "dry-run": { type: "boolean", default: false },
  stack: { type: "string" },
  mirror: { type: "string" },
  json: { type: "boolean", default: false },
  catalogue: { type: "string", default: shippedCatalogue },
  timeout: { type: "string", default: "30" },
  help: { type: "boolean", default: false },
} as const;

type Arguments = ReturnType<typeof readArguments>;

function readArguments() {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [verb = "list", ...names] = positionals;
  if (verb !== "list" && verb !== "lock" && verb !== "verify")
    throw new Error(`unknown verb ${verb}: it is list, lock or verify`);
  if (verb !== "lock" && (values["dry-run"] || values["accept-moved"].length > 0))
    throw new Error("--dry-run and --accept-moved belong to lock");
  if (verb !== "verify" && (values.stack !== undefined || values.mirror !== undefined))
    throw new Error("--stack and --mirror belong to verify");
  if (values.stack !== undefined && values.mirror !== undefined)
    throw new Error("--stack names an environment and --mirror its mirror: give one of them");
  const timeoutSeconds = Number(values.timeout);
  if (!(timeoutSeconds > 0 && timeoutSeconds <= 600))
    throw new Error(`--timeout ${values.timeout} is not 1 to 600 seconds`);
  return { ...values, verb, names, timeoutMillis: timeoutSeconds * 1000 } as const;
}

async function work(args: Arguments): Promise<number> {
  const all = await readCatalogue(args.catalogue);
  const chosen = choose(all, args.names);
  choose(all, args["accept-moved"]);
  if (args.verb === "list") return print(chosen, renderList(chosen), args);
  const client = new RegistryClient({ credentials: dockerCredentials(), timeoutMillis: args.timeoutMillis });
  return args.verb === "lock" ? await lock(client, all, chosen, args) : await verify(client, chosen, args);
}

async function readCatalogue(file: string): Promise<readonly CatalogueImage<string>[]> {
  const text = await readFile(file, "utf8");
  try {
    return parseCatalogue(text);
  } catch (error) {
    throw new Error(`${file}: ${sentence(error)}`);
  }
}

function choose(all: readonly CatalogueImage<string>[], names: readonly string[]): readonly CatalogueImage<string>[] {
  const known = all.map(({ name }) => name);
  for (const name of names) {
    if (known.includes(name)) continue;
    const [best] = nearest(name, known);
    throw new Error(`the catalogue has no image ${name}${best === undefined ? "" : `; did you mean ${best}?`}`);
  }
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}

async function lock(
  client: RegistryClient,
  all: readonly CatalogueImage<string>[],
  chosen: readonly CatalogueImage<string>[],
  args: Arguments,
): Promise<number> {
  const settings = { today: new Date().toISOString().slice(0, 10), acceptMoved: new Set(args["accept-moved"]) };
  const outcomes = await Promise.all(
    chosen.map(async (image): Promise<LockOutcome> => {
      try {
        return lockTo(image, await client.manifest(image.repository, image.tag), settings);
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error;
        return { name: image.name, status: "refused", why: error.message };
      }
    }),
  );
  const refused = outcomes.some(({ status }) => status === "refused");
  const changed = new Map(outcomes.flatMap((outcome) => ("image" in outcome ? [[outcome.name, outcome.image]] : [])));
  const written = !refused && !args["dry-run"] && changed.size > 0;
  if (written) await replaceFile(args.catalogue, renderCatalogue(all.map((image) => changed.get(image.name) ?? image)));
  print({ outcomes, written }, renderLock(outcomes), args);
  if (refused) process.stderr.write("refused, nothing was changed; name the images to lock to leave others out\n");
  else if (args["dry-run"]) process.stderr.write("dry run: nothing was written\n");
  return refused ? 1 : 0;
}

async function verify(
  client: RegistryClient,
  chosen: readonly CatalogueImage<string>[],
  args: Arguments,
): Promise<number> {
  const mirror = args.mirror ?? (await mirrorOf(args.stack ?? "prod-fra"));
  const outcomes = await Promise.all(
    chosen.map((image) => verifyImage(client, image, mirrorRepository(mirror, image.repository))),
  );
  print({ mirror, outcomes }, renderVerify(outcomes), args);
  return outcomes.every(({ status }) => status === "same") ? 0 : 1;
}

async function mirrorOf(stack: string): Promise<string> {
  const file = join(kitDir, `Pulumi.${stack}.yaml`);
  const mirror = parse(await readFile(file, "utf8"))?.config?.["eu-gpu-cloud:images"]?.mirror;
  if (typeof mirror !== "string") throw new Error(`${file} has no images.mirror`);
  return mirror;
}

function print(value: unknown, text: string, { json }: Arguments): number {
  process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : text);
  return 0;
}

await runVerb({
  help,
  read: readArguments,
  work,
  failed: (error) => ({ words: `${sentence(error)}`, status: 1 }),
});
