import { changed, stackText } from "./project.ts";

/** One secret for every place of the stack file that takes one, each to be recognised by itself. */
export const canaries = {
  redis: "CANARY-redis-7b1f/+a=",
  postgres: "CANARY-postgres-42c9/+b=",
  platformKeyId: "CANARYPLATFORMKEYID0001",
  platformKey: "CANARY-platform-key-93d1/+c=",
  registryKeyId: "CANARYREGISTRYKEYID0001",
  registryKey: "CANARY-registry-key-58e2/+d=",
  push: "CANARY-push-10aa/+e=",
  bindingKeyId: "CANARY-binding-key-id-77",
  bindingHmac: "CANARY-binding-hmac-66/+f=",
} as const;

/** eu-owned with everything outside the cluster, so that the stack file holds every secret that it can. */
export function externalStack(secure: (canary: keyof typeof canaries) => string): string {
  const services = `
  eu-gpu-cloud:redis:
    mode: external
    host: redis.example.eu
    cidrs: [198.51.100.16/32]
    tls: true
    password: { secure: ${secure("redis")} }

  eu-gpu-cloud:postgres:
    mode: external
    host: postgres.example.eu
    cidrs: [198.51.100.17/32]
    database: beta9
    username: beta9
    password: { secure: ${secure("postgres")} }

  eu-gpu-cloud:edge:`;
  const store = `
      mode: external
      endpoint: https://s3.example.eu
      region: fra1
      buckets: { images: beta9-images, registry: beta9-registry, volumes: beta9-volumes }
      keys:
        platform:
          accessKeyId: { secure: ${secure("platformKeyId")} }
          secretAccessKey: { secure: ${secure("platformKey")} }
        registry:
          accessKeyId: { secure: ${secure("registryKeyId")} }
          secretAccessKey: { secure: ${secure("registryKey")} }
`;
  const certificate = `
      from: acme
      directoryUrl: https://acme.example.eu/directory
      email: platform@example.eu
      binding:
        keyId: { secure: ${secure("bindingKeyId")} }
        hmacKey: { secure: ${secure("bindingHmac")} }
`;
  const push = `
    mirror: registry.example.eu/mirror
    push:
      username: pusher
      password: { secure: ${secure("push")} }
`;
  return [
    ["\n  eu-gpu-cloud:edge:", services],
    [/\n {6}mode: in-cluster.*\n {6}region: fra1\n {6}diskGiB: 500\n/, store],
    [/\n {6}from: secret\n {6}secretName: edge-certificate.*\n/, certificate],
    ["\n    mirror: registry.example.eu/mirror\n", push],
  ].reduce((text, [from, to]) => {
    const found = typeof from === "string" ? from : (from as RegExp).exec(text)?.[0];
    return changed(text, String(found), String(to));
  }, stackText("eu-owned"));
}

/** Every form in which somebody who searches a file would find a secret again. */
export function forms(text: string): string[] {
  const bytes = Buffer.from(text);
  // In the middle of a longer text, base64 depends on where in a group of three bytes the secret begins.
  const shifted = [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    // First and last characters mix with what stands around.
    return encoded.slice(shift === 0 ? 0 : 4, -2);
  });
  const url = shifted.map((encoded) => encoded.replaceAll("+", "-").replaceAll("/", "_"));
  const json = JSON.stringify(text).slice(1, -1);
  return [...new Set([text, json, encodeURIComponent(text), bytes.toString("hex"), ...shifted, ...url])];
}

/** Which of the secrets stand in a text, and in what form. */
export function found(output: string): string[] {
  return Object.entries(canaries).flatMap(([name, canary]) =>
    forms(canary)
      .filter((form) => output.includes(form))
      .map((form) => `${name} as ${form}`),
  );
}
