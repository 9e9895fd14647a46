import type { Container } from "../../engine/extract/containers.ts";
import type { Where } from "../../engine/extract/where.ts";
import { at, outsiders } from "../../engine/judge.ts";
import type { ResourceRule, Violation } from "../../engine/rule.ts";

export const packageIndex: ResourceRule = {
  id: "SUP-008",
  title: "package-index",
  severity: "medium",
  axis: "supply-chain",
  description: "Packages are installed from a mirror of one's own: whoever runs an index decides what is installed.",
  law: "NIS2 Art. 21(2)(d); EU Cloud Sovereignty Framework SOV-5",
  check: ({ hosts, scripts, containers }, settings) => {
    const found: Violation[] = [...outsiders(hosts, settings, "packages", "which packages come from,", FIX)];
    const paths = new Set(found.map(({ path }) => path));
    for (const { where, certainty, text, container } of scripts) {
      const path = at({ where, certainty });
      if (paths.has(path)) continue;
      // The script of a step is told what its step is.
      const within = container ?? containers.find((one) => isWithin(where, one.where));
      const tool = TOOLS.find(
        ({ installs, told, variables }) => installs.test(text) && !told.test(text) && !hasAny(within, text, variables),
      );
      if (tool)
        found.push({
          path,
          what: `${tool.name} installs packages and is told no index, so it asks the public one`,
          fix: FIX,
        });
    }
    return found;
  },
};

const FIX = "install while the image is built, or name a mirror of your own, e.g. devpi, Verdaccio, Athens or aptly";

interface Tool {
  readonly name: string;
  readonly installs: RegExp;
  /** Arguments that name an index, or that nothing is fetched. */
  readonly told: RegExp;
  readonly variables: readonly string[];
}

const TOOLS: readonly Tool[] = [
  {
    name: "pip",
    installs:
      /\b(?:pip3?|pipx|uv)\s+(?:pip\s+)?(?:install|sync|add|download|tool install)\b|\buvx\s+\w|\bpoetry\s+install\b/,
    told: /--(?:index-url|default-index|index|no-index|find-links)\b|(?:^|\s)-i\s+\S|\binstall\s+(?:-[\w-]+\s+)*["']?\.{0,2}\/\S*\.whl\b/,
    variables: ["PIP_INDEX_URL", "PIP_NO_INDEX", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "PIP_CONFIG_FILE", "UV_INDEX"],
  },
  {
    name: "npm",
    installs:
      /\b(?:npm\s+(?:i|ci|install|exec|create)|npx|bunx|yarn\s+(?:add|install|dlx)|pnpm\s+(?:i|install|add|dlx)|bun\s+(?:install|add|x))\b/,
    told: /--(?:registry|offline)\b/,
    variables: ["NPM_CONFIG_REGISTRY", "YARN_REGISTRY", "YARN_NPM_REGISTRY_SERVER", "NPM_CONFIG_USERCONFIG"],
  },
  {
    name: "the Go toolchain",
    installs: /\bgo\s+(?:install\s+\S+@|get\s+\S|mod\s+download)/,
    told: /-mod=vendor\b/,
    variables: ["GOPROXY", "GOFLAGS"],
  },
  {
    name: "cargo",
    installs: /\bcargo\s+(?:install|fetch|add)\b/,
    told: /--(?:registry|index|offline|path)\b/,
    variables: ["CARGO_REGISTRIES_CRATES_IO_INDEX", "CARGO_SOURCE_CRATES_IO_REPLACE_WITH"],
  },
  {
    name: "gem",
    installs: /\b(?:gem|bundle)\s+install\b/,
    told: /--(?:source|local|clear-sources)\b/,
    variables: ["BUNDLE_MIRROR__ALL", "RUBYGEMS_HOST"],
  },
  {
    name: "conda",
    installs: /\b(?:conda|mamba|micromamba)\s+(?:install|create|env\s+create)\b/,
    told: /--(?:channel-alias|override-channels|offline)\b|-c\s+https?:/,
    variables: ["CONDA_CHANNELS", "CONDA_CHANNEL_ALIAS"],
  },
  {
    name: "the system's package manager",
    installs:
      /\b(?:apt|apt-get)\s+(?:-\S+\s+)*install\b|\bapk\s+(?:-\S+\s+)*add\b|\b(?:dnf|yum|microdnf|zypper)\s+(?:-\S+\s+)*install\b/,
    told: /\binstall\s+(?:-\S+\s+)*["']?\.{0,2}\/\S+\.(?:deb|rpm)\b|--(?:repository|repofrompath|allow-untrusted|no-network|no-download)\b|\s-X\s+https?:/,
    variables: ["APT_CONFIG", "APT_MIRROR"],
  },
];

function isWithin(where: Where | undefined, holder: Where | undefined): boolean {
  for (let at = where; at; at = at.parent) if (at === holder) return true;
  return false;
}

/** True when the container, or the line itself, sets one of these variables. */
function hasAny(container: Container | undefined, text: string, variables: readonly string[]): boolean {
  return variables.some((name) => container?.env.has(name) || text.includes(`${name}=`));
}
