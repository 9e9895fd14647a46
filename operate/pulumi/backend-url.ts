/** Where Pulumi keeps an environment's state, and who said so. */
export interface BackendUrl {
  /** e.g. `file://~/.pulumi-state` or `s3://state?region=fr-par&endpoint=https://s3.fr-par.scw.cloud`. */
  readonly url: string;
  readonly from: "PULUMI_BACKEND_URL" | "Pulumi.yaml" | "pulumi login";
}

export interface BackendSources {
  /** Value of PULUMI_BACKEND_URL. */
  readonly variable: string | undefined;
  /** `backend.url` of Pulumi.yaml. */
  readonly project: string | undefined;
  /** `current` of the CLI's credentials file: what the last `pulumi login` chose. */
  readonly login: string | undefined;
}

/**
 * The backend that the CLI would take, without asking it: asking makes it connect. The order is the CLI's own
 * (`GetCurrentCloudURL` of pulumi/pulumi). `undefined` when nobody has chosen one.
 */
export function chosenBackend({ variable, project, login }: BackendSources): BackendUrl | undefined {
  if (variable) return { url: variable, from: "PULUMI_BACKEND_URL" };
  if (project) return { url: project, from: "Pulumi.yaml" };
  return login ? { url: login, from: "pulumi login" } : undefined;
}

/**
 * The URL at which to log in. A file backend keeps a checksum in a file beside each state, and writes that file in place: an
 * engine that is killed at that moment leaves it empty, and then the state is refused. Nothing needs the checksum, so it is
 * turned off unless the URL says otherwise (`metadata` of gocloud.dev's fileblob).
 */
export function loginUrl(url: string): string {
  if (!url.startsWith("file://") || /[?&]metadata=/.test(url)) return url;
  return `${url}${url.includes("?") ? "&" : "?"}metadata=skip`;
}
