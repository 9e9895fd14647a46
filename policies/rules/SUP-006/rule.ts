import { fields, textOf } from "../../engine/extract/reader.ts";
import { under, type Where } from "../../engine/extract/where.ts";
import { at, atNode, outsiders } from "../../engine/judge.ts";
import type { ResourceRule, Violation } from "../../engine/rule.ts";

export const remoteManifest: ResourceRule = {
  id: "SUP-006",
  title: "remote-manifest",
  severity: "high",
  axis: "supply-chain",
  description: "What is deployed stands in the program: no manifest, archive or installer is fetched while deploying.",
  law: "GDPR Art. 32; EU Cloud Sovereignty Framework SOV-5",
  check: ({ hosts, scripts, root, type }, settings) => {
    const fetched = outsiders(
      hosts,
      settings,
      (host) => host.purposes.includes("manifest") || isRemoteAsset(host.where, type),
      "which a manifest or archive is fetched from while deploying,",
      FIX,
    );
    const paths = new Set(fetched.map(({ path }) => path));
    const found: Violation[] = [...fetched];
    for (const { where, certainty, text } of scripts) {
      const path = at({ where, certainty });
      if ((FETCH_AND_RUN.some((pattern) => pattern.test(text)) || runsWhatItFetched(text)) && !paths.has(path)) {
        const foreign = outsiders(hosts, settings, (host) => at(host).startsWith(path), "", FIX);
        if (foreign.length > 0)
          found.push({ path, what: "this fetches something from the internet and applies it unread", fix: FIX });
      }
    }
    // `org/repository//path?ref=…` is an address of GitHub's to kustomize, without a scheme.
    for (const node of /kustomize/i.test(type)
      ? [...fields(root, "directory"), ...fields(root, "spec.resources")]
      : []) {
      const text = textOf(node);
      if (text !== undefined && /^[\w-]+\/[\w.-]+(\/\/|\?ref=)/.test(text))
        found.push({
          path: atNode(node),
          what: "the base is fetched from a repository on GitHub while deploying",
          fix: FIX,
        });
    }
    return found;
  },
};

const FIX = "keep a copy in the program's folder, with its checksum";

/** What files, archives and scripts are given under; an address elsewhere is one that is called, not fetched. */
const ASSET = /asset|archive|code|source|content|package|bundle|template|script|folder|zip|file|link/i;

/** Properties whose address the engine or the cloud fetches while deploying. */
function isRemoteAsset(where: Where, type: string): boolean {
  if (where.key === "uri") return !/^kubernetes:/.test(type) && under(where, (key) => ASSET.test(key));
  return where.key === "source" && /^(aws:s3|gcp:storage|oci:ObjectStorage)\//.test(type);
}

const FETCHED_FILE = /\b(?:curl|wget)\b[^|;&]{0,500}?\s-\w{0,8}[oO]\s{0,4}["']?([\w./-]{1,100})/;

/** `curl -o x … && sh x`: fetched first, run afterwards. */
function runsWhatItFetched(text: string): boolean {
  const file = FETCHED_FILE.exec(text)?.[1];
  if (file === undefined) return false;
  return text.split(/&&|;|\|\|/).some((command) => {
    const [program = "", ...rest] = command
      .trim()
      .replace(/^sudo\s+/, "")
      .split(/\s+/);
    return program === file || (/^(?:(?:ba|da|z)?sh|source|\.)$/.test(program) && rest.includes(file));
  });
}

/** Commands that fetch something and run or apply it in one go. */
const FETCH_AND_RUN: readonly RegExp[] = [
  /\b(?:kubectl|oc)\b[^|;&]{0,300}\b(?:apply|create|replace)\b[^|;&]{0,300}(?:-f|--filename|-k|--kustomize)[= ]?\s*["']?https?:\/\//,
  /\b(?:iex|Invoke-Expression)\b[^\n]{0,300}https?:\/\/|\b(?:iwr|irm|Invoke-WebRequest|Invoke-RestMethod)\b[^\n]{0,300}\|\s*(?:iex|Invoke-Expression)\b/i,
  /\bkubectl\b[^|;&]{0,300}-k\s+["']?(?:github\.com|git@|https?:)/,
  /\b(?:curl|wget)\b[^|;&]{0,500}https?:\/\/[^|;&]{0,500}\|\s*(?:(?:sudo|env|exec|nohup|-E|-H|\w{1,60}=[^\s|;&]{0,200})\s+){0,20}(?:\/\w+\/(?:\w+\/)?)?(?:ba|da|z|)sh\b/,
  /\b(?:curl|wget)\b[^|;&]{0,500}https?:\/\/[^|;&]{0,500}\|\s*(?:sudo\s+)?(?:kubectl|oc|tar|gpg|apt-key|python3?|node|perl|ruby|tee|bsdtar|dpkg|rpm)\b/,
  /\b(?:bash|sh|source)\b\s+(?:-c\s+)?["']?(?:<\(|\$\()\s*(?:curl|wget)\b/,
  /\bhelm\b[^|;&]{0,200}\b(?:install|upgrade|template|repo add)\b[^|;&]{0,300}https?:\/\//,
];
