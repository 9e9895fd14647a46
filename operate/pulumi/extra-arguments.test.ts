import { describe, expect, it } from "vitest";
import { Refusal } from "../refusal.ts";
import { vetExtraArguments } from "./extra-arguments.ts";

describe("arguments that are passed on to pulumi", () => {
  it.each([[["--diff", "--yes"]], [["--parallel=4", "--message", "a text"]], [["-p", "4"]], [["--refresh=true"]]])(
    "passes %j on",
    (extra) => {
      expect(vetExtraArguments("up", extra)).toEqual(extra);
    },
  );

  it.each([
    ["up", "--target=urn:x", /the packs judge only what is targeted/],
    ["up", "-turn:x", /the packs judge only what is targeted/],
    ["preview", "--exclude", /the packs judge only what is targeted/],
    ["up", "--policy-pack-config=weaker.json", /a second configuration could weaken them/],
    ["preview", "--policy-pack", /so that none is forgotten/],
    ["up", "--plan=saved.json", /without asking the packs anew/],
    ["up", "--ignore-protect", /what is protected holds data/],
    ["destroy", "--stack=other", /those that were checked before/],
    ["refresh", "-C", /those that were checked before/],
    ["up", "--disable-integrity-checking", /switches a check off/],
    ["up", "https://example.eu/template", /it is no option/],
    ["up", "--", /a second --/],
  ] as const)("refuses %s with %s", (operation, argument, why) => {
    expect(() => vetExtraArguments(operation, [argument])).toThrow(Refusal);
    expect(() => vetExtraArguments(operation, [argument])).toThrow(why);
  });

  it("takes targets where no pack judges", () => {
    expect(vetExtraArguments("refresh", ["--target=urn:x"])).toEqual(["--target=urn:x"]);
  });
});
