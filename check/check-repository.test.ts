import { describe, expect, it } from "vitest";
import { parseSettings } from "../policies/engine/settings.ts";
import { checkRepository } from "./check-repository.ts";
import { isJudged } from "./repository/read-file.ts";

const settings = parseSettings({
  profile: "eu-residency",
  today: "2026-11-22",
  ownDomains: ["example.eu"],
  mirror: "registry.example.eu/mirror",
});

function checked(files: Readonly<Record<string, string>>) {
  const found = Object.entries(files).map(([file, text]) => ({ file, text }));
  return checkRepository({ project: "kit", files: found, unread: [] }, settings);
}

/** `rule file:line` of every finding. */
function places(files: Readonly<Record<string, string>>): readonly string[] {
  return checked(files).findings.map(({ rule, source }) => `${rule} ${source?.file}:${source?.line}`);
}

const project = (url: string) => `name: kit\nruntime: nodejs\nbackend:\n  url: ${url}\n`;

describe("a repository's files for Pulumi", () => {
  it("name the line of a backend outside the profile, and none of one inside", () => {
    expect(places({ "Pulumi.yaml": project("https://api.pulumi.com") })).toContain("OPS-001 Pulumi.yaml:4");
    expect(places({ "Pulumi.yaml": project("file://~/.state") })).toEqual([]);
    expect(places({ "Pulumi.yaml": project("s3://state?region=us-east-1") })).toContain("OPS-001 Pulumi.yaml:4");
  });

  it("do not pass with a backend that nobody can place, and are remarked on without one", () => {
    expect(checked({ "Pulumi.yaml": project("ftp://state.example.eu") })).toMatchObject({ verdict: "violations" });
    const { verdict, findings } = checked({ "Pulumi.yaml": "name: kit\nruntime: nodejs\n" });
    expect(verdict).toBe("pass");
    expect(findings).toMatchObject([
      { rule: "OPS-001", level: "advisory", message: expect.stringMatching(/no backend/) },
    ]);
  });

  it("name the line of a secrets provider outside the profile", () => {
    const file = (provider: string) => ({ "Pulumi.prod.yaml": `config: {}\nsecretsprovider: ${provider}\n` });
    expect(places(file("awskms://alias/x?region=eu-central-1"))).toContain("OPS-002 Pulumi.prod.yaml:2");
    expect(places(file("vaultwarden://x"))).toContain("OPS-002 Pulumi.prod.yaml:2");
    expect(places(file("passphrase"))).toEqual([]);
    expect(places(file("hashivault://state"))).toEqual([]);
  });
});

describe("Dockerfiles", () => {
  it("name the line of each image from elsewhere, and no stage of their own", () => {
    const file = [
      "# syntax=docker/dockerfile:1",
      "ARG BASE=ghcr.io/acme/base:1",
      "FROM $BASE AS build",
      "RUN --mount=type=bind,from=quay.io/acme/tool:1 make \\",
      "  all",
      `FROM registry.example.eu/mirror/debian:13@sha256:${"a".repeat(64)}`,
      "COPY --from=build /out /out",
      "COPY --from=public.ecr.aws/acme/x:1 /x /x",
    ].join("\n");
    const found = places({ "images/Dockerfile": file });
    const lines = found.filter((place) => place.startsWith("SUP-001")).map((place) => place.split(":")[1]);
    expect(lines).toEqual(["1", "3", "4", "8"]);
  });

  it("are judged by what they fetch while they build", () => {
    const file =
      "FROM scratch\n\nRUN <<EOF\ncurl -sf https://get.k3s.io | sh\nEOF\nADD https://github.com/a/b.tgz /b\n";
    const found = places({ Dockerfile: file });
    expect(found).toContain("JUR-001 Dockerfile:6");
    expect(found.some((place) => place.endsWith("Dockerfile:3"))).toBe(true);
  });

  it("with an image that only the build knows are reported: by themselves they pull nothing", () => {
    const { verdict, findings } = checked({ Dockerfile: "ARG BASE\nFROM $BASE\n" });
    expect(verdict).toBe("pass");
    expect(findings).toContainEqual(
      expect.objectContaining({ rule: "SUP-001", level: "advisory", source: expect.objectContaining({ line: 2 }) }),
    );
    const path = "instructions[1].image";
    const known = checked({ Dockerfile: "ARG BASE=registry.example.eu/mirror/base:1\nFROM $BASE\n" });
    expect(known.findings.filter(({ rule }) => rule === "SUP-001")).toEqual([]);
    expect(known.findings).toContainEqual(expect.objectContaining({ rule: "SUP-005", path }));
  });

  it("may say in their labels whatever is for people, and a list of ignored files is none", () => {
    const labels = "FROM scratch\nLABEL org.opencontainers.image.url=https://github.com/a/b\nMAINTAINER a@gmail.com\n";
    expect(places({ Dockerfile: labels })).toEqual([]);
    expect(isJudged("Dockerfile.dockerignore")).toBe(false);
  });
});

