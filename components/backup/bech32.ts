const alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3] as const;
const checksumLength = 6;

/** Bytes as Bech32 (BIP 173) with this prefix, in lower case. */
export function bech32Encode(prefix: string, bytes: Uint8Array): string {
  const words = regroup(bytes, 8, 5, true) ?? [];
  const sum = polymod([...expanded(prefix), ...words, ...Array<number>(checksumLength).fill(0)]) ^ 1;
  const check = Array.from({ length: checksumLength }, (_, index) => (sum >>> (5 * (checksumLength - 1 - index))) & 31);
  return `${prefix}1${[...words, ...check].map((word) => alphabet[word]).join("")}`;
}

/** Bytes of a Bech32 text in lower case; `undefined` for another prefix, a foreign character or a wrong checksum. */
export function bech32Decode(prefix: string, text: string): Uint8Array | undefined {
  if (!text.startsWith(`${prefix}1`)) return undefined;
  const words = [...text.slice(prefix.length + 1)].map((letter) => alphabet.indexOf(letter));
  if (words.length < checksumLength || words.includes(-1)) return undefined;
  if (polymod([...expanded(prefix), ...words]) !== 1) return undefined;
  const bytes = regroup(words.slice(0, -checksumLength), 5, 8, false);
  return bytes && Uint8Array.from(bytes);
}

function polymod(words: readonly number[]): number {
  return words.reduce((sum, word) => {
    const mixed = ((sum & 0x1ffffff) << 5) ^ word;
    return generator.reduce((value, each, bit) => ((sum >>> (25 + bit)) & 1 ? value ^ each : value), mixed);
  }, 1);
}

function expanded(prefix: string): number[] {
  const codes = [...prefix].map((letter) => letter.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

/** The same bits in groups of another size. What is left over is padded with zeros, or has to be less than a group of them. */
function regroup(values: Iterable<number>, from: number, to: number, pad: boolean): number[] | undefined {
  const groups: number[] = [];
  let bits = 0;
  let held = 0;
  for (const value of values) {
    held = (held << from) | value;
    bits += from;
    while (bits >= to) {
      bits -= to;
      groups.push(held >>> bits);
      held &= (1 << bits) - 1;
    }
  }
  if (pad) return bits === 0 ? groups : [...groups, held << (to - bits)];
  return bits < from && held === 0 ? groups : undefined;
}
