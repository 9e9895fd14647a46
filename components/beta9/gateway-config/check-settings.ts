import { beta9GpuNames } from "../gpu-names.ts";
import { encryptionKeyProblem } from "../preflight/encryption-key.ts";
import { builtInPools } from "./pools.ts";
import type { GatewaySettings, GpuPool, PoolSizing } from "./settings.ts";

/** Every reason why these settings would make a gateway that does not work or is not safe. Never quotes a secret. */
export function gatewaySettingsProblems(settings: GatewaySettings): string[] {
  const { domain, serviceHost, redis, postgres, registry, workers, mesh, images } = settings;
  return [
    ...(hostName.test(domain) && domain.includes(".") ? [] : [`domain "${domain}" is no host name`]),
    ...(hostName.test(serviceHost) ? [] : [`serviceHost "${serviceHost}" is no host name`]),
    ...settings.browserOrigins
      .filter((origin) => !isOrigin(origin))
      .map((origin) => `browserOrigins: "${origin}" is no origin such as https://${domain}; wildcards are refused`),
    ...(settings.browserOrigins.length === 0 ? ["browserOrigins is empty, which Beta9 reads as every origin"] : []),
    ...portProblem("redis.port", redis.port),
    ...portProblem("postgres.port", postgres.port),
    ...(postgres.tls ? [] : ["postgres.tls is off: passwords and rows would cross the network in clear"]),
    ...prefixed("postgres.encryptionKey", encryptionKeyProblem(postgres.encryptionKey)),
    ...urlProblems(settings),
    ...(registryHost.test(registry.host) ? [] : [`registry.host "${registry.host}" is not host[:port]`]),
    ...(images.runner.tags[images.python] === undefined
      ? [`images.python ${images.python} has no tag in images.runner.tags`]
      : []),
    ...(images.pythonArchiveUrl === undefined || plainUrl.test(images.pythonArchiveUrl)
      ? []
      : [`images.pythonArchiveUrl "${images.pythonArchiveUrl}" is no plain https URL`]),
    ...(mesh === undefined || plainUrl.test(mesh.controlUrl)
      ? []
      : ["mesh.controlUrl is no https URL: without one Beta9 goes to a coordination server outside the EU"]),
    ...sizingProblems("workers.cpu", workers.cpu),
    ...sizingProblems("workers.build", workers.build),
    ...workers.gpuPools.flatMap(gpuPoolProblems),
    ...duplicates(workers.gpuPools.map(({ name }) => name)).map((name) => `workers.gpuPools: two pools named ${name}`),
    ...wholeNumbers({
      "workers.nodeStartMinutes": workers.nodeStartMinutes,
      "limits.container.cpuMillis": settings.limits.container.cpuMillis,
      "limits.container.memoryMiB": settings.limits.container.memoryMiB,
      "limits.container.replicas": settings.limits.container.replicas,
      // Beta9 takes a workspace limit with a zero in it for no limit at all.
      "limits.workspace.cpuMillis": settings.limits.workspace.cpuMillis,
      "limits.workspace.gpus": settings.limits.workspace.gpus,
    }),
  ];
}

const label = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
const hostName = new RegExp(`^(?=.{1,253}$)${label}(\\.${label})*$`);
const registryHost = new RegExp(`^${label}(\\.${label})*(:[1-9]\\d{0,4})?$`);
const plainUrl = /^https:\/\/[a-z0-9.-]+(:\d+)?(\/[^\s'"\\$`;|&<>]*)?$/;
const poolName = /^[a-z]([-a-z0-9]{0,30}[a-z0-9])?$/;

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text && text.startsWith("https://") && !text.includes("*");
}

function urlProblems({ objectStore, events }: GatewaySettings): string[] {
  const { internalUrl, publicUrl } = objectStore;
  const urls = { "objectStore.internalUrl": internalUrl, "objectStore.publicUrl": publicUrl };
  return Object.entries({ ...urls, ...(events ? { "events.url": events.url } : {}) })
    .filter(([, url]) => !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol) || url.endsWith("/"))
    .map(([path, url]) => `${path} "${withoutCredentials(url)}" is no http(s) URL without a trailing slash`);
}

function withoutCredentials(url: string): string {
  return url.replace(/\/\/[^@/]*@/, "//…@");
}

function gpuPoolProblems(pool: GpuPool): string[] {
  const path = `workers.gpuPools.${pool.name}`;
  return [
    ...(poolName.test(pool.name)
      ? []
      : [`${path}: a pool's name has lower case letters, digits and hyphens, at most 32`]),
    ...(Object.values<string>(builtInPools).includes(pool.name)
      ? [`${path}: the name is taken by a pool of Beta9's`]
      : []),
    ...((beta9GpuNames as readonly string[]).includes(pool.gpu)
      ? []
      : [
          `${path}.gpu "${pool.gpu}" is unknown to Beta9, which would accept it and never schedule: ${beta9GpuNames.join(", ")}`,
        ]),
    ...(Object.keys(pool.nodeSelector).length > 0
      ? []
      : [`${path}.nodeSelector is empty: its workers would wait on nodes without that GPU`]),
    ...(pool.runtimeClass === ""
      ? [`${path}.runtimeClass is empty: its workers would not tolerate the GPU taint`]
      : []),
    ...wholeNumbers({ [`${path}.gpusPerWorker`]: pool.gpusPerWorker }),
    ...sizingProblems(path, pool),
  ];
}

function sizingProblems(path: string, { worker, warm }: PoolSizing): string[] {
  return [
    ...wholeNumbers({
      [`${path}.worker.cpuMillis`]: worker.cpuMillis,
      [`${path}.worker.memoryMiB`]: worker.memoryMiB,
    }),
    ...Object.entries(warm)
      .filter(([, value]) => !Number.isSafeInteger(value) || value < 0)
      .map(([name, value]) => `${path}.warm.${name} ${value} is no whole number from 0`),
  ];
}

function wholeNumbers(values: Readonly<Record<string, number>>): string[] {
  return Object.entries(values)
    .filter(([, value]) => !Number.isSafeInteger(value) || value < 1)
    .map(([path, value]) => `${path} ${value} is no whole number from 1`);
}

function portProblem(path: string, port: number): string[] {
  return Number.isInteger(port) && port >= 1 && port <= 65535 ? [] : [`${path} ${port} is no port`];
}

function prefixed(path: string, problem: string | undefined): string[] {
  return problem === undefined ? [] : [`${path} ${problem}`];
}

function duplicates(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
