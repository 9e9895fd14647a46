import { secretFields } from "../stacks/config.ts";
import { pathText, valueAt } from "../stacks/environment/path.ts";
import { parseEnvironment } from "../stacks/environment.ts";
import type { StackFile } from "../stacks/stack-document.ts";

/** A secret that the stack file must hold encrypted and does not. */
export interface SecretNeed {
  /** e.g. `redis.password`. */
  readonly path: string;
  /** Environment variable that it may be given in, e.g. `EU_GPU_CLOUD_REDIS_PASSWORD`. */
  readonly variable: string;
  /** It is in the file, in clear. */
  readonly inClear: boolean;
}

/** Secrets that this configuration asks for and that are missing or in clear. */
export function secretNeeds(stack: string, { sections }: Pick<StackFile, "sections">): readonly SecretNeed[] {
  const { issues } = parseEnvironment(stack, sections);
  return secretFields.flatMap((segments) => {
    const path = pathText(segments);
    const issue = issues.find((one) => one.path === path);
    return issue === undefined
      ? []
      : [{ path, variable: secretVariable(path), inClear: valueAt(sections, segments) !== undefined }];
  });
}

/** `objectStore.store.keys.platform.accessKeyId` → `EU_GPU_CLOUD_OBJECT_STORE_STORE_KEYS_PLATFORM_ACCESS_KEY_ID`. */
export function secretVariable(path: string): string {
  const words = path.replace(/([a-z0-9])([A-Z])/g, "$1_$2").replace(/[^A-Za-z0-9]+/g, "_");
  return `EU_GPU_CLOUD_${words.toUpperCase()}`;
}
