import { z } from "zod";
import { isHostName } from "../../components/edge/host-name.ts";
import { nearest } from "../../components/nearest.ts";
import { SecretText } from "../../components/secret-text.ts";
import { parseCidr } from "../../components/substrate/oci/cidr.ts";

/** What a custom check tells the person beside its message. */
export interface Advice {
  readonly accepted?: string;
  readonly suggestion?: string;
}

/** A string that a predicate accepts; `advise` says what would be accepted and what may have been meant. */
export function checkedString(
  message: string,
  accepts: (text: string) => boolean,
  advise: (text: string) => Advice,
): z.ZodType<string> {
  return z.string().check((context) => {
    if (!accepts(context.value)) {
      context.issues.push({ code: "custom", message, input: context.value, params: { ...advise(context.value) } });
    }
  });
}

/** One of a set that is too long to print; the answer names the closest members. */
export function knownName(what: string, names: readonly string[], accepted: string): z.ZodType<string> {
  const known = new Set(names);
  return checkedString(
    `is not ${what}`,
    (text) => known.has(text),
    (text) => ({ accepted, ...didYouMean(nearest(text, names)) }),
  );
}

/** `did you mean …?` for a list of candidates, nothing for an empty one. */
export function didYouMean(candidates: readonly string[]): Advice {
  return candidates.length === 0 ? {} : { suggestion: `did you mean ${candidates.join(" or ")}?` };
}

const dnsLabel = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Name of a pool, a node or a bucket purpose: a DNS label, because Kubernetes names are made of it. */
export const labelName = checkedString(
  "is not a usable name",
  (text) => text.length <= 40 && dnsLabel.test(text),
  () => ({ accepted: "lower-case letters, digits and inner hyphens, beginning with a letter, at most 40" }),
);

/** A fully qualified host name in lower case, without scheme, port or trailing dot. */
export const hostName = checkedString("is not a host name", isHostName, (text) => {
  const bare = text
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, "")
    .replace(/[/:].*$/, "")
    .replace(/\.$/, "");
  return { accepted: "a name such as gpu.example.eu", ...didYouMean(bare !== text && isHostName(bare) ? [bare] : []) };
});

const repositoryPath = /^[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/;

/** Registry host with an optional port and path prefix, e.g. `registry.example.eu/mirror`. */
export const registryPrefix = checkedString(
  "is not a registry and path prefix",
  (text) => {
    const [authority = "", ...path] = text.split("/");
    const [host = "", port, ...rest] = authority.split(":");
    const portFits = port === undefined || (/^[0-9]{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535);
    return (
      rest.length === 0 && isHostName(host) && portFits && (path.length === 0 || repositoryPath.test(path.join("/")))
    );
  },
  () => ({ accepted: "a host and a path without scheme, such as registry.example.eu/mirror" }),
);

/** An IPv4 range in CIDR notation whose host bits are zero. */
export const cidr = z.string().check((context) => {
  const parsed = parseCidr(context.value);
  if (parsed.kind !== "cidr") {
    context.issues.push({
      code: "custom",
      message: parsed.message,
      input: context.value,
      params: { accepted: "an IPv4 range such as 10.16.0.0/16" },
    });
  }
});

/** A range that may reach something or be reached; the whole internet is not a range that anybody means. */
export const boundedCidr = cidr.refine((text) => !text.endsWith("/0"), {
  error: "is the whole internet",
  params: { accepted: "the ranges that are meant, such as 203.0.113.0/24" },
});

/** ISO 3166-1 alpha-2 country code in upper case. */
export const countryCode = checkedString(
  "is not a country code",
  (text) => /^[A-Z]{2}$/.test(text),
  (text) => ({
    accepted: "two capital letters (ISO 3166-1), such as DE",
    ...didYouMean(/^[a-z]{2}$/.test(text) ? [text.toUpperCase()] : []),
  }),
);

/** Calendar day, `YYYY-MM-DD`. */
export const isoDate = checkedString(
  "is not a calendar day",
  (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text,
  () => ({ accepted: "a day such as 2027-05-31" }),
);

/** Mail address, checked for shape only. */
export const mailAddress = checkedString(
  "is not a mail address",
  (text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text),
  () => ({ accepted: "an address such as ops@example.eu" }),
);

/** A value that the stack file holds encrypted (`secure:`). Plain text is refused, so that it can not be committed. */
export const secretText = z.custom<SecretText>((value) => value instanceof SecretText, {
  error: "is a secret in plain text",
  params: {
    secret: true,
    accepted: "an encrypted value",
    suggestion: "remove it, then run: pulumi config set --secret --path",
  },
});

/** A whole number within bounds, both inclusive. */
export function wholeNumber(minimum: number, maximum: number): z.ZodNumber {
  return z.number().int().min(minimum).max(maximum);
}
