/** What a page by plain http has of `Crypto`. */
type KnownCrypto = Pick<Crypto, 'getRandomValues'> & Partial<Pick<Crypto, 'randomUUID'>>;

/**
 * A new stroke's id: a random UUID (RFC 9562, version 4).
 * @param source the platform's; pages by plain http have no `randomUUID`
 */
export function strokeId(source: KnownCrypto = crypto): string {
  return source.randomUUID?.() ?? uuidOf(source.getRandomValues(new Uint8Array(16)));
}

function uuidOf(random: Uint8Array): string {
  const marked = random.map((byte, index) => {
    if (index === 6) return (byte & 0x0f) | 0x40;
    return index === 8 ? (byte & 0x3f) | 0x80 : byte;
  });
  const hex = Array.from(marked, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
