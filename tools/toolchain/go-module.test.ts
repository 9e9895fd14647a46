import { describe, expect, it } from "vitest";
import { requiredVersion, toolsIn } from "./go-module.ts";

const goMod = `module m

go 1.26.0

tool example.eu/cmd/registry // why

tool (
	example.eu/cmd/derper
	example.eu/cmd/tailscaled
)

require example.eu/alone v0.9.0

require (
	example.eu/cmd v1.2.3 // indirect
	example.eu/cmd/derper v4.5.6-rc.1 // indirect
)
`;

describe("a go.mod", () => {
  it("names its tools on lines of their own and in blocks", () => {
    expect(toolsIn(goMod)).toEqual(["example.eu/cmd/derper", "example.eu/cmd/tailscaled", "example.eu/cmd/registry"]);
    expect(toolsIn("module m\n")).toEqual([]);
  });

  it("tells the version of a module, and not of one whose path begins alike", () => {
    expect(requiredVersion(goMod, "example.eu/cmd")).toBe("v1.2.3");
    expect(requiredVersion(goMod, "example.eu/cmd/derper")).toBe("v4.5.6-rc.1");
    expect(requiredVersion(goMod, "example.eu/alone")).toBe("v0.9.0");
    expect(() => requiredVersion(goMod, "example.eu")).toThrow("go.mod requires no example.eu");
  });
});
