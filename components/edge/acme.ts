/** How an authority checks that a name is ours (RFC 8555 §8, RFC 8737). */
export const acmeChallenges = ["tls-alpn-01", "http-01"] as const;
export type AcmeChallenge = (typeof acmeChallenges)[number];

/** An authority that hands out certificates by ACME, and the account that asks it. */
export interface AcmeAccount {
  /** Directory of the authority (RFC 8555 §7.1.1). */
  readonly directoryUrl: string;
  /** Who is told when a certificate is about to end. */
  readonly email: string;
  /** `tls-alpn-01` needs port 443 alone; `http-01` opens port 80 for the authority. Ask the authority which it offers. */
  readonly challenge: AcmeChallenge;
}

/**
 * Actalis S.p.A., Italy: a publicly trusted authority without a parent outside the EU. It wants an external account
 * binding, and to reach the server by HTTP or HTTPS (guide.actalis.com, "ACME", read 2026-11).
 */
export const actalisDirectory = "https://acme-api.actalis.com/acme/directory";

/** Authorities that open no account without an external account binding. */
export const directoriesWithBinding: ReadonlySet<string> = new Set([actalisDirectory]);
