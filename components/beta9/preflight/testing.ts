import { generateKeyPairSync, sign } from "node:crypto";

/** Certificate and key of a server on loopback, signed by itself: its own authority. PEM. */
export interface ServerIdentity {
  readonly cert: string;
  readonly key: string;
}

const day = 24 * 3600 * 1000;

/** Makes an identity for `localhost` that is valid for a day, without any program beside Node.js. */
export function loopbackIdentity(): ServerIdentity {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = seq(set(seq(oid("550403"), tlv(0x0c, Buffer.from("localhost")))));
  const algorithm = seq(oid("2a8648ce3d040302")); // ecdsa-with-SHA256
  const authority = seq(oid("551d13"), tlv(0x01, Buffer.from([0xff])), tlv(0x04, seq(tlv(0x01, Buffer.from([0xff])))));
  const names = seq(oid("551d11"), tlv(0x04, seq(tlv(0x82, Buffer.from("localhost")))));
  const body = seq(
    tlv(0xa0, int(2)), // version 3
    int(1),
    algorithm,
    name,
    seq(time(Date.now() - day), time(Date.now() + day)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    tlv(0xa3, seq(authority, names)),
  );
  const signature = tlv(0x03, Buffer.concat([Buffer.from([0]), sign("sha256", body, privateKey)]));
  const der = seq(body, algorithm, signature);
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** DER: tag, length, value (ITU-T X.690, 8.1). */
function tlv(tag: number, ...values: readonly Buffer[]): Buffer {
  const value = Buffer.concat(values);
  const { length: n } = value;
  const length = n < 0x80 ? [n] : n < 0x100 ? [0x81, n] : [0x82, n >> 8, n & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), value]);
}

const seq = (...values: readonly Buffer[]) => tlv(0x30, ...values);
const set = (...values: readonly Buffer[]) => tlv(0x31, ...values);
const oid = (hex: string) => tlv(0x06, Buffer.from(hex, "hex"));
const int = (value: number) => tlv(0x02, Buffer.from([value]));
const time = (at: number) =>
  tlv(
    0x17,
    Buffer.from(
      `${new Date(at)
        .toISOString()
        .replace(/[-:T]|\.\d+/g, "")
        .slice(2)}`,
    ),
  );
