import { join } from "node:path";
import { Disk } from "./base/disk.ts";
import { cloudsFolder, serveStandIn } from "./base/serve.ts";
import { OciStandIn } from "./oci/stand-in.ts";

await serveStandIn(new OciStandIn(new Disk(join(cloudsFolder(), "oci"))));
