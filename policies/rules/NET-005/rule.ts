import { chartValue } from "../../engine/extract/chart-values.ts";
import type { Container } from "../../engine/extract/containers.ts";
import type { Script } from "../../engine/extract/scripts.ts";
import { at, outsiders } from "../../engine/judge.ts";
import type { ResourceRule, Violation } from "../../engine/rule.ts";

export const overlayControlPlane: ResourceRule = {
  id: "NET-005",
  title: "overlay-control-plane",
  severity: "critical",
  axis: "jurisdiction",
  description:
    "Overlay networks are steered by a control plane of one's own: who steers one can add machines to it and sees who talks to whom.",
  law: "GDPR Art. 28, 44",
  check: ({ hosts, scripts, containers, charts, type, root, package: name, hasOwnServer }, settings) => {
    const found: Violation[] = [...outsiders(hosts, settings, "overlay", "which steers an overlay network,", FIX)];
    for (const script of scripts) found.push(...joins(script));
    for (const container of containers) {
      const { where, certainty, repository, command } = container;
      if (!CLIENT_IMAGE.test(repository) || isTold(container)) continue;
      if (JOIN.some(([join]) => join.test(command))) continue;
      found.push({
        path: at({ where, certainty }),
        what: `the client of an overlay network is given no control plane, ${DEFAULT}`,
        fix: FIX,
      });
    }
    for (const { chart, named, certainty } of charts)
      if (
        CLIENT_CHART.test(chart) &&
        !containers.some(isTold) &&
        !TOLD_SERVER.some((path) => chartValue(root, path).some((value) => value !== ""))
      )
        found.push({
          path: at({ where: named, certainty }),
          what: `this chart installs the client of an overlay network and names no control plane, ${DEFAULT}`,
          fix: FIX,
        });
    if (type.startsWith("kubernetes:tailscale.com/") || (HOSTED.has(name) && !hasOwnServer))
      found.push({ path: "", what: "this configures an overlay network that its maker steers", fix: FIX });
    return found;
  },
};

const FIX = "name a control plane of your own, e.g. Headscale or NetBird, with --login-server or --management-url";
const DEFAULT = "so the maker's own is used";

/** Commands that join an overlay network, and the argument by which they name its control plane. */
const JOIN: readonly (readonly [join: RegExp, server?: RegExp])[] = [
  [/\btailscale\s+(?:up|login|set)\b/, /--login-server[= ]\S/],
  [/--vpn-auth[= ]["']?[^\n]{0,200}\bname=tailscale\b|^["']?name=tailscale,joinKey=/, /\bcontrolServerURL=\S/],
  [/\bnetbird\s+(?:up|login|service)\b/, /(?:--management-url|-m)[= ]\S/],
  [/\bzerotier-cli\s+join\b/],
  [/\bcloudflared\s+(?:tunnel|access|service)\b/],
  [/\bngrok\s+(?:http|tcp|tls|start|tunnel)\b/, /--server[_-]addr[= ]\S/],
];
const LOGIN_SERVER = /--login-server[= ]\S|--management-url[= ]\S/;
const SERVER_SETTINGS = [
  "TS_LOGIN_SERVER",
  "TS_CONTROL_URL",
  "NB_MANAGEMENT_URL",
  "OPERATOR_LOGIN_SERVER",
  "TAILSCALE_LOGIN_SERVER",
];
const CLIENT_IMAGE =
  /(^|\/)(tailscale\/(tailscale|k8s-operator|k8s-nameserver)|netbirdio\/netbird|zerotier\/zerotier|twingate\/connector|cloudflare\/cloudflared|ngrok\/ngrok)$/;
const CLIENT_CHART =
  /(^|\/)(tailscale-operator|tailscale|tailscale-relay|cloudflare-tunnel(-remote)?|cloudflared|ngrok-operator|kubernetes-ingress-controller-ngrok|zerotier)$/;
const TOLD_SERVER = ["loginServer", "operatorConfig/loginServer", "config/loginServer"];
/** Packages that manage an account with the maker. */
const HOSTED = new Set(["tailscale", "twingate", "zerotier", "ngrok"]);

/** The client's container names the control plane. */
function isTold({ command, env }: Container): boolean {
  const told = `${command} ${env.get("TS_EXTRA_ARGS")?.text ?? ""}`;
  return LOGIN_SERVER.test(told) || SERVER_SETTINGS.some((key) => env.has(key));
}

function joins({ where, text, certainty }: Script): readonly Violation[] {
  return JOIN.flatMap(([join, server]) =>
    join.test(text) && !server?.test(text)
      ? [
          {
            path: at({ where, certainty }),
            what: `this joins an overlay network and names no control plane, ${DEFAULT}`,
            fix: FIX,
          },
        ]
      : [],
  );
}