describe("Compose files", () => {
  const found = (service: string, file = "compose.yaml") =>
    places({ [file]: `services:\n  web:\n    ${service.replaceAll("\n", "\n    ")}\n` });

  it("are judged by what their services run, ask and tell", () => {
    expect(found("image: docker.io/library/redis:7", "deploy/docker-compose.prod.yml")).toContain(
      "SUP-001 deploy/docker-compose.prod.yml:3",
    );
    expect(found("dns: 8.8.8.8")).toContain("NET-003 compose.yaml:3");
    expect(found("environment:\n  - SENTRY_DSN=https://a@o1.ingest.sentry.io/2")).toContain("OBS-001 compose.yaml:4");
    expect(found("build: https://github.com/acme/web.git#main")).toContain("JUR-001 compose.yaml:3");
    const digest = "a".repeat(64);
    expect(found(`image: registry.example.eu/mirror/redis:7@sha256:${digest}\ndns: 10.0.0.2`)).toEqual([]);
  });

  it("stand for the values that they give their variables themselves", () => {
    expect(found(`image: \${REGISTRY:-ghcr.io}/acme/web:$TAG`)).toContain("SUP-001 compose.yaml:3");
    expect(found(`image: \${REGISTRY:-registry.example.eu/mirror}/acme/web:$TAG`)).toEqual(["SUP-005 compose.yaml:3"]);
    expect(found(`command: echo $\${PATH}`)).toEqual([]);
  });

  it("with an image that only their user knows are reported: by themselves they pull nothing", () => {
    const { verdict, findings } = checked({ "compose.yaml": "services:\n  web:\n    image: $IMAGE\n" });
    expect(verdict).toBe("pass");
    expect(findings).toMatchObject([{ rule: "SUP-001", level: "advisory", source: { line: 3 } }]);
  });

  it("may name what they build as they like, but not where it is kept", () => {
    expect(found("build: .\nimage: web")).toEqual([]);
    expect(found("build: .\nimage: ghcr.io/acme/web")).toContain("SUP-001 compose.yaml:4");
  });
});

