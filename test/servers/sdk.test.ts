import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connectionOf } from "../../components/beta9/sdk-config/connection.ts";
import { mergeContexts } from "../../components/beta9/sdk-config/context.ts";
import { inheritedSection, parseIni, valuesOf } from "../../components/beta9/sdk-config/ini.ts";
import { interpolationFaults } from "../../components/beta9/sdk-config/interpolation.ts";
import { SdkConfigRefusal } from "../../components/beta9/sdk-config/refusal.ts";
import { iniTexts } from "../../components/beta9/sdk-config/testing/ini-texts.ts";
import { sampleOutputs } from "../../stacks/testing/sample-outputs.ts";
import { type Certificate, certificateFor, type Gateway, startGateway, startPlainListener } from "./sdk/gateway.ts";
import { runUntilSaid, runWith, type StockSdk, stockSdk } from "./sdk/stock-sdk.ts";

const kitDir = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** A loopback address that nothing else on this machine is likely to use port 443 of. */
const address = "127.93.41.7";
const token = `${"kit".repeat(28)}_-==`;

let sdk: StockSdk;
beforeAll(() => {
  sdk = stockSdk();
});

describe("the stock beta9 command with the file that sdk-config writes", () => {
  let home: string;
  let file: string;
  let certificate: Certificate;
  let gateway: Gateway;

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), "sdk-home-"));
    file = join(home, ".beta9", "config.ini");
    certificate = certificateFor(address, home);
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  beforeEach(async () => {
    gateway = await startGateway(address, certificate);
  });
  afterEach(() => gateway.close());

  const environment = () => ({
    PATH: process.env.PATH,
    HOME: home,
    GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: certificate.file,
  });
  const beta9 = (args: readonly string[]) => runWith(sdk.beta9, args, environment());
  const beta9WithoutConnection = (args: readonly string[], env: NodeJS.ProcessEnv) =>
    runUntilSaid("Unable to connect to gateway", sdk.beta9, args, { ...environment(), ...env });

  const sdkConfig = (args: readonly string[], sdkOutputs: object = {}) => {
    const outputs = sampleOutputs(token);
    const sdk = { ...outputs.sdk, gatewayHost: address, ...sdkOutputs };
    return execFileSync(process.execPath, ["--import", "tsx", "scripts/sdk-config.ts", "--outputs", "-", ...args], {
      cwd: kitDir,
      env: { PATH: process.env.PATH, HOME: home },
      input: JSON.stringify({ ...outputs, sdk }),
      encoding: "utf8",
    });
  };

  const inherited = "; mine\r\n[work]\r\ntoken = other\r\ngateway_host = elsewhere.example\r\ngateway_port = 443\r\n";

  it("sends the token over TLS, and claims nothing", async () => {
    mkdirSync(dirname(file));
    writeFileSync(file, inherited);
    sdkConfig([]);
    for (const command of ["token", "pool"]) {
      const { status, output } = await beta9(["--context", "prod-fra", command, "list"]);
      expect({ status, output }).toMatchObject({ status: 0 });
    }
    expect(gateway.calls.map(({ method }) => method)).toEqual(
      expect.arrayContaining(["/gateway.GatewayService/ListTokens", "/gateway.GatewayService/ListPools"]),
    );
    expect(gateway.calls.filter(({ method }) => method.endsWith("/Authorize"))).toEqual([]);
    for (const { authorization, tls } of gateway.calls) {
      expect({ authorization, tls }).toEqual({ authorization: `Bearer ${token}`, tls: "TLSv1.3" });
    }
  });

  it("finds the contexts that were there before, byte for byte", async () => {
    expect(readFileSync(file, "utf8").startsWith(inherited)).toBe(true);
    const { output } = await beta9(["config", "list"]);
    for (const text of ["work", "elsewhere.example", "prod-fra", address]) expect(output).toContain(text);
  });

  it("needs no --context after --default", async () => {
    sdkConfig(["--default"]);
    expect(await beta9(["token", "list"])).toMatchObject({ status: 0 });
    expect(gateway.calls).toMatchObject([{ authorization: `Bearer ${token}` }]);
  });

  it("uses the next token after a rotation", async () => {
    const rotated = "r".repeat(88);
    sdkConfig([], { token: rotated });
    await beta9(["--context", "prod-fra", "token", "list"]);
    expect(gateway.calls).toMatchObject([{ authorization: `Bearer ${rotated}` }]);
  });

  it("takes the export lines where no file has the context", async () => {
    const lines = sdkConfig(["--env"]);
    const command = `${lines}exec "$0" token list </dev/null`;
    const { status } = await runWith("/bin/sh", ["-c", command, sdk.beta9], {
      PATH: process.env.PATH,
      CONFIG_PATH: join(home, "absent.ini"),
      GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: certificate.file,
    });
    expect(status).toBe(0);
    expect(gateway.calls).toMatchObject([{ authorization: `Bearer ${token}` }]);
  });

  it("does not send the token to a server whose certificate it does not trust", async () => {
    await beta9WithoutConnection(["--context", "prod-fra", "token", "list"], { GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: "" });
    expect(gateway.calls).toEqual([]);
  });

  it("talks plain text on any port but 443, which is why sdk-config refuses them", async () => {
    const plain = await startPlainListener(address, 0);
    const handwritten = join(home, "handwritten.ini");
    writeFileSync(
      handwritten,
      `[default]\ntoken = ${token}\ngateway_host = ${address}\ngateway_port = ${plain.port}\n`,
    );
    await beta9WithoutConnection(["token", "list"], { CONFIG_PATH: handwritten });
    await plain.close();
    expect(plain.received[0]?.subarray(0, 14).toString()).toBe("PRI * HTTP/2.0");
  });
});

