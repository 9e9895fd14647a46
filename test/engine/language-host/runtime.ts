import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { ServerWritableStream, UntypedServiceImplementation } from "@grpc/grpc-js";
import type { ProgramInfo, RunPluginRequest, RunRequest } from "@pulumi/pulumi/proto/language_pb.js";
import messages from "@pulumi/pulumi/proto/language_pb.js";
import plugins from "@pulumi/pulumi/proto/plugin_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { unary } from "../../../plan/engine/grpc.ts";
import { splitWords } from "../../../plan/engine/project.ts";
import { installedPackages } from "./installed-packages.ts";

/** The SDK's exit status when the user has been told everything already. */
const exitedAfterMessage = 32;

/**
 * What the engine asks a language host for in preview, up, refresh and destroy. Flags, environment and exit statuses are
 * those of the stock host (pulumi/pulumi, sdk/nodejs/cmd/pulumi-language-nodejs/main.go). Not done: ts-node, debugging,
 * code generation, and the installation of packages, which the tests have already.
 */
export function languageRuntime(engineAddress: string): UntypedServiceImplementation {
  const running = new Set<ChildProcess>();
  process.once("exit", () => {
    for (const child of running) child.kill("SIGKILL");
  });
  const start: Start = (args, options) => {
    const child = spawn(process.execPath, args, options);
    running.add(child);
    child.once("close", () => running.delete(child));
    return child;
  };
  return {
    handshake: unary(() => new messages.LanguageHandshakeResponse()),
    getPluginInfo: unary(() => new plugins.PluginInfo()),
    getRequiredPackages: unary((request: { getInfo(): ProgramInfo | undefined }) => {
      const folder = request.getInfo()?.getRootDirectory() ?? "";
      return new messages.GetRequiredPackagesResponse().setPackagesList(
        installedPackages(folder).map(({ name, version }) =>
          new plugins.PackageDependency().setName(name).setKind("resource").setVersion(version),
        ),
      );
    }),
    getProgramDependencies: unary(() => new messages.GetProgramDependenciesResponse()),
    about: unary(() => new messages.AboutResponse().setExecutable(process.execPath).setVersion(process.version)),
    run: unary((request: RunRequest) => runProgram(request, engineAddress, start)),
    runPlugin: (stream: ServerWritableStream<RunPluginRequest, unknown>) => runPack(stream, start),
    cancel: unary(() => {
      for (const child of running) child.kill("SIGINT");
      return new empty.Empty();
    }),
  };
}

type Start = (
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; stdio: ["ignore", "inherit" | "pipe", "inherit" | "pipe"] },
) => ChildProcess;

async function runProgram(request: RunRequest, engineAddress: string, start: Start) {
  const info = request.getInfo();
  const options = info?.getOptions()?.toJavaScript() ?? {};
  const folder = request.getPwd();
  const flags = Object.entries({
    monitor: request.getMonitorAddress(),
    engine: engineAddress,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": info?.getRootDirectory() ?? "",
    stack: request.getStack(),
    pwd: folder,
    parallel: String(request.getParallel()),
  }).flatMap(([flag, value]) => (value === "" ? [] : [`--${flag}`, value]));
  const entry = info?.getEntryPoint() || ".";
  const child = start(
    [
      ...splitWords(String(options.nodeargs ?? "")),
      createRequire(join(folder, "package.json")).resolve("@pulumi/pulumi/cmd/run"),
      ...flags,
      ...(request.getDryrun() ? ["--dry-run"] : []),
      entry,
      ...request.getArgsList(),
    ],
    {
      cwd: folder,
      env: {
        ...process.env,
        PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().entries())),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
        PULUMI_NODEJS_TYPESCRIPT: String(options.typescript ?? true),
      },
      // The engine shows what the host prints.
      stdio: ["ignore", "inherit", "inherit"],
    },
  );
  const status = await ended(child);
  const response = new messages.RunResponse();
  if (status === 0) return response;
  if (status === exitedAfterMessage) return response.setBail(true);
  return response.setError(`Program exited with non-zero exit code: ${status}`);
}

/** Runs a policy pack: its SDK prints a port, which the engine reads from the stream. */
async function runPack(stream: ServerWritableStream<RunPluginRequest, unknown>, start: Start): Promise<void> {
  const { request } = stream;
  const folder = request.getInfo()?.getProgramDirectory() ?? "";
  const [engineAddress = ""] = request.getArgsList().slice(-1);
  const child = start(
    [createRequire(join(folder, "package.json")).resolve("@pulumi/pulumi/cmd/run-policy-pack"), engineAddress, "."],
    { cwd: folder, env: environmentOf(request), stdio: ["ignore", "pipe", "pipe"] },
  );
  stream.on("cancelled", () => child.kill("SIGKILL"));
  child.stdout?.on("data", (part: Buffer) => stream.write(new messages.RunPluginResponse().setStdout(part)));
  child.stderr?.on("data", (part: Buffer) => stream.write(new messages.RunPluginResponse().setStderr(part)));
  const status = await ended(child);
  stream.write(new messages.RunPluginResponse().setExitcode(typeof status === "number" ? status : 1));
  stream.end();
}

function environmentOf(request: RunPluginRequest): NodeJS.ProcessEnv {
  return Object.fromEntries(
    request.getEnvList().map((pair) => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function ended(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? signal ?? "unknown"));
  });
}
