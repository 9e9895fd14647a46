import { PostgresImage } from "../../components/data/postgres-image.ts";
import { ImageMirror } from "../../components/images/image-mirror.ts";
import type { PlatformContext } from "./context.ts";

/** Fills the mirror, when somebody gave a login that may push to it. Who fills it otherwise gives none. */
export function createMirror(context: PlatformContext): void {
  const { name, environment, images } = context;
  const { push, copy, platform, mirror } = environment.images;
  if (!push) return;
  const registry = {
    address: mirror.split("/")[0] ?? mirror,
    username: push.username,
    password: push.password.reveal(),
  };
  const copies = copy ? [new ImageMirror(`${name}-mirror`, { images, registry })] : [];
  // Its base comes from the mirror.
  const postgres = new PostgresImage(`${name}-postgres-image`, { images, registry, platform }, { dependsOn: copies });
  // A pod whose image is not there yet fails until it is.
  context.ready.push(...copies, postgres);
}
