import type { ServiceDefinition, UntypedServiceImplementation } from "@grpc/grpc-js";
import type { Callback } from "@pulumi/pulumi/proto/callback_pb.js";
import type { CallResponse, InvokeResponse } from "@pulumi/pulumi/proto/provider_pb.js";
import answers from "@pulumi/pulumi/proto/provider_pb.js";
import services from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import type {
  ReadResourceRequest,
  ReadResourceResponse,
  RegisterPackageRequest,
  RegisterResourceHookRequest,
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  RegisterResourceResponse,
  ResourceCallRequest,
  ResourceInvokeRequest,
  SupportsFeatureRequest,
  TransformResourceOptions,
} from "@pulumi/pulumi/proto/resource_pb.js";
import messages from "@pulumi/pulumi/proto/resource_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import type { PlannedResource, ProgramRun } from "../model.ts";
import { decodeProperties, encodeProperties, type PropertyMap } from "./codec.ts";
import { errorText, unary } from "./grpc.ts";
import { Ledger, type LedgerOptions } from "./ledger.ts";
import { isProviderType, type ProviderRequest, packageOf, pluginInputs, providerReferenceUrn } from "./providers.ts";
import { describeOptions, propertyDependenciesOf, registrationOptions, sortedUnique } from "./registration.ts";
import { Callbacks } from "./transforms.ts";
import { UnknownValue } from "./values.ts";

export interface MonitorOptions extends LedgerOptions {
  /** Called when a registration is refused: the program can not go on. */
  readonly onRefused: (message: string) => void;
  /** What becomes of a resource before it is recorded and its program is answered. @default what was registered */
  readonly correct?: CorrectResource;
}

/** @param provider that serves the resource; `undefined` for components and providers */
export type CorrectResource = (
  resource: PlannedResource,
  provider: PlannedResource | undefined,
) => Promise<PlannedResource>;

/**
 * Features that the Node SDK asks for and that this monitor honours. A preview runs no resource hook but those marked
 * `onDryRun`, which are refused by name.
 */
const features: ReadonlySet<string> = new Set([
  "secrets",
  "resourceReferences",
  "outputValues",
  "aliasSpecs",
  "deletedWith",
  "replaceWith",
  "transforms",
  "invokeTransforms",
  "parameterization",
  "resourceHooks",
  "errorHooks",
]);

/**
 * A function's result that is unknown as a whole. The protocol of this SDK has no word for it, and a result with some
 * unknown field leaves every other field known to be undefined. But the SDK takes any object with its run-time mark for
 * an unknown (`Unknown.isInstance`); the field that sorts before the mark is what single-valued functions return.
 */
const unknownResult: PropertyMap = { "0": UnknownValue.instance, __pulumiUnknown: true };

/** Type and function that the engine itself serves. */
const stackReferenceType = "pulumi:pulumi:StackReference";
const getResourceToken = "pulumi:pulumi:getResource";

/** The `ResourceMonitor` service of a preview without providers: it records what a program registers. */
export class Monitor {
  readonly #onRefused: MonitorOptions["onRefused"];
  readonly #correct: CorrectResource;
  readonly #ledger: Ledger;
  readonly #callbacks = new Callbacks();
  readonly #packages = new Map<string, ProviderRequest>();
  /** URN → package → provider reference: what the children of a component inherit. */
  readonly #componentProviders = new Map<string, ReadonlyMap<string, string>>();
  readonly #transforms = new Map<string, readonly Callback[]>();
  readonly #stackTransforms: Callback[] = [];
  readonly #invokeTransforms: Callback[] = [];
  #finished = false;

  constructor(options: MonitorOptions) {
    this.#ledger = new Ledger(options);
    this.#onRefused = options.onRefused;
    this.#correct = options.correct ?? (async (resource) => resource);
  }

  /** Whether the program has said that it has nothing more to register. */
  get finished(): boolean {
    return this.#finished;
  }

  recorded(): Pick<ProgramRun, "resources" | "invokes" | "outputs"> {
    return this.#ledger.recorded();
  }

  close(): void {
    this.#callbacks.close();
  }

