import { type CanonicalHost, canonicalHost, isInternal } from "../resolve/host.ts";
import { vendorOf } from "../resolve/vendors.ts";
import type { FoundHost } from "./hosts.ts";
import { type Leaf, UNKNOWN_PART } from "./walk.ts";

/** Longest name that a resolver takes. */
export const LONGEST_NAME = 253;
const AUTHORITY_END = /[\s/?#"'`<>|\\;)]/g;
const OPEN_VARIABLE = /\$\([^()]*$/;
const LONGEST_VARIABLE = 100;

/** The authority of the address whose `://` ends at `start`; variables such as `$(TENANT)` belong to it. */
export function authorityAt(text: string, start: number): string {
  AUTHORITY_END.lastIndex = start;
  let end = AUTHORITY_END.exec(text);
  while (end?.[0] === ")" && OPEN_VARIABLE.test(text.slice(Math.max(start, end.index - LONGEST_VARIABLE), end.index)))
    end = AUTHORITY_END.exec(text);
  return text.slice(start, end?.index);
}

/** Punctuation of the sentence around a name. */
export function trimEnds(text: string, characters: string): string {
  let [start, end] = [0, text.length];
  while (start < end && characters.includes(text[start] as string)) start++;
  while (end > start && characters.includes(text[end - 1] as string)) end--;
  return text.slice(start, end);
}

/** The host of an authority in a leaf; `undefined` when there is none to be talked to. */
export function readAuthority(authority: string, leaf: Leaf): FoundHost | undefined {
  if (authority.length > LONGEST_NAME + 50) return undefined;
  const base = { where: leaf.where, holder: leaf.holder, certainty: leaf.certainty };
  const named = withoutLaterPort(authority);
  if (LATER.test(named)) {
    const filled = named.replace(PLACEHOLDER, UNKNOWN_PART);
    if (!LATER.test(filled) && !isUnknownZone(filled))
      return describe(canonicalHost(filled.replaceAll(UNKNOWN_PART, "x")), base);
    return { ...base, text: authority, internal: false, templated: true, vendor: undefined, purposes: [] };
  }
  const host = canonicalHost(named);
  if (host?.name.includes(UNKNOWN_PART) && isUnknownZone(host.name)) {
    return {
      ...base,
      certainty: "unknown",
      text: "",
      internal: false,
      templated: false,
      vendor: undefined,
      purposes: [],
    };
  }
  return describe(host, base);
}

/** Marks of what a shell, a template or a format string will put in later, and the whole of what they mark. */
const LATER = /[${}]|\(|%[sv]|<|\*/;
const PLACEHOLDER = /\$?\{\{?[^{}]*\}\}?|\$\([^()]*\)|\$\w+|<[^<>]*>|%\([^()]*\)s|%[sv]|\*/g;

/** Whose a host is does not depend on its port: `example.eu:${PORT}`. */
export function withoutLaterPort(authority: string): string {
  return authority.replace(/:[${<(%*][^:@]*$/, "");
}

/** The registrable part, by which a company is known, is not there to be read. */
function isUnknownZone(name: string): boolean {
  return name
    .split(".")
    .slice(-2)
    .some((label) => label.includes(UNKNOWN_PART));
}

/** Hosts of addresses that are names of vocabularies: nobody fetches them. */
const XML_NAMESPACES = new Set(
  "www.w3.org schemas.xmlsoap.org schemas.openxmlformats.org json-schema.org schema.org purl.org xmlns.com cyclonedx.org".split(
    " ",
  ),
);

function describe(
  host: CanonicalHost | undefined,
  base: Pick<FoundHost, "where" | "holder" | "certainty">,
): FoundHost | undefined {
  if (!host) return undefined;
  if (XML_NAMESPACES.has(host.name)) return undefined;
  const internal = isInternal(host);
  const vendor = internal ? undefined : vendorOf(host.name);
  return { ...base, text: host.name, internal, templated: false, vendor, purposes: [] };
}
