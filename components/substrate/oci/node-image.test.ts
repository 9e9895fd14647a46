import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseNodeImage } from "./node-image.ts";

const gpu = { arch: "x86_64", gpu: true, kubernetesVersion: "v1.34.1" } as const;
const names = [
  "Oracle-Linux-8.10-2025.08.31-0-OKE-1.34.1-1191",
  "Oracle-Linux-8.10-aarch64-2025.09.16-0-OKE-1.34.1-1330",
  "Oracle-Linux-8.10-Gen2-GPU-2025.08.31-0-OKE-1.34.1-1191",
  "Oracle-Linux-8.10-Gen2-GPU-2025.09.16-0-OKE-1.34.1-1330",
  "Oracle-Linux-8.10-Gen2-GPU-2026.04.30-3-OKE-1.34.2-1462",
  "Oracle-Linux-9.8-Gen2-GPU-2026.08.14-0-OKE-1.34.10-1699",
  "Oracle-Linux-8.10-Gen2-GPU-2025.09.16-0",
  "ubuntu-amd64-minimal-24.04-noble-v20251208-OKE-1.34.1",
];

function images(from: readonly string[]) {
  return from.map((name) => ({ name, ocid: `ocid1.image.oc1.eu-frankfurt-1.${name}` }));
}

function chosen(from: readonly string[], want: Parameters<typeof chooseNodeImage>[1]): string {
  const choice = chooseNodeImage(images(from), want);
  return "name" in choice ? choice.name : choice.message;
}

describe("chooseNodeImage", () => {
  it("takes the newest GPU image of exactly the pool's Kubernetes version, and its OCID", () => {
    const name = "Oracle-Linux-8.10-Gen2-GPU-2025.09.16-0-OKE-1.34.1-1330";
    expect(chooseNodeImage(images(names), gpu)).toEqual({ name, ocid: `ocid1.image.oc1.eu-frankfurt-1.${name}` });
  });

  it.each([
    [{ ...gpu, gpu: false }, "Oracle-Linux-8.10-2025.08.31-0-OKE-1.34.1-1191"],
    [{ ...gpu, gpu: false, arch: "aarch64" as const }, "Oracle-Linux-8.10-aarch64-2025.09.16-0-OKE-1.34.1-1330"],
    [{ ...gpu, kubernetesVersion: "1.34.10" }, "Oracle-Linux-9.8-Gen2-GPU-2026.08.14-0-OKE-1.34.10-1699"],
  ])("for %j takes %s", (want, name) => {
    expect(chosen(names, want)).toBe(name);
  });

  it("takes the newer Oracle Linux of two images of one build", () => {
    const pair = ["Oracle-Linux-9.8-2026.08.14-0-OKE-1.34.1-1699", "Oracle-Linux-8.10-2026.08.14-0-OKE-1.34.1-1699"];
    expect(chosen(pair, { ...gpu, gpu: false })).toBe(pair[0]);
  });

  it("says what was wanted and what is near when no version fits", () => {
    expect(chosen(names, { ...gpu, kubernetesVersion: "v1.35.0" })).toBe(
      "no node image is Oracle Linux for x86_64 with GPU driver, OKE 1.35.0; nearest: " +
        "Oracle-Linux-9.8-Gen2-GPU-2026.08.14-0-OKE-1.34.10-1699, " +
        "Oracle-Linux-8.10-Gen2-GPU-2026.04.30-3-OKE-1.34.2-1462, " +
        "Oracle-Linux-8.10-Gen2-GPU-2025.09.16-0-OKE-1.34.1-1330",
    );
  });

  it("never takes a platform image, which would install Kubernetes from the internet, nor one of another kind", () => {
    const platform = ["Oracle-Linux-8.10-Gen2-GPU-2025.09.16-0", "Oracle-Linux-8.10-2025.09.16-0-OKE-1.34.1-1330"];
    expect(chosen(platform, gpu)).toBe(
      "no node image is Oracle Linux for x86_64 with GPU driver, OKE 1.34.1; none of the 2 listed is of that architecture and kind",
    );
  });

  it("compares numbers, not text: build 1000 is newer than build 999, whatever the order of the list", () => {
    const build = fc.record({ build: fc.nat(5000), day: fc.integer({ min: 1, max: 28 }), revision: fc.nat(12) });
    fc.assert(
      fc.property(fc.uniqueArray(build, { minLength: 1, selector: (one) => JSON.stringify(one) }), (builds) => {
        const written = builds.map(({ build: number, day, revision }) => {
          const date = `2025.09.${String(day).padStart(2, "0")}-${revision}`;
          return `Oracle-Linux-8.10-Gen2-GPU-${date}-OKE-1.34.1-${number}`;
        });
        const newest = Math.max(...builds.map((one) => one.build));
        expect(chosen(written, gpu)).toMatch(new RegExp(`-${newest}$`));
        expect(chosen([...written].reverse(), gpu)).toBe(chosen(written, gpu));
      }),
    );
  });
});