  service(): readonly [ServiceDefinition, UntypedServiceImplementation] {
    const implementation: UntypedServiceImplementation = {
      supportsFeature: unary((request: SupportsFeatureRequest) =>
        new messages.SupportsFeatureResponse().setHassupport(features.has(request.getId())),
      ),
      registerResource: unary(this.#refusing((request: RegisterResourceRequest) => this.#register(request))),
      registerResourceOutputs: unary(
        this.#refusing((request: RegisterResourceOutputsRequest) => {
          this.#ledger.complete(request.getUrn(), decodeProperties(request.getOutputs()));
          return new empty.Empty();
        }),
      ),
      readResource: unary(this.#refusing((request: ReadResourceRequest) => this.#read(request))),
      invoke: unary((request: ResourceInvokeRequest) => this.#invoke(request)),
      call: unary((request: ResourceCallRequest) => this.#call(request)),
      registerPackage: unary((request: RegisterPackageRequest) => {
        const parameterization = request.getParameterization();
        const wanted = {
          package: parameterization?.getName() ?? request.getName(),
          version: parameterization?.getVersion() ?? request.getVersion(),
          downloadUrl: request.getDownloadUrl(),
        };
        const reference = `${wanted.package}@${wanted.version}`;
        this.#packages.set(reference, wanted);
        return new messages.RegisterPackageResponse().setRef(reference);
      }),
      registerStackTransform: unary((callback: Callback) => {
        this.#stackTransforms.push(callback);
        return new empty.Empty();
      }),
      registerStackInvokeTransform: unary((callback: Callback) => {
        this.#invokeTransforms.push(callback);
        return new empty.Empty();
      }),
      registerResourceHook: unary(
        this.#refusing((request: RegisterResourceHookRequest) => {
          if (!request.getOnDryRun()) return new empty.Empty();
          throw new Error(`the hook "${request.getName()}" wants to run in a preview; a plan runs no hooks`);
        }),
      ),
      registerErrorHook: unary(() => new empty.Empty()),
      signalAndWaitForShutdown: unary(() => {
        this.#finished = true;
        return new empty.Empty();
      }),
    };
    return [services.ResourceMonitorService, implementation];
  }

