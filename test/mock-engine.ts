import * as pulumi from "@pulumi/pulumi";

/** A resource as the program registered it, with what Pulumi's own mocks do not show: protection and order. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  /** Inputs as on the wire; a secret one is `{ secret: value }`. */
  // biome-ignore lint/suspicious/noExplicitAny: inputs have the shape of whatever was registered
  readonly inputs: any;
  /** Inputs as the provider gets them, secrets in clear; a function, so that whoever prints a registration prints none. */
  // biome-ignore lint/suspicious/noExplicitAny: like `inputs`
  readonly plainInputs: () => any;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  /** Names of the resources it waits for, by `dependsOn` or through an input, sorted. */
  readonly dependencies: readonly string[];
  /** Name of the explicit provider, `""` for none. */
  readonly provider: string;
  readonly ignoreChanges: readonly string[];
  /** How long creation may take, e.g. `2h`; `""` for the provider's default. */
  readonly createTimeout: string;
}

/** A function of the cloud that the program called. */
export interface Call {
  readonly token: string;
  /** Name of the explicit provider, `""` for none. */
  readonly provider: string;
}

export interface MockAnswers {
  /** Type token → outputs that the cloud would add to the inputs. */
  readonly outputs?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Function token → answer. A function without one fails the program. */
  readonly functions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Told of every call before it is answered. */
  readonly onCall?: (call: Call) => void;
}

// The wire's mark of a secret: sdk/nodejs/runtime/rpc.ts.
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Runs a program on Pulumi's mocks to its very end and tells what it registered. The id of `x` is `x-id`. */
export async function registrationsOf(program: () => unknown, answers: MockAnswers = {}): Promise<Registration[]> {
  const registrations: Registration[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => ({
        id: `${name}-id`,
        state: { ...inputs, ...storedData(type, inputs), ...answers.outputs?.[type] },
      }),
      call: ({ token, provider }) => {
        answers.onCall?.({ token, provider: providerName(provider ?? "") });
        const answer = answers.functions?.[token];
        if (!answer) throw new Error(`the test answers no call of ${token}`);
        return answer;
      },
    },
    "project",
    "stack",
    false,
  );
  const monitor = pulumi.runtime.getMonitor();
  if (!monitor) throw new Error("the mocks have no monitor");
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = ((request: RegisterRequest, ...rest: unknown[]) => {
    registrations.push(read(request));
    return (register as (...all: unknown[]) => unknown)(request, ...rest);
  }) as typeof monitor.registerResource;
  try {
    await program();
  } finally {
    await pulumi.runtime.disconnect();
  }
  return registrations;
}

/** What the API server makes of a Secret's `stringData`. */
function storedData(type: string, { stringData }: { readonly stringData?: unknown }): { readonly data?: unknown } {
  if (type !== "kubernetes:core/v1:Secret" || stringData === undefined) return {};
  const marked = stringData as { readonly [signatureKey]?: string; readonly value?: unknown };
  const isSecret = marked[signatureKey] === secretSignature;
  const texts = (isSecret ? marked.value : stringData) as Readonly<Record<string, unknown>>;
  const data = Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, Buffer.from(String(text)).toString("base64")]),
  );
  return { data: isSecret ? { ...marked, value: data } : data };
}

/** The part of the generated `RegisterResourceRequest` that is read here. */
interface RegisterRequest {
  getType(): string;
  getName(): string;
  getObject(): { toJavaScript(): unknown } | undefined;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getDependenciesList(): string[];
  getProvider(): string;
  getIgnorechangesList(): string[];
  getCustomtimeouts(): { getCreate(): string } | undefined;
}

function read(request: RegisterRequest): Registration {
  const wire = request.getObject()?.toJavaScript() ?? {};
  return {
    type: request.getType(),
    name: request.getName(),
    inputs: withSecrets(wire, (secret) => ({ secret })),
    plainInputs: () => withSecrets(wire, (secret) => secret),
    protect: request.getProtect(),
    retainOnDelete: request.getRetainondelete(),
    dependencies: request.getDependenciesList().map(nameOfUrn).sort(),
    provider: providerName(request.getProvider()),
    ignoreChanges: request.getIgnorechangesList(),
    createTimeout: request.getCustomtimeouts()?.getCreate() ?? "",
  };
}

/** A provider reference is `<urn>::<id>`. */
function providerName(reference: string): string {
  return nameOfUrn(reference.replace(/::[^:]*$/, ""));
}

function nameOfUrn(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}

function withSecrets(value: unknown, show: (secret: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => withSecrets(each, show));
  if (typeof value !== "object" || value === null) return value;
  const object = value as Record<string, unknown>;
  if (object[signatureKey] === secretSignature) return show(withSecrets(object.value, show));
  return Object.fromEntries(Object.entries(object).map(([key, inner]) => [key, withSecrets(inner, show)]));
}
