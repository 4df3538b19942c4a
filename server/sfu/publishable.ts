/**
 * What a participant may publish: only what viewers and the analysis can receive. The SFU itself takes more, and each consumer of
 * that would fail, or show nothing, again and again.
 */
import type { types } from 'mediasoup';
import type { RtpParameters } from '../../shared/contract/media.ts';

/** One spatial layer in each encoding, as VP8 and H264 have; more pictures are sent as more encodings. */
const SCALABILITY = /^L1T[1-3]$/;

/** @returns what is wrong in a sentence; `undefined` when nothing is */
export function faultIn(kind: types.MediaKind, { mid, codecs, headerExtensions = [], encodings }: RtpParameters) {
  const repairs = codecs.filter(({ mimeType }) => mimeType.toLowerCase() === `${kind}/rtx`);
  const media = codecs.filter((codec) => !repairs.includes(codec));
  const [codec] = media;
  if (!codec || media.length > 1) return 'A producer sends exactly one codec, and perhaps its retransmissions.';
  if (!codec.mimeType.toLowerCase().startsWith(`${kind}/`)) return `${codec.mimeType} is no ${kind}.`;
  if (repairs.some(({ parameters }) => parameters?.apt !== codec.payloadType)) {
    return 'The retransmissions are of another codec than the one that is sent.';
  }
  const foreign = encodings.find(
    ({ codecPayloadType }) => (codecPayloadType ?? codec.payloadType) !== codec.payloadType,
  );
  if (foreign) return 'An encoding names a codec that is not sent.';
  const unknown = encodings.find(({ scalabilityMode }) => scalabilityMode && !isScalable(kind, scalabilityMode));
  if (unknown) return `The scalability mode “${unknown.scalabilityMode}” can’t be received by anybody.`;
  if (encodings.some(({ ssrc, rid }) => ssrc === undefined && (rid === undefined || mid === undefined))) {
    if (encodings.length > 1 || mid === undefined) return 'An encoding has neither an SSRC, nor a RID with a MID.';
  }
  if (isRepeated(encodings.flatMap(({ ssrc, rtx }) => [ssrc, rtx?.ssrc]))) return 'An SSRC is used twice.';
  if (isRepeated(encodings.map(({ rid }) => rid))) return 'A RID is used twice.';
  if (isRepeated(headerExtensions.map(({ id }) => id))) return 'The id of a header extension is used twice.';
  return undefined;
}

const isScalable = (kind: types.MediaKind, mode: string) => kind === 'video' && SCALABILITY.test(mode);

function isRepeated(ids: readonly (number | string | undefined)[]): boolean {
  const known = ids.filter((id) => id !== undefined);
  return new Set(known).size < known.length;
}
