import { join } from "node:path";
import { Disk } from "./base/disk.ts";
import { imageDigest } from "./base/image-digest.ts";
import { keptStandIn } from "./base/kept.ts";
import { plainValue, textOf } from "./base/plain-value.ts";
import { cloudsFolder, serveStandIn } from "./base/serve.ts";

await serveStandIn(
  keptStandIn(
    "docker",
    {
      "docker:index/image:Image": {
        id: (inputs) => textOf(inputs, "imageName"),
        outputs: (inputs) => {
          const name = textOf(inputs, "imageName");
          const repository = name.replace(/:[^:/]+$/, "");
          return { baseImageName: name, repoDigest: `${repository}@${imageDigest(plainValue(inputs.build))}` };
        },
      },
    },
    new Disk(join(cloudsFolder(), "docker")),
  ),
);
