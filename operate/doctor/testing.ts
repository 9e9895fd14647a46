import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { parseSettings } from "../../policies/engine/settings.ts";
import { type Environment, parseEnvironment } from "../../stacks/environment.ts";
import { policySettings } from "../../stacks/policy-settings.ts";
import { readStackFile } from "../../stacks/stack-file.ts";
import type { StackContext } from "../stack-context.ts";

const kitDir = new URL("../../", import.meta.url).pathname;

export interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly date?: string;
}

/** Serves answers by `METHOD /path` on loopback; whatever has none is 404. */
export async function serveAnswers(
  answers: Readonly<Record<string, Answer>>,
): Promise<{ url: string; server: Server; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? "").split("?")[0];
    asked.push(`${request.method} ${request.url}`);
    const {
      status = 200,
      body = {},
      date,
    } = answers[`${request.method} ${path}`] ?? {
      status: 404,
      body: { code: "NotAuthorizedOrNotFound", message: "none" },
    };
    response.sendDate = date === undefined;
    response.writeHead(status, { "content-type": "application/json", ...(date === undefined ? {} : { date }) });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, asked };
}

/** Writes a profile of Oracle's, with a key that nobody knows, into a folder. Answers with the path of the file. */
export function writeOciConfig(folder: string, tenancyOcid: string): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(join(folder, "key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  const profile = `[DEFAULT]\ntenancy=${tenancyOcid}\nuser=ocid1.user.oc1..u\nfingerprint=aa:bb\nkey_file=${folder}/key.pem\n`;
  writeFileSync(join(folder, "config"), profile);
  return join(folder, "config");
}

/** One of the kit's own stacks as the checks see it. */
export function contextOf(
  stack: string,
  change: (environment: Environment) => Environment = (same) => same,
): StackContext {
  const file = readStackFile(kitDir, "eu-gpu-cloud", stack);
  const parsed = "issues" in file ? undefined : parseEnvironment(stack, file.stackFile.sections).environment;
  if (!parsed) throw new Error(`Pulumi.${stack}.yaml is not valid`);
  const environment = change(parsed);
  const policy = policySettings(environment);
  return {
    projectDir: kitDir,
    project: "eu-gpu-cloud",
    stack,
    environment,
    policy,
    settings: parseSettings(policy),
    backend: undefined,
    secretsProvider: undefined,
  };
}
