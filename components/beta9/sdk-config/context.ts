import type { Connection } from "./connection.ts";
import { editSection } from "./edit-section.ts";
import { inheritedSection, parseIni, valuesOf } from "./ini.ts";
import { interpolationFaults } from "./interpolation.ts";
import { SdkConfigRefusal } from "./refusal.ts";

/** What became of one context: `added` new, `updated` when any of its values changed. */
export interface ContextChange {
  readonly context: string;
  readonly change: "added" | "updated" | "unchanged";
  /** Keys whose value is new; never the values. */
  readonly keys: readonly string[];
}

export interface MergedContexts {
  readonly text: string;
  readonly changes: readonly ContextChange[];
}

/** Other addresses that the SDK (0.1.291) sends a context's token to. */
const tokenAddresses = ["api_url", "auth_url"] as const;

/**
 * The SDK's configuration with the connection under each of these contexts, all other lines as they were.
 * @throws SdkConfigRefusal when the SDK could not read the text, or would send the token to another host than the gateway
 */
export function mergeContexts(text: string, connection: Connection, contexts: readonly string[]): MergedContexts {
  refuseFaults(parseIni(text).lines.flatMap(faultAt));
  const options = optionsOf(connection);
  let merged = text;
  const changes = contexts.map((context): ContextChange => {
    const before = valuesOf(parseIni(merged)).get(context);
    merged = editSection(merged, context, options);
    const keys = Object.keys(options).filter((key) => before?.get(key) !== options[key]);
    return { context, keys, change: before === undefined ? "added" : keys.length > 0 ? "updated" : "unchanged" };
  });
  // Afterwards: a new context inherits what only now has to resolve, and a replaced value need not.
  refuseFaults(interpolationFaults(parseIni(merged)));
  for (const context of contexts) refuseOtherAddresses(merged, context, connection.host);
  return { text: merged, changes };
}

/** One context as a file of its own. */
export function renderContext(connection: Connection): string {
  return editSection("", connection.context, optionsOf(connection));
}

/** The same as `export` lines for a POSIX shell. The SDK looks at them only where no file has the context. */
export function renderExports({ token, host, port }: Connection): string {
  const variables = { BETA9_TOKEN: token.reveal(), BETA9_GATEWAY_HOST: host, BETA9_GATEWAY_PORT: String(port) };
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value}'\n`)
    .join("");
}

function optionsOf({ token, host, port }: Connection): Readonly<Record<string, string>> {
  return { token: token.reveal(), gateway_host: host, gateway_port: String(port) };
}

function faultAt(line: ReturnType<typeof parseIni>["lines"][number], index: number): string[] {
  return line.kind === "fault" ? [`line ${index + 1} ${line.fault}`] : [];
}

function refuseFaults(faults: readonly string[]): void {
  if (faults.length === 0) return;
  throw new SdkConfigRefusal(`the SDK can not read it: ${faults.join("; ")}`, "repair it or move it away");
}

function refuseOtherAddresses(text: string, context: string, host: string): void {
  const sections = valuesOf(parseIni(text));
  for (const key of tokenAddresses) {
    const own = sections.get(context)?.get(key);
    const address = own ?? sections.get(inheritedSection)?.get(key) ?? "";
    if (address === "" || reaches(address, host)) continue;
    throw new SdkConfigRefusal(
      `[${own === undefined ? inheritedSection : context}] ${key} is not an https address of ${host}: the SDK would send the token there`,
      "remove that line, or choose another context with --context",
    );
  }
}

function reaches(address: string, host: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" && hostname === host.toLowerCase();
}
