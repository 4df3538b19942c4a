/** The key pair that signs access tokens where the sign-in is our own, made from the server's secret: servers that share it sign alike. */
import { createECDH, hkdfSync } from 'node:crypto';
import { type CryptoKey, calculateJwkThumbprint, importJWK, type JWK } from 'jose';

export const SIGNING_ALGORITHM = 'ES256';

/** Order of the curve P-256 (SEC 2, section 2.4.2): a private key is a number from 1 to one less. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** 64 bits more than the order has, so that the remainder is as good as even (FIPS 186-5, A.2.1). */
const KEY_MATERIAL_BYTES = 40;

export interface SigningKey {
  readonly id: string;
  readonly privateKey: CryptoKey;
  /** For `/.well-known/jwks.json`. */
  readonly publicJwk: JWK;
}

export async function signingKeyOf(secret: Uint8Array): Promise<SigningKey> {
  const material = hkdfSync('sha256', secret, new Uint8Array(), 'sideline access tokens, ES256', KEY_MATERIAL_BYTES);
  const number = (BigInt(`0x${Buffer.from(material).toString('hex')}`) % (ORDER - 1n)) + 1n;
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(number.toString(16).padStart(64, '0'), 'hex');
  // One byte says that both coordinates follow.
  const point = curve.getPublicKey().subarray(1);
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
  const coordinates = { kty: 'EC', crv: 'P-256', x: text(point.subarray(0, 32)), y: text(point.subarray(32)) };
  const id = await calculateJwkThumbprint(coordinates);
  const d = Buffer.from(number.toString(16).padStart(64, '0'), 'hex').toString('base64url');
  const privateKey = await importJWK({ ...coordinates, d }, SIGNING_ALGORITHM);
  if (privateKey instanceof Uint8Array) throw new Error('a key pair is no secret');
  return {
    id,
    privateKey,
    publicJwk: { ...coordinates, kid: id, alg: SIGNING_ALGORITHM, use: 'sig', key_ops: ['verify'] },
  };
}