describe("the SDK's parser and ours", () => {
  const connection = connectionOf({ context: "prod-fra", gatewayHost: "gpu.example.eu", gatewayPort: 443, token });

  interface Seen {
    readonly contexts: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
    readonly raw: Readonly<Record<string, Readonly<Record<string, string>>>>;
  }

  /** What the SDK sees in each text; null where it stops. */
  const seenBySdk = (texts: readonly string[]): (Seen | null)[] =>
    JSON.parse(
      execFileSync(sdk.python, [join(kitDir, "test/servers/sdk/read-contexts.py")], {
        input: JSON.stringify(texts),
        encoding: "utf8",
        maxBuffer: 256 * 1024 * 1024,
        env: { PATH: process.env.PATH, HOME: tmpdir(), PYTHONUTF8: "1" },
      }),
    );

  const seenByUs = (text: string): Seen["raw"] => {
    const sections = valuesOf(parseIni(text));
    const inherited = sections.get(inheritedSection) ?? new Map();
    return Object.fromEntries(
      [...sections]
        .filter(([name]) => name !== inheritedSection)
        .map(([name, own]) => [name, Object.fromEntries([...inherited, ...own])]),
    );
  };

  const faultsOf = (text: string) => [
    ...parseIni(text).lines.flatMap((line) => (line.kind === "fault" ? [line.fault] : [])),
    ...interpolationFaults(parseIni(text)),
  ];

  it("read the same files, the same values, and the same after a merge", () => {
    const texts = fc.sample(iniTexts, { numRuns: 2000 });
    // Headers that Python versions read differently are refused here, and may be read by this one.
    const asked = texts.filter((text) => !faultsOf(text).some((fault) => fault.includes("more than one ]")));
    const seen = seenBySdk(asked);
    const readable = asked.flatMap((text, index) => {
      const theirs = seen[index] ?? null;
      expect({ text, readable: faultsOf(text).length === 0 }).toEqual({ text, readable: theirs !== null });
      if (theirs === null) return [];
      expect({ text, raw: seenByUs(text) }).toEqual({ text, raw: theirs.raw });
      return [{ text, contexts: theirs.contexts }];
    });
    expect(readable.length).toBeGreaterThan(500);
    expect(asked.length - readable.length).toBeGreaterThan(500);

    const merged = readable.flatMap(({ text, contexts }) => {
      try {
        return [{ text: mergeContexts(text, connection, ["prod-fra"]).text, contexts }];
      } catch (error) {
        expect(error).toBeInstanceOf(SdkConfigRefusal);
        return [];
      }
    });
    const after = seenBySdk(merged.map(({ text }) => text));
    for (const [index, { text, contexts }] of merged.entries()) {
      const { "prod-fra": ours, ...others } = after[index]?.contexts ?? {};
      const { "prod-fra": _, ...before } = contexts;
      expect({ text, ours, others }).toMatchObject({
        text,
        ours: { token, gateway_host: "gpu.example.eu", gateway_port: "443" },
        others: before,
      });
    }
    expect(merged.length).toBeGreaterThan(readable.length / 2);
  });
});
