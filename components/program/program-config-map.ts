import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import * as pulumi from "@pulumi/pulumi";
import { bundleProgram, fingerprintOf } from "./bundle.ts";

export interface ProgramConfigMapArgs {
  readonly namespace: pulumi.Input<string>;
  /** The program's first module: `new URL("program.ts", import.meta.url)`. */
  readonly entry: URL;
  /** What the program reads as its settings. Whoever reads ConfigMaps reads them: no secrets. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Where a container finds the program: mount {@link ProgramConfigMap.volume} there, read-only. */
const programFolder = "/program";
const programFile = "program.mjs";
const settingsFile = "settings.json";

/**
 * A program of the kit's own and its settings, on their way into a pod of the plain Node.js image: no image to build,
 * push and scan for a few kilobytes of code. Immutable and named by content, so a pod runs what it was made for, and
 * whatever refers to it is made anew when program or settings change.
 */
export class ProgramConfigMap extends pulumi.ComponentResource {
  /** Differs whenever program or settings do. Part of the ConfigMap's name; also fit for the name of a Job. */
  readonly fingerprint: string;
  /** Name of the ConfigMap, known once it exists. */
  readonly configMapName: pulumi.Output<string>;
  /** `node` and its arguments; arguments of the program follow. */
  readonly command: readonly string[];

  constructor(name: string, args: ProgramConfigMapArgs, opts?: pulumi.ComponentResourceOptions) {
    super("sgc:program:ProgramConfigMap", name, {}, opts);
    const program = bundleProgram(args.entry);
    const settings = `${JSON.stringify(args.settings, null, 2)}\n`;
    this.fingerprint = fingerprintOf(program.fingerprint, settings);
    const configMap = new ConfigMap(
      `${name}-files`,
      {
        metadata: { name: `${name}-${this.fingerprint}`, namespace: args.namespace },
        immutable: true,
        data: { [programFile]: program.text, [settingsFile]: settings },
      },
      { parent: this },
    );
    this.configMapName = configMap.metadata.name;
    this.command = ["node", `${programFolder}/${programFile}`, `${programFolder}/${settingsFile}`];
    this.registerOutputs({ configMapName: this.configMapName });
  }

  /** The volume `program`, for the pod's list, and its mount, for a container's. */
  get volume() {
    return { name: "program", configMap: { name: this.configMapName } };
  }

  get mount() {
    return { name: "program", mountPath: programFolder, readOnly: true };
  }
}
