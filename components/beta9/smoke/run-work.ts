import { type ExecFileException, execFile } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import type { Beta9GpuName } from "../gpu-names.ts";
import { connectionOf } from "../sdk-config/connection.ts";
import { renderContext } from "../sdk-config/context.ts";
import { type Check, type CheckContext, CheckFailure } from "./check.ts";
import { cardIn, renderWork, type Work } from "./work-program.ts";

export interface RunWorkOptions {
  readonly gpu: Beta9GpuName | undefined;
  /** Python that has the `beta9` package. */
  readonly python: string;
  /** Longest wait for the result, in ms. @default 1800000 – a node that starts, then an image that is built */
  readonly timeoutMs?: number;
}

/** A function of the stock SDK runs on the platform and returns what it should. */
export function runWork({ gpu, python, timeoutMs = 1_800_000 }: RunWorkOptions): Check {
  return {
    name: "run",
    needs: ["token", "store", "pools"],
    async run(context) {
      const directory = await mkdtemp(join(tmpdir(), "eu-gpu-cloud-smoke-"));
      try {
        await requireSdk(python);
        const work: Work = { number: randomInt(1_000_000), gpu };
        const output = await outputOf(work, { context, directory, python, timeoutMs });
        const card = cardIn(output, work);
        if (card === undefined) throw new CheckFailure(`the function did not return its result: ${tail(output)}`, next);
        return { says: gpu === undefined ? "a function ran and returned" : `a function ran on ${card} and returned` };
      } finally {
        // It holds the token.
        await rm(directory, { recursive: true });
      }
    },
  };
}

const next = "see the workers: kubectl get jobs,pods,events -n beta9-workers";

async function requireSdk(python: string): Promise<void> {
  const { error } = await ended(python, ["-c", "import beta9"], {});
  if (error === null) return;
  throw new CheckFailure(
    `${python} can not import beta9${error.code === "ENOENT" ? ": there is no such program" : ""}`,
    "python3 -m venv sdk && sdk/bin/pip install beta9, then --python sdk/bin/python",
  );
}

interface Place {
  readonly context: CheckContext;
  readonly directory: string;
  readonly python: string;
  readonly timeoutMs: number;
}

/** Runs the program in an empty directory: the SDK uploads the one that it runs in. */
async function outputOf(work: Work, { context, directory, python, timeoutMs }: Place): Promise<string> {
  const { platform, signal } = context;
  const { host, token, authority } = platform;
  const home = join(directory, "home");
  const code = join(directory, "code");
  for (const folder of [home, code]) await mkdir(folder, { mode: 0o700 });
  const config = join(home, "config.ini");
  const roots = join(home, "roots.pem");
  const outputs = { context: "default", gatewayHost: host, gatewayPort: 443, token: token.reveal() };
  await writeFile(config, renderContext(connectionOf(outputs)), { mode: 0o600 });
  await writeFile(roots, [...rootCertificates, ...(authority === undefined ? [] : [authority])].join("\n"));
  await writeFile(join(code, "work.py"), renderWork(work));
  const env = {
    HOME: home,
    CONFIG_PATH: config,
    // gRPC and the SDK's uploads each have a list of authorities of their own.
    GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: roots,
    REQUESTS_CA_BUNDLE: roots,
  };
  const { error, output } = await ended(python, ["work.py"], { cwd: code, env, timeout: timeoutMs, signal });
  const said = tail(output.replaceAll(token.reveal(), "[secret]"));
  if (error?.killed) {
    throw new CheckFailure(`the function did not return within ${timeoutMs / 60_000} minutes: ${said}`, next);
  }
  if (error !== null) throw new CheckFailure(`the SDK ended with ${error.code}: ${said}`, next);
  return output;
}

interface Ended {
  readonly error: ExecFileException | null;
  readonly output: string;
}

interface ProcessOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

function ended(program: string, args: readonly string[], { env, ...options }: ProcessOptions): Promise<Ended> {
  const settings = { ...options, env: { PATH: process.env.PATH, ...env }, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((done) => {
    const child = execFile(program, args, settings, (error, stdout, stderr) =>
      done({ error, output: stdout + stderr }),
    );
    child.stdin?.end();
  });
}

/** The last lines that say something. */
function tail(output: string): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  return lines.slice(-3).join(" / ") || "it printed nothing";
}
