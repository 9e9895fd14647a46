import { directoriesWithBinding } from "../../../components/edge/acme.ts";
import { catalogue } from "../../../components/images/catalogue.ts";
import type { Draft } from "../draft.ts";
import type { Issue } from "../issue.ts";

/** Beta9 keeps tokens and workspace keys in Redis in clear: they would cross the network the same way. */
export function externalRedisSpeaksTls(config: Draft): Issue[] {
  const tls = config.at("redis", "tls");
  return config.at("redis", "mode").text === "external" && tls.value === false
    ? [tls.issue("would send tokens and workspace keys in clear", { accepted: "true, with a server that speaks TLS" })]
    : [];
}

export function redisFitsItsDisk(config: Draft): Issue[] {
  const disk = config.at("redis", "diskGiB");
  const memory = config.at("redis", "memoryMiB").number ?? 1024;
  const least = Math.ceil((4 * memory) / 1024);
  return disk.number !== undefined && disk.number < least
    ? [
        disk.issue(`is too small for ${memory} MiB of data`, {
          accepted: `at least ${least}: log, its rewrite and a snapshot lie beside each other`,
        }),
      ]
    : [];
}

export function postgresFitsItsMemory(config: Draft): Issue[] {
  const connections = config.at("postgres", "maxConnections");
  const memory = config.at("postgres", "memoryMiB").number ?? 2048;
  const most = Math.floor(memory / 4);
  return connections.number !== undefined && connections.number > most
    ? [connections.issue(`are too many for ${memory} MiB`, { accepted: `at most ${most}, or more memory` })]
    : [];
}

export function replicasAllowAFailure(config: Draft): Issue[] {
  const replicas = config.at("controlPlane", "replicas");
  return config.at("controlPlane", "highAvailability").value !== false && replicas.number === 1
    ? [
        replicas.issue("can not fail unnoticed, which highAvailability promises", {
          accepted: "2 or more, or highAvailability: false",
        }),
      ]
    : [];
}

/** What only the cloud that the kit makes itself can give. */
export function cloudServicesExist(config: Draft): Issue[] {
  const store = config.at("objectStore", "store");
  const postgres = config.at("postgres", "mode");
  if (config.at("cloud", "substrate").text === "oci") {
    const buckets = config.at("objectStore", "buckets");
    const mode = store.at("mode").text ?? "oci";
    return mode !== "oci"
      ? []
      : ["images", "registry", "volumes"]
          .filter((purpose) => !buckets.at(purpose).isPresent)
          .map((purpose) =>
            buckets.at(purpose).issue("is missing: the platform keeps something in it", { accepted: `${purpose}: {}` }),
          );
  }
  if (config.at("cloud", "substrate").text !== "existing") return [];
  return [
    ...(store.at("mode").text === undefined || store.at("mode").text === "oci"
      ? [
          store.at("mode").issue("has no buckets to use: this cluster's cloud is not the kit's", {
            accepted: "in-cluster, external",
          }),
        ]
      : []),
    ...(postgres.text === "oci" ? [postgres.issue("is a service of OCI", { accepted: "in-cluster, external" })] : []),
  ];
}

/** Redis, PostgreSQL and the store in the cluster each have a disk of their own, with tokens on it in clear. */
export function disksCanHoldState(config: Draft): Issue[] {
  const cloud = config.at("cloud");
  if (cloud.at("substrate").text !== "existing") return [];
  const modes = cloud.at("storageAccessModes");
  const known = modes.members.flatMap((mode) => mode.text ?? []);
  const reason = cloud.at("storageUnencryptedReason");
  return [
    ...(modes.isPresent && !known.includes("ReadWriteOnce")
      ? [modes.issue("can not mount the disk of one server", { accepted: "a storage class with ReadWriteOnce" })]
      : []),
    ...(cloud.at("storageEncryptedAtRest").value === true || reason.isPresent
      ? []
      : [
          cloud.at("storageEncryptedAtRest").issue("is not true, and the disks hold tokens in clear", {
            accepted: "true with a class that encrypts, or storageUnencryptedReason",
          }),
        ]),
  ];
}

export function authoritiesGetTheirBinding(config: Draft): Issue[] {
  const certificate = config.at("edge", "certificate");
  const directory = certificate.at("directoryUrl");
  const url = directory.text ?? [...directoriesWithBinding][0] ?? "";
  const binding = certificate.at("binding");
  return certificate.at("from").text === "acme" && directoriesWithBinding.has(url) && !binding.isPresent
    ? [
        binding.issue(`is missing: ${new URL(url).host} opens no account without one`, {
          accepted: "keyId and hmacKey, both encrypted",
        }),
      ]
    : [];
}

export function copiesAreLocked(config: Draft): Issue[] {
  const copy = config.at("images", "copy");
  if (copy.value !== true) return [];
  const push = config.at("images", "push");
  const unlocked = catalogue.filter(({ pin }) => !("digest" in pin)).map(({ name }) => name);
  return [
    ...(push.isPresent
      ? []
      : [push.issue("is missing: nobody may push the copies", { accepted: "username and password" })]),
    ...(unlocked.length === 0
      ? []
      : [
          copy.issue(`needs a digest of every image, and nobody has locked ${unlocked.join(", ")}`, {
            suggestion: "npm run images -- lock",
          }),
        ]),
  ];
}
