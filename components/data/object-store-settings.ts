import { volumeProblems } from "./data-volume.ts";
import { type ObjectStoreArgs, type StoreArgs, type StoreBuckets, storePurposes } from "./object-store-args.ts";

/** Everything that is wrong with the args, each in one sentence with its remedy; nothing for good ones. */
export function objectStoreProblems({ environment, workspaceBucketPrefix, store }: ObjectStoreArgs): string[] {
  const prefix = workspaceBucketPrefix ?? `${environment}-workspace`;
  const problems = modeProblems(store);
  // Beta9 adds a hyphen and a UUID, 37 characters; a bucket's name has 63 at most.
  if (!/^[a-z0-9][a-z0-9-]{1,25}$/.test(prefix)) {
    problems.push(`workspaceBucketPrefix "${prefix}" is not 2 to 26 lower-case letters, digits and hyphens`);
  }
  return problems;
}

function modeProblems(store: StoreArgs): string[] {
  switch (store.mode) {
    case "oci":
      return [
        ...storePurposes
          .filter((purpose) => store.facts.buckets[purpose] === undefined)
          .map((purpose) => `there is no bucket ${purpose}: add it to objectStore.buckets`),
        ...(store.backups && store.facts.buckets.backups === undefined
          ? ["there is no bucket backups for the dumps: add it to objectStore.buckets"]
          : []),
        ...wholeNumber("keyGeneration", store.keyGeneration ?? 1),
      ];
    case "external":
      return [
        ...urlProblems("endpoint", store.endpoint),
        ...regionProblems(store.region),
        ...bucketProblems(store.buckets),
        ...((store.buckets.backups === undefined) === (store.keys.backups === undefined)
          ? []
          : ["buckets.backups and keys.backups belong together: give both, or none"]),
        ...(store.cidrs?.length === 0
          ? ["cidrs is empty, so nobody could reach the store: leave it out, or list its addresses"]
          : []),
      ];
    case "in-cluster":
      return [
        ...urlProblems("publicUrl", store.publicUrl),
        ...regionProblems(store.region),
        ...bucketProblems(store.buckets),
        ...([1, 3].includes(store.servers ?? 1)
          ? []
          : [`servers is ${store.servers}, accepted: 1, or 3 with every object on three of them`]),
        ...wholeNumber("diskGiB", store.diskGiB),
        ...wholeNumber("metadataGiB", store.metadataGiB ?? 10),
        ...volumeProblems(store.volume),
      ];
  }
}

/** Keys and objects travel to this place: TLS or nothing. */
function urlProblems(field: string, text: string): string[] {
  const shown = text.replace(/\/\/[^/@]*@/, "//…@");
  if (!URL.canParse(text)) return [`${field} "${shown}" is not a URL: write https://host`];
  const url = new URL(text);
  if (url.protocol !== "https:") return [`${field} "${shown}" would send keys and objects in clear: use https://`];
  if (url.username !== "" || url.password !== "") return [`${field} carries credentials: keys belong into the secrets`];
  if (text !== url.origin) return [`${field} "${shown}" has more than a host: write ${url.origin}`];
  return [];
}

function regionProblems(region: string): string[] {
  if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(region)) return [];
  return [`region "${region}" is not 1 to 63 lower-case letters, digits and hyphens`];
}

/** Names that every S3 server takes: "Bucket naming rules", without dots, which no wildcard certificate covers. */
function bucketProblems(buckets: StoreBuckets<string>): string[] {
  const names = [...storePurposes, "backups" as const].flatMap((purpose) => {
    const name = buckets[purpose];
    return name === undefined ? [] : [[purpose, name] as const];
  });
  return names.flatMap(([purpose, name], index) => {
    if (!/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name))
      return [`buckets.${purpose} "${name}" is not 3 to 63 lower-case letters, digits and inner hyphens`];
    const first = names.findIndex(([, other]) => other === name);
    if (first !== index) return [`buckets.${purpose} "${name}" is already the bucket of ${names[first]?.[0]}`];
    return [];
  });
}

function wholeNumber(field: string, value: number): string[] {
  return Number.isInteger(value) && value >= 1 ? [] : [`${field} is ${value}, accepted: whole numbers from 1`];
}
