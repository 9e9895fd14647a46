import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Image } from "@pulumi/docker/image.js";
import * as pulumi from "@pulumi/pulumi";
import type { RegistryLogin } from "../images/image-mirror.ts";
import type { Images } from "../images/images.ts";

/** From the project's folder, where Pulumi runs: the state holds no path of this machine. */
const context = "components/data/postgres-image";

export interface PostgresImageArgs {
  readonly images: Images;
  /** Who pushes to the mirror. */
  readonly registry: RegistryLogin;
  /** Platform of the nodes that PostgreSQL runs on. @default linux/amd64 – the only one that Beta9's gateway is released for */
  readonly platform?: "linux/amd64" | "linux/arm64";
}

/** PostgreSQL with pg_cron, built from the mirror's PostgreSQL and pushed to the mirror. Needs a Docker daemon at `pulumi up`. */
export class PostgresImage extends pulumi.ComponentResource {
  /** Reference that pods use. Its tag is made of what the image is built from and known in a plan; another base is another tag. */
  readonly reference: pulumi.Output<string>;

  constructor(
    name: string,
    { images, registry, platform = "linux/amd64" }: PostgresImageArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("sgc:data:PostgresImage", name, {}, opts);
    const image = new Image(
      `${name}-image`,
      {
        imageName: postgresImage(images, platform),
        build: {
          context,
          dockerfile: `${context}/Dockerfile`,
          platform,
          args: { BASE_IMAGE: images.reference("postgres") },
        },
        registry: { server: registry.address, username: registry.username, password: pulumi.secret(registry.password) },
        buildOnPreview: false,
      },
      // Replacing a tag does not take away the image that a running server was started from.
      { parent: this, retainOnDelete: true },
    );
    this.reference = image.imageName;
    this.registerOutputs({ reference: this.reference });
  }
}

/** Where the image for a base and a platform is, whoever built it. */
export function postgresImage(images: Images, platform: string): string {
  const { tag } = images.parts("postgres");
  const dockerfile = readFileSync(new URL("postgres-image/Dockerfile", import.meta.url));
  const inputs = createHash("sha256")
    .update(JSON.stringify([images.parts("postgres").pinnedTag, platform]))
    .update(dockerfile);
  return images.own("postgres", `${tag}-cron-${inputs.digest("hex").slice(0, 12)}`);
}
