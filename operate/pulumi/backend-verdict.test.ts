import { describe, expect, it } from "vitest";
import { parseSettings } from "../../policies/engine/settings.ts";
import { chosenBackend, loginUrl } from "./backend-url.ts";
import { judgeBackend, publicUrl } from "./backend-verdict.ts";

const acceptance = { by: "A. Muster", reason: "a test", date: "2026-01-01", until: "2099-01-01" };
const settings = parseSettings({
  profile: "eu-residency",
  ownDomains: ["gpu.muster-cloud.eu"],
  acceptedParents: [{ company: "Oracle Corporation", country: "US", ...acceptance }],
});
const judge = (url: string, variables = {}) => judgeBackend({ url, from: "Pulumi.yaml" }, settings, variables);

describe("where state may be kept", () => {
  it.each([
    "file://~/.pulumi-state",
    "s3://state?region=fr-par&endpoint=https://s3.fr-par.scw.cloud",
    "s3://state?region=fr-par&endpoint=s3.fr-par.scw.cloud&awssdk=v2",
    "s3://state?region=fra&endpoint=https://s3.gpu.muster-cloud.eu",
    "s3://state?region=eu-frankfurt-1&endpoint=https://ns.compat.objectstorage.eu-frankfurt-1.oraclecloud.com",
  ])("takes %s", (url) => {
    expect(judge(url)).toMatchObject({ status: "inside", next: "" });
  });

  it.each([
    ["https://app.pulumi.com/muster", /Pulumi Corp\. \(parent in US\)/],
    ["https://api.pulumi.com", /Pulumi Corp\./],
    ["s3://state?region=us-east-1", /us-east-1 \(N\. Virginia, US\)/],
    ["s3://state?region=eu-central-1", /Amazon Web Services/],
    ["s3://state", /given no region/],
    ["s3://state?region=us-ashburn-1&endpoint=https://ns.compat.objectstorage.us-ashburn-1.oraclecloud.com", /Ashburn/],
    ["s3://state?region=x&endpoint=https://s3.nobody-knows.de", /in no subprocessor register/],
    ["gs://state", /Google/],
    ["azblob://state", /Microsoft/],
    ["postgres://u:hidden@db.nobody-knows.de/pulumi", /db\.nobody-knows\.de is in no subprocessor register/],
    ["swift://state", /nobody can say where that is/],
    ["no url", /nobody can say where that is/],
  ])("refuses %s with the reason and one step", (url, why) => {
    const verdict = judge(url);
    expect(verdict.status).toBe("outside");
    expect(verdict.what).toMatch(why);
    expect(verdict.what).not.toMatch(/hidden/);
    expect(verdict.next).toMatch(/pulumi login 's3:/);
  });

  it("takes what the URL leaves out from the variables that the CLI's clients read", () => {
    const scaleway = { AWS_REGION: "fr-par", AWS_ENDPOINT_URL_S3: "https://s3.fr-par.scw.cloud" };
    expect(judge("s3://state", scaleway).status).toBe("inside");
    expect(judge("s3://state", { AWS_REGION: "us-west-2" }).what).toMatch(/us-west-2/);
    expect(judge("azblob://state", { AZURE_STORAGE_ACCOUNT: "muster" }).what).toMatch(/muster\.blob/);
  });

  it("refuses a bucket of an accepted company whose place the URL does not say", () => {
    const google = parseSettings({
      profile: "eu-residency",
      acceptedParents: [{ company: "Google", country: "US", ...acceptance }],
    });
    const { status, what } = judgeBackend({ url: "gs://state", from: "Pulumi.yaml" }, google);
    expect({ status, what }).toEqual({
      status: "outside",
      what: expect.stringMatching(/does not say where the bucket is/),
    });
  });

  it("remarks on it and forbids nothing in a profile that enforces nothing", () => {
    const { status, remarks } = judgeBackend(
      { url: "https://app.pulumi.com", from: "pulumi login" },
      parseSettings({ profile: "development" }),
    );
    expect(status).toBe("inside");
    expect(remarks.join()).toMatch(/Pulumi Corp\./);
  });
});

describe("the backend that the CLI would take", () => {
  it("is the variable's, then the project's, then that of the last login", () => {
    const all = { variable: "file://a", project: "file://b", login: "file://c" };
    expect(chosenBackend(all)).toEqual({ url: "file://a", from: "PULUMI_BACKEND_URL" });
    expect(chosenBackend({ ...all, variable: "" })).toEqual({ url: "file://b", from: "Pulumi.yaml" });
    expect(chosenBackend({ ...all, variable: undefined, project: undefined })?.from).toBe("pulumi login");
    expect(chosenBackend({ variable: undefined, project: undefined, login: undefined })).toBeUndefined();
  });
});

describe("the URL at which init logs in", () => {
  it("keeps no checksum beside a state in files, and is otherwise what was asked for", () => {
    expect(loginUrl("file://~/state")).toBe("file://~/state?metadata=skip");
    expect(loginUrl("file:///state?no_tmp_dir=true")).toBe("file:///state?no_tmp_dir=true&metadata=skip");
    for (const url of ["file:///state?metadata=sidecar", "s3://state?region=fr-par"]) expect(loginUrl(url)).toBe(url);
  });
});

describe("a URL that is shown", () => {
  it("has neither a password nor query values that may be one", () => {
    expect(publicUrl("s3://user:hidden@state?region=fr-par&accessKey=hidden#hidden")).toBe("s3://state?region=fr-par");
    expect(publicUrl("not a url?hidden")).toBe("not a url");
  });
});
