import { firstLine, type RepositoryFile } from "./repository-file.ts";

interface Kind {
  readonly name: RegExp;
  /** The address in one line of the file. */
  readonly address?: RegExp;
  /** What installs from it; where no line names an address, it asks the public index. */
  readonly install: string;
}

const kinds: readonly Kind[] = [
  { name: /^(package-lock|npm-shrinkwrap)\.json$/, address: /"resolved":\s*"([^"]+)"/, install: "npm ci" },
  { name: /^yarn\.lock$/, address: /^\s+resolved "([^"]+)"/, install: "yarn install" },
  { name: /^pnpm-lock\.yaml$/, address: /\btarball: ([^\s,}]+)/, install: "pnpm install" },
  { name: /^\.npmrc$/, address: /(?:^|:)registry\s*=\s*(\S+)/, install: "" },
  { name: /^(Cargo|uv)\.lock$/, address: /\b(?:source|registry|git|url) = "(?:\w+\+)?([^"?#]+)/, install: "" },
  { name: /^poetry\.lock$/, address: /^url = "([^"]+)"/, install: "poetry install" },
  { name: /^(Pipfile|composer)\.lock$/, address: /"url":\s*"([^"]+)"/, install: "" },
  { name: /^Gemfile\.lock$/, address: /^\s+remote: (\S+)/, install: "" },
  { name: /^Chart\.(lock|yaml)$/, address: /^\s*(?:- )?repository:\s*["']?([^"'\s]+)/, install: "" },
  { name: /^go\.sum$/, install: "go mod download" },
  {
    name: /^requirements.*\.txt$/,
    address: /(?:^|\s)(?:--(?:extra-)?index-url|-i|--find-links|@)[=\s]\s*(\S+)/,
    install: "pip install -r requirements.txt",
  },
];

export function isLockfile(name: string): boolean {
  return kinds.some((kind) => kind.name.test(name));
}

/** Where the packages of a lock file come from: each host once, with the line on which it stands first. */
export function readLockfile(name: string, text: string): Pick<RepositoryFile, "properties" | "locate"> {
  const kind = kinds.find((one) => one.name.test(name));
  const sources = new Map<string, { indexUrl: string; packages: number; line: number }>();
  text.split("\n").forEach((line, index) => {
    const address = kind?.address?.exec(line)?.[1]?.replace(/^git\+/, "") ?? "";
    if (!URL.canParse(address)) return;
    const { protocol, host } = new URL(address);
    if (host === "") return;
    const origin = `${protocol}//${host}`;
    const known = sources.get(origin);
    if (known) known.packages += 1;
    else sources.set(origin, { indexUrl: origin, packages: 1, line: index + 1 });
  });
  const found = [...sources.values()];
  const install = kind?.install ?? "";
  return {
    properties: {
      sources: found.map(({ indexUrl, packages }) => ({ indexUrl, packages })),
      ...(found.length === 0 && install !== "" && text.trim() !== "" && { install }),
    },
    locate: (path) => {
      const source = found[Number(/^sources\[(\d+)\]/.exec(path)?.[1] ?? -1)];
      return source ? { line: source.line, column: 1 } : firstLine;
    },
  };
}
