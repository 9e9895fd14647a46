import { type Check, CheckFailure } from "./check.ts";

/** The registry is there and shows nothing to whoever has no password. */
export const registry: Check = {
  name: "registry",
  needs: ["tls"],
  async run({ platform, wire }) {
    const { registryHost } = platform;
    const { status, headers } = await wire.request({ method: "GET", url: `https://${registryHost}/v2/` });
    if (status === 401 && headers["www-authenticate"] !== undefined) {
      return { says: `${registryHost} asks for a password` };
    }
    throw new CheckFailure(
      `${registryHost}/v2/ answers ${status} to somebody without a password, not 401`,
      status === 200
        ? "take it from the network at once, then pulumi up: everybody can read the images"
        : "kubectl get pods -n beta9 -l app.kubernetes.io/name=registry, and describe what is not ready",
    );
  },
};
