const hostPattern = /^(?=.{1,253}$)([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Whether a text is a fully qualified host name in lower case, without scheme, port or trailing dot (RFC 1123). */
export function isHostName(text: string): boolean {
  return hostPattern.test(text);
}