describe("CI files", () => {
  const workflow = (permissions: string, uses: string, runner: string) =>
    `on: push\njobs:\n  deploy:\n    runs-on: ${runner}\n    permissions:\n      ${permissions}\n    steps:\n      - uses: ${uses}\n`;

  it("name the hosted machine, the actions' forge and the issuer of the job's tokens", () => {
    const file = ".github/workflows/up.yml";
    const found = places({ [file]: workflow("id-token: write", "actions/checkout@v5", "ubuntu-latest") });
    expect(found).toContain(`OPS-006 ${file}:4`);
    expect(found).toContain(`JUR-001 ${file}:8`);
    expect(found).toContain(`OPS-006 ${file}:6`);
  });

  it("of a forge of one's own, on machines of one's own, are in order", () => {
    const text = workflow("contents: read", "https://git.example.eu/actions/checkout@v5", "own");
    expect(places({ ".forgejo/workflows/up.yml": text })).toEqual([]);
  });

  it("of GitLab are read with its own tags and aliases", () => {
    const text =
      ".base: &base\n  tags: [own]\njob:\n  <<: *base\n  image: docker.io/library/node:20\n  script:\n    - !reference [.base, script]\n";
    expect(places({ ".gitlab-ci.yml": text })).toContain("SUP-001 .gitlab-ci.yml:5");
  });

  it("of Woodpecker may merge lists, which other readers of YAML refuse", () => {
    const text =
      "variables:\n  - paths: &paths ['docs/**']\nwhen:\n  - path:\n      - <<: *paths\nsteps:\n  - image: docker.io/library/node:20\n";
    expect(places({ ".woodpecker/docs.yaml": text })).toContain("SUP-001 .woodpecker/docs.yaml:7");
  });

  it("may use one anchor often, but not for a bomb", () => {
    const often = `a: &a [own]\n${Array.from({ length: 300 }, (_, job) => `job${job}:\n  tags: *a\n`).join("")}`;
    expect(checked({ ".gitlab-ci.yml": often }).unjudged).toEqual([]);
    const levels = Array.from({ length: 8 }, (_, n) => `b${n + 1}: &b${n + 1} [${`*b${n},`.repeat(10)}]\n`).join("");
    expect(checked({ ".gitlab-ci.yml": `b0: &b0 x\n${levels}` }).unjudged).toMatchObject([
      { reason: expect.stringMatching(/repeats itself too often/) },
    ]);
  });

  it("run images of their steps on whatever forge", () => {
    for (const folder of [".github", ".forgejo"]) {
      const file = `${folder}/workflows/up.yml`;
      const text = workflow("contents: read", "docker://ghcr.io/acme/tool:1", "own");
      expect(places({ [file]: text })).toContain(`SUP-001 ${file}:8`);
    }
  });

  it("use actions of the repository's own, which are judged by their steps", () => {
    const composite = (step: string) => `name: set up\nruns:\n  using: composite\n  steps:\n    - ${step}\n`;
    const file = ".github/actions/set-up/action.yml";
    expect(places({ [file]: composite("uses: actions/setup-node@v5") })).toContain(`JUR-001 ${file}:5`);
    expect(places({ [file]: composite("run: curl -sf https://get.k3s.io | sh") })).toContain(`JUR-001 ${file}:5`);
    expect(places({ [file]: composite("uses: ./.github/actions/other") })).toEqual([]);
    const own = ".forgejo/actions/set-up/action.yaml";
    expect(places({ [own]: composite("uses: https://git.example.eu/actions/setup-node@v5") })).toEqual([]);
    const image = (name: string) => `runs:\n  using: docker\n  image: ${name}\n`;
    expect(places({ "action.yml": image("docker://ghcr.io/acme/tool:1") })).toContain("SUP-001 action.yml:3");
    expect(places({ "action.yml": image("Dockerfile") })).toEqual([]);
  });

  it("may write addresses into comments, which people read", () => {
    const file = ".forgejo/workflows/triage.yml";
    const step = (inputs: string) => `jobs:\n  a:\n    runs-on: own\n    steps:\n      - with:\n          ${inputs}\n`;
    expect(places({ [file]: step("body: see https://stackoverflow.com/help") })).toEqual([]);
    expect(places({ [file]: step("server: https://stackoverflow.com/help") })).toContain(`JUR-002 ${file}:6`);
  });

  it("that are no YAML are not judged, at their line, and do not pass", () => {
    const { verdict, unjudged } = checked({ ".gitlab-ci.yml": "a: 1\nb: [\n" });
    expect(verdict).toBe("violations");
    expect(unjudged).toMatchObject([{ where: ".gitlab-ci.yml", reason: expect.stringMatching(/not valid YAML/) }]);
  });
});

describe("lock files", () => {
  it("name each host that packages come from once, where it stands first", () => {
    const entry = (name: string, host: string) =>
      `"node_modules/${name}": {\n"resolved": "https://${host}/${name}.tgz",\n"funding": "https://github.com/a"}`;
    const text = `{"packages": {\n${[entry("a", "npm.example.eu"), entry("b", "npm.partner.test.fr"), entry("c", "npm.partner.test.fr")].join(",\n")}\n}}`;
    const found = places({ "package-lock.json": text }).filter((place) => place.startsWith("JUR-"));
    expect(found).toEqual(["JUR-002 package-lock.json:6"]);
  });

  it("of charts name the repositories that other charts come from", () => {
    const chart =
      "dependencies:\n  - name: redis\n    repository: https://charts.bitnami.com/bitnami\n  - name: own\n    repository: oci://registry.example.eu/charts\n  - repository: file://../lib\n";
    expect(places({ "charts/Chart.lock": chart })).toContain("JUR-001 charts/Chart.lock:3");
    expect(places({ "charts/Chart.yaml": chart.replace("https://charts.bitnami.com/bitnami", "''") })).toEqual([]);
  });

  it("that name no host come from the public index", () => {
    expect(places({ "pnpm-lock.yaml": "lockfileVersion: '9.0'\npackages:\n  a@1: {}\n" })).toContain(
      "SUP-008 pnpm-lock.yaml:1",
    );
    expect(places({ "requirements.txt": "--index-url https://pypi.example.eu/simple\na==1\n" })).toEqual([]);
  });
});

describe("what can not be judged", () => {
  it("keeps a repository from passing", () => {
    const unread = [{ where: "Dockerfile", reason: "can not be read (EACCES)" }];
    expect(checkRepository({ project: "kit", files: [], unread }, settings).verdict).toBe("violations");
  });
});
