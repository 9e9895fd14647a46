import { createPrivateKey } from "node:crypto";

/** Who a Garage server is to its peers. */
export interface GarageIdentity {
  /** Public key, 64 hex digits. */
  readonly id: string;
  /** Base64 of the file `node_key` in the metadata directory: libsodium's 64 bytes, seed and public key. Secret. */
  readonly nodeKey: string;
}

/**
 * The identity that an Ed25519 key gives a server. Garage would make one at its first start; made by the kit, it is known
 * before and is the same after the loss of a disk, so that peers and layout can be written down and nothing has to be
 * discovered. File format: `gen_node_key` in `garage_rpc/system.rs`.
 *
 * @param privateKeyPem PKCS #8
 * @throws TypeError for a key of another kind
 */
export function garageIdentity(privateKeyPem: string): GarageIdentity {
  const { crv, d, x } = createPrivateKey(privateKeyPem).export({ format: "jwk" });
  if (crv !== "Ed25519" || d === undefined || x === undefined)
    throw new TypeError("a Garage server needs an Ed25519 key");
  const publicKey = Buffer.from(x, "base64url");
  const nodeKey = Buffer.concat([Buffer.from(d, "base64url"), publicKey]);
  return { id: publicKey.toString("hex"), nodeKey: nodeKey.toString("base64") };
}
