const hoursPerDay = 24;

/** When a certificate ends and how long before that `pulumi up` makes the next one, both in hours. */
export interface Lifetime {
  readonly validityPeriodHours: number;
  readonly earlyRenewalHours: number;
}

/**
 * A server's certificate is renewed when half of its life is over. The authority's is renewed while it still outlives
 * every certificate that it may have signed, so that none of them ends before its own date.
 * @throws RangeError when the authority could not outlive a server's certificate
 */
export function certificateLifetimes({
  validityHours = 10 * 365 * hoursPerDay,
  serverValidityHours = 2 * 365 * hoursPerDay,
}: {
  readonly validityHours?: number;
  readonly serverValidityHours?: number;
}): { readonly authority: Lifetime; readonly server: Lifetime } {
  for (const [name, hours] of Object.entries({ validityHours, serverValidityHours })) {
    if (!Number.isInteger(hours) || hours < 2) throw new RangeError(`${name} ${hours} is not a whole number above 1`);
  }
  if (validityHours < 2 * serverValidityHours) {
    throw new RangeError(
      `an authority of ${validityHours} h is too short for servers' certificates of ${serverValidityHours} h: give it at least twice as long`,
    );
  }
  return {
    authority: { validityPeriodHours: validityHours, earlyRenewalHours: serverValidityHours },
    server: { validityPeriodHours: serverValidityHours, earlyRenewalHours: Math.floor(serverValidityHours / 2) },
  };
}
