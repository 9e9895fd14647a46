import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readArguments } from "./arguments.ts";

describe("the arguments of the smoke test", () => {
  it.each([
    ["no stack", [], "which stack?"],
    ["two stacks", ["local", "prod-fra"], "one stack at a time"],
    ["an address without a port", ["local", "--connect", "edge"], "is not HOST:PORT"],
    ["a port that is none", ["local", "--connect", "edge:70000"], "is not HOST:PORT"],
    ["a GPU without a run", ["local", "--gpu", "L40S"], "--gpu is about --run"],
    ["a GPU that Beta9 does not know", ["local", "--run", "--gpu", "RTX3090"], "is no GPU of Beta9's"],
    ["a run past DNS, which the SDK asks", ["local", "--run", "--connect", "edge:443"], "do not go together"],
  ])("refuse %s", (_, argv, words) => {
    expect(() => readArguments(argv)).toThrow(words);
  });

  it.each([
    ["203.0.113.7:443", { host: "203.0.113.7", port: 443 }],
    ["[2001:db8::7]:8443", { host: "2001:db8::7", port: 8443 }],
  ])("connect to %s", (text, address) => {
    expect(readArguments(["local", "--connect", text]).connect).toEqual(address);
  });

  it("find a Python by its path from here, and by its name on PATH", () => {
    const python = (value: string) => readArguments(["local", "--run", "--python", value]).python;
    expect([python("sdk/bin/python"), python("python3.12")]).toEqual([resolve("sdk/bin/python"), "python3.12"]);
  });
});
