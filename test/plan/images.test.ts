import { describe, expect, it } from "vitest";
import { catalogue } from "../../components/images/images.ts";
import { vendorOf } from "../../policies/engine/resolve/vendors.ts";
import { plain, planned, stacks, workloadsOf } from "./planned.ts";
import { rendered } from "./rendered.ts";

/** Hosts that images come from before they are mirrored. */
const upstreams = [...new Set(catalogue.map(({ repository }) => repository.slice(0, repository.indexOf("/"))))];

/** Every text in a value, keys included; what stands in base64 is read as well. */
function texts(value: unknown): string[] {
  if (typeof value === "string") {
    const encoded = value.length >= 16 && value.length % 4 === 0 && /^[A-Za-z0-9+/]+=*$/.test(value);
    return encoded ? [value, Buffer.from(value, "base64").toString("utf8")] : [value];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => [key, ...texts(part)]);
}

describe.each(stacks)("the images of %s", (stack) => {
  it("all come from the mirror, none by a tag that moves", async () => {
    const run = await planned(stack);
    const { mirror } = plain(run.outputs.registry) as { readonly mirror: string };
    const images = workloadsOf(run).flatMap(({ template }) =>
      [...(template.spec.initContainers ?? []), ...template.spec.containers].map(({ image }) => image),
    );
    expect(images.length).toBeGreaterThan(10);
    expect(images.filter((image) => !image.startsWith(`${mirror}/`))).toEqual([]);
    expect(images.filter((image) => !/@sha256:[0-9a-f]{64}$|:[^:/]*\d[^:/]*$/.test(image))).toEqual([]);
  });

  it("are named by their origin nowhere, also not in the files that pods read", async () => {
    const everything = (await rendered(stack)).flatMap(({ inputs }) => texts(inputs));
    expect(everything.some((text) => text.includes("imageRegistry"))).toBe(true);
    const named = everything.flatMap((text) => upstreams.filter((host) => text.includes(`${host}/`)));
    expect([...new Set(named)]).toEqual([]);
  });
});

describe("the files that prod-fra renders for its pods", () => {
  it("name no service of a company within reach of US orders but the cloud that was accepted", async () => {
    const objects = (await rendered("prod-fra")).filter(({ type }) => type.startsWith("kubernetes:"));
    const files = objects
      .filter(({ type }) => /:(Secret|ConfigMap)$/.test(type))
      .flatMap(({ inputs }) => texts(inputs));
    expect(files.some((text) => text.includes("externalHost"))).toBe(true);
    const hosts = files.flatMap((text) => text.match(/[A-Za-z0-9][A-Za-z0-9-]*(\.[A-Za-z0-9-]+)+/g) ?? []);
    const abroad = hosts.map((host) => host.toLowerCase()).filter((host) => vendorOf(host)?.usExposed);
    // Oracle's object storage: Pulumi.prod-fra.yaml, residency.acceptedParents.
    expect([...new Set(abroad)].filter((host) => !host.endsWith(".eu-frankfurt-1.oraclecloud.com"))).toEqual([]);
    const defaults = /\b(us-[a-z]+-\d|localstack|ash,hil|1\.1\.1\.1|8\.8\.8\.8|9\.9\.9\.9)\b/;
    expect(files.filter((text) => defaults.test(text)).map((text) => defaults.exec(text)?.[0])).toEqual([]);
  });
});
