import type { Finding } from "./check.ts";

const dayMs = 86_400_000;

/** Days before its end when a certificate should long have been renewed: ACME does so at a third of its life, 30 of 90. */
const soonDays = 14;

/** How long a certificate lives, `now` and `expiresAt` in milliseconds since 1970. An ended one is no longer trusted at all. */
export function judgeLife(host: string, seen: string, expiresAt: number, now: number): Finding {
  const days = Math.floor((expiresAt - now) / dayMs);
  const says = `${seen}, certificate for ${days} more ${days === 1 ? "day" : "days"}`;
  if (days >= soonDays) return { says };
  return {
    says,
    warning: {
      says: `the certificate of ${host} ends in ${days} ${days === 1 ? "day" : "days"}`,
      next: "see why it was not renewed: docs/control-plane.md, The edge",
    },
  };
}

/** What to do about a certificate that clients do not trust. `code` is OpenSSL's, as Node.js tells it. */
export function distrustNext(code: string, hasOwnAuthority: boolean): string {
  switch (code) {
    case "CERT_HAS_EXPIRED":
      return "renew it: docs/control-plane.md, The edge, says who does for each kind";
    case "CERT_NOT_YET_VALID":
      return "set this machine's clock";
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return "get one that covers this name: the gateway's, registry.<domain> and, with Garage, s3.<domain>";
    default:
      return hasOwnAuthority
        ? "the outputs name another authority: run pulumi up, or name the file with --ca"
        : "use an authority that everybody trusts, or name your own with --ca FILE";
  }
}
