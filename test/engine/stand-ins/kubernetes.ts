import { serveStandIn } from "./base/serve.ts";
import { KubernetesStandIn } from "./kubernetes/stand-in.ts";

await serveStandIn(new KubernetesStandIn());
