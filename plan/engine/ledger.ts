import type { PlannedInvoke, PlannedResource, ProgramRun } from "../model.ts";
import type { PropertyMap } from "./codec.ts";
import { inInvokeOrder, inTreeOrder } from "./order.ts";
import { plannedResource } from "./planned-resource.ts";
import {
  defaultProviderDenied,
  defaultProviderInputs,
  defaultProviderName,
  type ProviderRequest,
  providerType,
  type StackConfig,
} from "./providers.ts";
import { makeUrn, parentTypeOf, stackType } from "./urn.ts";

export interface LedgerOptions {
  readonly project: string;
  readonly stack: string;
  readonly config: StackConfig;
  /** Called once per resource, with the number of resources so far. */
  readonly onResource: (urn: string, count: number) => void;
  /** What is known of resources that exist already. @default nothing: every output is unknown */
  readonly existing?: ExistingResources;
}

/** What a program may be told of a resource before the cloud is asked. */
export interface ExistingResources {
  /** Called once per resource, after everything that it depends on. */
  register(resource: PlannedResource): KnownOutputs | undefined;
}

/** Outputs that a resource keeps; what is not among them is unknown. */
export interface KnownOutputs {
  readonly id: string;
  readonly outputs: PropertyMap;
}

/** What a program has registered so far. */
export class Ledger {
  readonly #options: LedgerOptions;
  readonly #resources = new Map<string, PlannedResource>();
  readonly #outputs = new Map<string, PropertyMap>();
  readonly #invokes: PlannedInvoke[] = [];
  #stackUrn = "";

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  urn(parent: string, type: string, name: string): string {
    const { stack, project } = this.#options;
    return makeUrn({ stack, project, parentType: parentTypeOf(parent), type, name });
  }

  resource(urn: string): PlannedResource | undefined {
    return this.#resources.get(urn);
  }

  /** Answers with what is known of the resource besides its inputs. @throws Error when the URN is taken. */
  add(resource: PlannedResource): KnownOutputs | undefined {
    if (this.#resources.has(resource.urn)) {
      throw new Error(`Duplicate resource URN '${resource.urn}'; try giving it a unique name`);
    }
    this.#resources.set(resource.urn, resource);
    if (resource.type === stackType) this.#stackUrn = resource.urn;
    this.#options.onResource(resource.urn, this.#resources.size);
    return this.#options.existing?.register(resource);
  }

  addInvoke(invoke: PlannedInvoke): void {
    this.#invokes.push(invoke);
  }

  /** @throws Error when no such resource is registered. */
  complete(urn: string, outputs: PropertyMap): void {
    if (!this.#resources.has(urn)) throw new Error(`outputs for '${urn}', which is not registered`);
    this.#outputs.set(urn, outputs);
  }

  /**
   * URN of the provider that serves what names none. The real engine registers it with the first resource that needs
   * it, outside the tree; here it hangs below the stack, so that the stack is the only root.
   * @throws Error when `pulumi:disable-default-providers` forbids it.
   */
  defaultProvider(request: ProviderRequest, neededBy: string): string {
    const { config } = this.#options;
    if (defaultProviderDenied(request.package, config)) {
      throw new Error(
        `Default provider for '${request.package}' disabled. '${neededBy}' must use an explicit provider.`,
      );
    }
    const type = providerType(request.package);
    const name = defaultProviderName(request);
    const urn = this.urn("", type, name);
    if (!this.#resources.has(urn)) {
      const properties = defaultProviderInputs(request, config);
      this.add(plannedResource({ urn, type, name, parent: this.#stackUrn, properties }));
    }
    return urn;
  }

  /** Everything so far, in an order that is the same in every run. */
  recorded(): Pick<ProgramRun, "resources" | "invokes" | "outputs"> {
    const resources = [...this.#resources.values()].map((resource) => {
      const outputs = this.#outputs.get(resource.urn);
      return outputs === undefined ? resource : { ...resource, outputs };
    });
    return {
      resources: inTreeOrder(resources),
      invokes: inInvokeOrder(this.#invokes),
      outputs: this.#outputs.get(this.#stackUrn) ?? {},
    };
  }
}
