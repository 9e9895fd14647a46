import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connectionOf } from "./connection.ts";
import { mergeContexts, renderContext, renderExports } from "./context.ts";
import { type IniLine, parseIni, valuesOf } from "./ini.ts";
import { SdkConfigRefusal } from "./refusal.ts";
import { iniTexts } from "./testing/ini-texts.ts";

const token = `${"A".repeat(86)}==`;
const outputs = { context: "prod-fra", gatewayHost: "gpu.example.eu", gatewayPort: 443, token };
const connection = connectionOf(outputs);
const merge = (text: string, contexts: readonly string[] = ["prod-fra"]) => mergeContexts(text, connection, contexts);
const written = `[prod-fra]\ntoken = ${token}\ngateway_host = gpu.example.eu\ngateway_port = 443\n`;

/** The lines of all other sections, with their endings. */
const others = (text: string, except: readonly string[]) =>
  parseIni(text)
    .lines.filter((line) => line.section === undefined || !except.includes(line.section))
    .map(({ text: line, ending }: IniLine) => line + ending)
    .join("");

const tried = (text: string, contexts: readonly string[]) => {
  try {
    return merge(text, contexts);
  } catch (error) {
    expect(error).toBeInstanceOf(SdkConfigRefusal);
    return undefined;
  }
};

describe("a merged context", () => {
  it("is the whole file when there was none", () => {
    expect(merge("")).toEqual({
      text: written,
      changes: [{ context: "prod-fra", change: "added", keys: ["token", "gateway_host", "gateway_port"] }],
    });
    expect(renderContext(connection)).toBe(written);
  });

  it("changes its own lines only, and a second merge changes nothing", () => {
    let merged = 0;
    fc.assert(
      fc.property(iniTexts, fc.constantFrom(["prod-fra"], ["default", "prod-fra"], ["new"]), (text, contexts) => {
        const first = tried(text, contexts);
        if (first === undefined) return;
        merged++;
        const before = others(text, contexts);
        const after = others(first.text, contexts);
        // A new section begins on a line of its own, with an empty line before it.
        expect(after.startsWith(before)).toBe(true);
        expect(after.slice(before.length)).toMatch(/^(?:\r\n|\r|\n){0,2}$/);
        for (const context of contexts) {
          const values = valuesOf(parseIni(first.text)).get(context);
          expect([values?.get("token"), values?.get("gateway_host"), values?.get("gateway_port")]).toEqual([
            token,
            "gpu.example.eu",
            "443",
          ]);
        }
        expect(merge(first.text, contexts).text).toBe(first.text);
      }),
      { numRuns: 1500 },
    );
    expect(merged).toBeGreaterThan(200);
  });

  it("keeps comments, unknown options, spelling, spacing and line endings of its own section", () => {
    const text = `; work\r\n[prod-fra]\r\n# from the wiki\r\nToken:old\r\n  continued\r\n# why\r\nregion = x\r\n\r\n[b]\r\ntoken = t`;
    expect(merge(text).text).toBe(
      `; work\r\n[prod-fra]\r\ngateway_host = gpu.example.eu\r\ngateway_port = 443\r\n# from the wiki\r\nToken:${token}\r\n# why\r\nregion = x\r\n\r\n[b]\r\ntoken = t`,
    );
  });

  it("says which keys are new and never a value", () => {
    const text = written.replace("gpu.example.eu", "old.example.eu");
    expect(merge(text).changes).toEqual([{ context: "prod-fra", change: "updated", keys: ["gateway_host"] }]);
    expect(merge(written).changes).toEqual([{ context: "prod-fra", change: "unchanged", keys: [] }]);
  });

  it("fills in what the SDK left empty", () => {
    const text = "[prod-fra]\ntoken = \ngateway_host =\ngateway_port = 443\napi_url = \nauth_url = \n";
    expect(merge(text).text).toBe(`${written}api_url = \nauth_url = \n`);
  });

  it("sets below an indented header what the header's own line can not swallow", () => {
    const { text } = merge("[prod-fra]\n  [two]\n  token = x\n");
    expect(text).toBe(
      `[prod-fra]\n  token = ${token}\n  gateway_host = gpu.example.eu\n  gateway_port = 443\n  [two]\n  token = x\n`,
    );
    expect(valuesOf(parseIni(text)).get("two")?.get("token")).toBe("x");
  });

  it("replaces a value that the SDK could not resolve", () => {
    expect(merge("[prod-fra]\ntoken = 100%\n").text).toContain(`token = ${token}\n`);
  });
});

