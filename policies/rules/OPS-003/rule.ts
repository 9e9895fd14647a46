import { at, outsiders } from "../../engine/judge.ts";
import type { ResourceRule } from "../../engine/rule.ts";

export const pluginSource: ResourceRule = {
  id: "OPS-003",
  title: "plugin-source",
  severity: "medium",
  axis: "supply-chain",
  description: "Pulumi's plugins, which run with every credential, are fetched from a place that the profile allows.",
  law: "EU Cloud Sovereignty Framework SOV-5",
  check: ({ hosts, scripts }, settings) => {
    const found = outsiders(hosts, settings, "plugins", "which plugins or modules are fetched from,", FIX);
    const paths = new Set(found.map(({ path }) => path));
    const installs = scripts.filter(({ text }) => /\bpulumi\s+plugin\s+install\b/.test(text));
    const told = new Set(installs.filter(({ text }) => /--server[= ]\S/.test(text)).map((script) => at(script)));
    const fromServer = outsiders(
      hosts.filter((host) => told.has(at(host)) && !paths.has(at(host))),
      settings,
      () => true,
      "which a plugin is fetched from,",
      FIX,
    );
    return [
      ...found,
      ...fromServer,
      ...installs
        .filter(({ text }) => !/--(?:server|file)[= ]\S/.test(text))
        .map((script) => at(script))
        .filter((path) => !paths.has(path))
        .map((path) => ({
          path,
          what: "a plugin is installed and no server is named, so it comes from Pulumi or GitHub",
          fix: FIX,
        })),
    ];
  },
};

const FIX = "put the plugins on a server of your own and name it by pluginDownloadURL, or install them into the image";
