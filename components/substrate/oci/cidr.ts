/** A block of IPv4 addresses. */
export interface Cidr {
  readonly kind: "cidr";
  /** First address as an unsigned 32-bit number. */
  readonly base: number;
  /** Length of the prefix in bits, 0 to 32. */
  readonly prefix: number;
}

export interface CidrError {
  readonly kind: "not-a-cidr";
  /** One clause, e.g. `has the octet 300, above 255`. */
  readonly message: string;
}

/**
 * Reads `a.b.c.d/n`. Host bits must be zero: `10.0.0.1/16` is more often a slip than a wish, and the cloud refuses it.
 */
export function parseCidr(text: string): Cidr | CidrError {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(text.trim());
  if (!match) return notACidr("is not of the form a.b.c.d/n");
  const numerals = match.slice(1);
  const padded = numerals.find((numeral) => numeral.length > 1 && numeral.startsWith("0"));
  if (padded) return notACidr(`has the number ${padded} with a leading zero`);
  const numbers = numerals.map(Number);
  const prefix = numbers.pop() ?? 0;
  const tooLarge = numbers.find((octet) => octet > 255);
  if (tooLarge !== undefined) return notACidr(`has the octet ${tooLarge}, above 255`);
  if (prefix > 32) return notACidr(`has the prefix /${prefix}, longer than /32`);
  const base = numbers.reduce((address, octet) => address * 256 + octet, 0);
  const network = base - (base % size(prefix));
  if (network !== base) return notACidr(`has host bits set; the block is ${formatCidr(cidr(network, prefix))}`);
  return cidr(base, prefix);
}

/** `a.b.c.d/n`. */
export function formatCidr({ base, prefix }: Cidr): string {
  const octets = [base >>> 24, (base >>> 16) & 255, (base >>> 8) & 255, base & 255];
  return `${octets.join(".")}/${prefix}`;
}

/** How many addresses the block has. */
export function addressCount({ prefix }: Cidr): number {
  return size(prefix);
}

/** Whether every address of `inner` is one of `outer`. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.base <= inner.base && end(inner) <= end(outer);
}

/** Whether any address is in both. */
export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.base < end(b) && b.base < end(a);
}

function cidr(base: number, prefix: number): Cidr {
  return { kind: "cidr", base, prefix };
}

function size(prefix: number): number {
  return 2 ** (32 - prefix);
}

/** First address after the block; 2 ** 32 for the last one, so no bitwise operators here. */
function end(block: Cidr): number {
  return block.base + size(block.prefix);
}

function notACidr(message: string): CidrError {
  return { kind: "not-a-cidr", message };
}
