import { join } from "node:path";
import { Disk } from "./base/disk.ts";
import { imageDigest } from "./base/image-digest.ts";
import { keptStandIn } from "./base/kept.ts";
import { plainValue, textOf } from "./base/plain-value.ts";
import { cloudsFolder, serveStandIn } from "./base/serve.ts";

await serveStandIn(
  keptStandIn(
    "docker-build",
    {
      "docker-build:index:Index": {
        id: (inputs) => textOf(inputs, "tag"),
        outputs: (inputs) => ({ ref: `${textOf(inputs, "tag")}@${imageDigest(plainValue(inputs.sources))}` }),
      },
    },
    new Disk(join(cloudsFolder(), "docker-build")),
  ),
);
