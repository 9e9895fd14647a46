import type { Arch } from "./shapes.ts";

/** A row of `oci ce node-pool-options get`: name and OCID of an image for OKE nodes. */
export interface NodeImage {
  readonly name: string;
  readonly ocid: string;
}

interface NodeImageWish {
  readonly arch: Arch;
  readonly gpu: boolean;
  /** With or without its `v`, e.g. `v1.34.1`. The image's version must be exactly this one. */
  readonly kubernetesVersion: string;
}

/** No image fits. */
export interface NodeImageProblem {
  readonly kind: "no-node-image";
  /** What was looked for and what came near. */
  readonly message: string;
}

/** An image's name taken apart, e.g. `Oracle-Linux-8.10-Gen2-GPU-2025.09.16-0-OKE-1.34.1-1234`. */
interface NodeImageName {
  /** `8.10` is [8, 10]. */
  readonly oracleLinux: readonly number[];
  readonly arch: Arch;
  readonly gpu: boolean;
  readonly kubernetesVersion: string;
  /** OKE's build number, then year, month, day and revision of the platform image below it: larger is newer. */
  readonly build: readonly number[];
}

/**
 * Takes a name apart; `undefined` for what is not Oracle Linux with OKE's packages. Platform images lack those and
 * would install them from the internet when they first start. Format: Oracle, "Supported Images", OKE images.
 */
function parseNodeImageName(name: string): NodeImageName | undefined {
  const match =
    /^Oracle-Linux-(\d+(?:\.\d+)*)((?:-(?:Gen2|GPU|aarch64))*)-(\d{4})\.(\d\d)\.(\d\d)-(\d+)-OKE-(\d+\.\d+\.\d+)-(\d+)$/.exec(
      name,
    );
  if (!match) return undefined;
  const [, system = "", marks = "", year, month, day, revision, kubernetesVersion = "", build] = match;
  return {
    oracleLinux: system.split(".").map(Number),
    arch: marks.includes("-aarch64") ? "aarch64" : "x86_64",
    gpu: marks.includes("-GPU"),
    kubernetesVersion,
    build: [build, year, month, day, revision].map(Number),
  };
}

/**
 * The newest image for this architecture, with or without NVIDIA's driver, whose Kubernetes version equals the pool's.
 * A GPU shape does not start from an image without `GPU` in its name.
 */
export function chooseNodeImage(
  images: readonly NodeImage[],
  want: NodeImageWish,
): { readonly name: string; readonly ocid: string } | NodeImageProblem {
  const version = want.kubernetesVersion.replace(/^v/, "");
  const parsed = images.flatMap((image) => {
    const parts = parseNodeImageName(image.name);
    return parts ? [{ image, parts }] : [];
  });
  const sameKind = parsed.filter(({ parts }) => parts.arch === want.arch && parts.gpu === want.gpu);
  const [best] = sameKind.filter(({ parts }) => parts.kubernetesVersion === version).sort(newestFirst);
  if (best) return { name: best.image.name, ocid: best.image.ocid };

  const wish = `Oracle Linux for ${want.arch}${want.gpu ? " with GPU driver" : ""}, OKE ${version}`;
  const near = sameKind.sort(newestFirst).slice(0, 3);
  const message =
    near.length > 0
      ? `no node image is ${wish}; nearest: ${near.map(({ image }) => image.name).join(", ")}`
      : `no node image is ${wish}; none of the ${images.length} listed is of that architecture and kind`;
  return { kind: "no-node-image", message };
}

interface ParsedImage {
  readonly image: NodeImage;
  readonly parts: NodeImageName;
}

function newestFirst(a: ParsedImage, b: ParsedImage): number {
  return compare(b.parts.build, a.parts.build) || compare(b.parts.oracleLinux, a.parts.oracleLinux);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
