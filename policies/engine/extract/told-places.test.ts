import { describe, expect, it } from "vitest";
import { wireSecret } from "../testing/cases.ts";
import type { Place } from "./places.ts";
import { extract } from "./subject.ts";
import { pathOf } from "./where.ts";

const places = (properties: unknown) =>
  extract({ urn: "urn", type: "kubernetes:core/v1:ConfigMap", name: "x", properties }).places;
const place = ({ where, role, form, region, provider, row }: Place) =>
  `${pathOf(where)}: ${role} ${form} ${region} of ${provider} in ${row?.country}`;
const said = (properties: unknown) => places(properties).map(place);

describe("a region that a command is told", () => {
  it.each([
    ["aws s3 ls --region us-east-1", "primary region us-east-1 of aws in US"],
    ["--region us-east-1", "primary region us-east-1 of aws in US"],
    ["aws s3 ls --region=us-east-1 --x", "primary region us-east-1 of aws in US"],
    ['aws s3 ls --region "us-east-1"', "primary region us-east-1 of aws in US"],
    ["aws s3 ls --region   us-east-1", "primary region us-east-1 of aws in US"],
    ["aws s3 cp --source-region us-east-1", "source region us-east-1 of aws in US"],
    ["x --replica-region us-east-1", "replica region us-east-1 of aws in US"],
    ["x --aws-region us-east-1", "primary region us-east-1 of aws in US"],
    ["az group create -l eastus", "primary region eastus of azure in US"],
    ["az group create --location=eastus", "primary region eastus of azure in US"],
    ["az  -l   eastus", "primary region eastus of azure in US"],
    ["az -l eastus", "primary region eastus of azure in US"],
    ["/bin/sh -c 'x';az group create -l eastus", "primary region eastus of azure in US"],
    ["gcloud x --zone us-east1-b", "primary region us-east1-b of gcp in US"],
    ["bq mk --location 'us-east1' x", "primary region us-east1 of gcp in US"],
    ["gsutil mb -l us-east1 gs://b", "primary region us-east1 of gcp in US"],
    ["hcloud server create --location ash", "primary region ash of hetzner in US"],
    ["exo compute instance create --zone ch-gva-2", "primary region ch-gva-2 of exoscale in CH"],
  ])("is read in %s", (command, expected) => {
    expect(said({ command })).toEqual([`command: ${expected}`]);
  });

  it.each([
    "aws s3 ls --region nowhere-1",
    "aws s3 ls x--region us-east-1",
    "aws s3 ls --regions us-east-1",
    "aws s3 ls --myregion us-east-1",
    "aws s3 ls -region us-east-1",
    "az group create -l nowhere",
    "az group create | x -l eastus",
    "az group create; x -l eastus",
    "raz group create -l eastus",
    "./az group create -l eastus",
    "ls -l eastus",
    "az",
  ])("is not read in %s", (command) => {
    expect(said({ command })).toEqual([]);
  });

  it("is a backup's in a backup, unless it is said to be something else", () => {
    expect(said({ backup: { command: "x --region us-east-1" } })[0]).toMatch(/ backup region/);
    expect(said({ backup: { command: "az x -l eastus" } })[0]).toMatch(/ backup region/);
    expect(said({ backup: { command: "x --source-region us-east-1" } })[0]).toMatch(/ source region/);
  });

  it("is not read where text is for people", () => {
    expect(said({ description: "use --region us-east-1 or arn:aws:s3:us-east-1:" })).toEqual([]);
  });

  it("is read where two arguments say it", () => {
    expect(said({ args: ["s3", "--region", "us-east-1", "--source-region", "us-west-2"] })).toEqual([
      "args[2]: primary region us-east-1 of aws in US",
      "args[4]: source region us-west-2 of aws in US",
    ]);
    expect(places({ args: ["--region", "us-east-1"] })[0]).toMatchObject({ certainty: "known", text: "us-east-1" });
    expect(places({ args: wireSecret(["--region", "us-east-1"]) })[0]).toMatchObject({ certainty: "secret" });
    expect(pathOf(places({ args: ["--region", "us-east-1"] })[0]?.holder)).toBe("args");
  });

  it.each([
    { args: ["--regional", "us-east-1"] },
    { args: ["region", "us-east-1"] },
    { args: ["us-east-1", "--region"] },
    { args: ["--region", 1] },
    { args: [1, "us-east-1"] },
    { args: ["--region"] },
    { args: { 0: "--region", 1: "us-east-1" } },
    ["--region", "us-east-1"],
  ])("is none in %j", (properties) => {
    expect(said(properties)).toEqual([]);
  });

  it("is read once where one argument says it", () => {
    expect(said({ args: ["--region=us-east-1", "x"] })).toEqual(["args[0]: primary region us-east-1 of aws in US"]);
  });
});