  #refusing<Request, Response>(handle: (request: Request) => Response | Promise<Response>) {
    return async (request: Request): Promise<Response> => {
      try {
        return await handle(request);
      } catch (error) {
        this.#onRefused(errorText(error));
        throw error;
      }
    };
  }

  async #register(request: RegisterResourceRequest): Promise<RegisterResourceResponse> {
    const type = request.getType();
    const name = request.getName();
    const custom = request.getCustom();
    const parent = request.getParent();
    if (custom) requireTypeToken(type);

    const requested = registrationOptions(request);
    if (!requested.hasProtect() && this.#ledger.resource(parent)?.protect === true) requested.setProtect(true);
    const dependsOn = propertyDependenciesOf(request);
    const own = request.getTransformsList();
    const { properties, options } = await this.#callbacks.transform(
      { type, name, custom, parent, properties: decodeProperties(request.getObject()), options: requested },
      [...own, ...this.#inheritedTransforms(parent), ...this.#stackTransforms],
      // As in the real engine, only a resource's own transforms see what each of its properties depends on.
      own.length > 0 ? dependsOn : {},
    );

    const urn = this.#ledger.urn(parent, type, name);
    const inputs = isProviderType(type) ? { ...properties, ...pluginInputs(pluginOf(options)) } : properties;
    const propertyDependencies = Object.fromEntries(Object.entries(dependsOn).filter(([key]) => key in properties));
    const servedByProvider = (custom || request.getRemote()) && !isProviderType(type);
    const provider = servedByProvider ? this.#provider(type, parent, options, request.getPackageref()) : "";
    const registered: PlannedResource = {
      urn,
      type,
      name,
      parent,
      custom,
      properties: inputs,
      outputs: {},
      dependencies: sortedUnique([...options.getDependsOnList(), ...Object.values(propertyDependencies).flat()]),
      propertyDependencies,
      provider,
      ...describeOptions(options, urn, parent),
    };
    const resource = await this.#correct(registered, this.#ledger.resource(provider));
    const known = this.#ledger.add(resource);
    if (own.length > 0) this.#transforms.set(urn, own);
    if (!custom) {
      const inherited = this.#componentProviders.get(parent) ?? [];
      this.#componentProviders.set(urn, new Map([...inherited, ...options.getProvidersMap().entries()]));
    }

    const response = new messages.RegisterResourceResponse().setUrn(urn).setId(known?.id ?? options.getImport());
    // What is not answered is unknown to the program: the id and everything that only a provider computes.
    const outputs = known?.outputs ?? resource.properties;
    return custom ? response.setObject(encodeProperties(outputs, { resourceReferences: true })) : response;
  }

  /** A resource that exists already: the program refers to it, its properties are the cloud's to tell. */
  #read(request: ReadResourceRequest): ReadResourceResponse {
    const type = request.getType();
    const name = request.getName();
    const parent = request.getParent();
    requireTypeToken(type);
    const urn = this.#ledger.urn(parent, type, name);
    const properties = decodeProperties(request.getProperties());
    const options = new messages.TransformResourceOptions()
      .setProvider(request.getProvider())
      .setVersion(request.getVersion())
      .setPluginDownloadUrl(request.getPlugindownloadurl())
      .setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList());
    this.#ledger.add({
      urn,
      type,
      name,
      parent,
      custom: true,
      external: true,
      properties,
      outputs: {},
      dependencies: sortedUnique(request.getDependenciesList()),
      propertyDependencies: {},
      provider: isProviderType(type) ? "" : this.#provider(type, parent, options, request.getPackageref()),
      ...describeOptions(options, urn, parent),
    });
    const known = type === stackReferenceType ? properties : {};
    return new messages.ReadResourceResponse().setUrn(urn).setProperties(encodeProperties(known));
  }

  async #invoke(request: ResourceInvokeRequest): Promise<InvokeResponse> {
    const token = request.getTok();
    if (token === getResourceToken) return this.#getResource(decodeProperties(request.getArgs()));
    const requested = new messages.TransformInvokeOptions()
      .setProvider(request.getProvider())
      .setVersion(request.getVersion())
      .setPluginDownloadUrl(request.getPlugindownloadurl());
    const { args, options } = await this.#callbacks.transformInvoke(
      token,
      decodeProperties(request.getArgs()),
      requested,
      this.#invokeTransforms,
    );
    if (options.getProvider() === "") this.#defaultProvider(token, options, request.getPackageref());
    this.#ledger.addInvoke({ token, args });
    return new answers.InvokeResponse().setReturn(encodeProperties(unknownResult));
  }

  #call(request: ResourceCallRequest): CallResponse {
    this.#ledger.addInvoke({ token: request.getTok(), args: decodeProperties(request.getArgs()) });
    return new answers.CallResponse().setReturn(encodeProperties(unknownResult));
  }

  /** How the SDK turns a reference to a resource back into the resource. */
  #getResource(args: PropertyMap): InvokeResponse {
    const resource = this.#ledger.resource(String(args.urn));
    if (resource === undefined) throw new Error(`unknown resource '${String(args.urn)}'`);
    const found = { urn: resource.urn, id: UnknownValue.instance, state: resource.properties };
    return new answers.InvokeResponse().setReturn(encodeProperties(found, { resourceReferences: true }));
  }

  /** Transforms of the ancestors, nearest first: the order in which the real engine applies them. */
  #inheritedTransforms(parent: string): Callback[] {
    const inherited: Callback[] = [];
    for (let urn = parent; urn !== ""; urn = this.#ledger.resource(urn)?.parent ?? "") {
      inherited.push(...(this.#transforms.get(urn) ?? []));
    }
    return inherited;
  }

  #provider(type: string, parent: string, options: TransformResourceOptions, packageReference: string): string {
    const name = packageOf(type);
    const inherited = this.#componentProviders.get(parent)?.get(name);
    const reference = options.getProvider() || options.getProvidersMap().get(name) || inherited;
    return reference ? providerReferenceUrn(reference) : this.#defaultProvider(type, options, packageReference);
  }

  #defaultProvider(token: string, options: PluginOptions, packageReference: string): string {
    const registered = this.#packages.get(packageReference);
    return this.#ledger.defaultProvider(registered ?? { package: packageOf(token), ...pluginOf(options) }, token);
  }
}

interface PluginOptions {
  getVersion(): string;
  getPluginDownloadUrl(): string;
}

function pluginOf(options: PluginOptions): Omit<ProviderRequest, "package"> {
  return { version: options.getVersion(), downloadUrl: options.getPluginDownloadUrl() };
}

function requireTypeToken(type: string): void {
  if (!/^[^:]+:[^:]*:[^:]+$/.test(type)) throw new Error(`"${type}" is not a type token of the form pkg:module:Type`);
}