describe("a merge is refused", () => {
  const refusal = (text: string) => {
    try {
      merge(text);
    } catch (error) {
      if (error instanceof SdkConfigRefusal) return error.message;
    }
    throw new Error("was not refused");
  };

  it("for a file that the SDK can not read, with every line and no content", () => {
    const message = refusal("[a]\nsecret-1234\ntoken = x\ntoken = y\n");
    expect(message).toBe(
      "the SDK can not read it: line 2 is neither a section header nor an option; line 4 sets an option a second time\nrepair it or move it away",
    );
  });

  it("for a % that no context can resolve", () => {
    expect(refusal("[other]\ntoken = secret%1234\n")).toContain("[other] token has a %");
  });

  it("for an inherited reference that only the new context can not resolve", () => {
    expect(refusal("[DEFAULT]\nnote = %(region)s\n[other]\nregion = x\n")).toContain("[prod-fra] note has a %");
  });

  it.each([
    ["[prod-fra]\napi_url = http://gpu.example.eu\n", "[prod-fra] api_url"],
    ["[prod-fra]\napi_url = https://gpu.example.eu.evil.example\n", "[prod-fra] api_url"],
    ["[prod-fra]\nauth_url = https://elsewhere.example\n", "[prod-fra] auth_url"],
    ["[DEFAULT]\napi_url = https://elsewhere.example\n", "[DEFAULT] api_url"],
  ])("when the SDK would send the token elsewhere: %j", (text, where) => {
    expect(refusal(text)).toContain(`${where} is not an https address of gpu.example.eu`);
  });

  it("not for the gateway's own address, nor for another context's", () => {
    const own = "[prod-fra]\napi_url = https://GPU.example.eu/api\n";
    expect(merge(`${own}[other]\napi_url = http://elsewhere.example\n`).changes[0]?.change).toBe("updated");
  });
});

describe("a connection", () => {
  it.each([
    [
      { gatewayPort: 8443 },
      "sdk.gatewayPort is 8443: the SDK talks TLS on port 443 only and would send the token in clear",
    ],
    [{ token: undefined }, "the outputs hold no sdk.token"],
    [{ token: "[secret]" }, "the outputs hide sdk.token"],
    [{ token: "x".repeat(63) }, "sdk.token (63 characters) is not a token"],
    [{ token: `${"x".repeat(70)}\n[evil]` }, "sdk.token (77 characters) is not a token"],
    [{ gatewayHost: "gpu.example.eu\ntoken = x" }, "which is neither a DNS name nor an IPv4 address"],
    [{ gatewayHost: "::1" }, "which is neither a DNS name nor an IPv4 address"],
    [{ context: "DEFAULT" }, '"DEFAULT" is not the name of a context'],
    [{ context: "a]b" }, "is not the name of a context"],
  ])("is refused with the reason and the next step: %j", (change, words) => {
    expect(() => connectionOf({ ...outputs, ...change })).toThrow(words);
    expect(() => connectionOf({ ...outputs, ...change })).toThrow(/\n.{20}/);
  });

  it("takes a token of 64 characters", () => {
    expect(connectionOf({ ...outputs, token: "x".repeat(64) }).token.reveal()).toHaveLength(64);
  });

  it("shows its token to nobody by accident", () => {
    expect(JSON.stringify(connection) + String(connection.token)).not.toContain(token);
  });

  it("is three export lines for a shell", () => {
    expect(renderExports(connection)).toBe(
      `export BETA9_TOKEN='${token}'\nexport BETA9_GATEWAY_HOST='gpu.example.eu'\nexport BETA9_GATEWAY_PORT='443'\n`,
    );
  });
});
