import * as grpc from "@grpc/grpc-js";

/** As the Pulumi SDKs set it: one message may carry a whole stack. */
const maxMessageBytes = 400 * 1024 * 1024;

export const channelOptions = {
  "grpc.max_receive_message_length": maxMessageBytes,
  "grpc.max_send_message_length": maxMessageBytes,
} as const;

export interface RunningServer {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  close(): void;
}

type Service = readonly [definition: grpc.ServiceDefinition, implementation: grpc.UntypedServiceImplementation];

/** Serves on a free port of the loopback interface, so that nothing off this machine can reach it. */
export async function serve(...services: readonly Service[]): Promise<RunningServer> {
  const server = new grpc.Server(channelOptions);
  for (const [definition, implementation] of services) server.addService(definition, implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

/** A unary method as an ordinary function; what it throws reaches the caller as the status' details. */
export function unary<Request, Response>(
  handle: (request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve(call.request)
      .then(handle)
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback({ code: grpc.status.UNKNOWN, details: errorText(error) }),
      );
  };
}

/** Calls a generated client method and turns its callback into a promise. */
export function call<Request, Response>(
  method: (request: Request, callback: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
  request: Request,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    method(request, (error, response) => (error === null || error === undefined ? resolve(response) : reject(error)));
  });
}

/** What went wrong, without the status code that gRPC puts in front. */
export function errorText(error: unknown): string {
  if (typeof error === "object" && error !== null && "details" in error && typeof error.details === "string") {
    return error.details;
  }
  return error instanceof Error ? error.message : String(error);
}
