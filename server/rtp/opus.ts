/** Opus in RTP (RFC 7587): a payload is one Opus packet, whose first byte says how long it sounds (RFC 6716, 3.1). */

/** Frames longer than this in one packet are none (RFC 6716, 3.2.5), ms. */
const LONGEST_MS = 120;
const SILK_MS = [10, 20, 40, 60] as const;
const HYBRID_MS = [10, 20] as const;
const CELT_MS = [2.5, 5, 10, 20] as const;
const FIRST_HYBRID = 12;
const FIRST_CELT = 16;

/** How long an Opus packet sounds, ms; `undefined` when it is malformed. Never throws. */
export function opusDurationMs(packet: Buffer): number | undefined {
  const toc = packet[0];
  if (toc === undefined) return undefined;
  const frames = frameCount(toc & 3, packet[1]);
  if (!frames) return undefined;
  const duration = frames * frameMs(toc >> 3);
  return duration <= LONGEST_MS ? duration : undefined;
}

/** Frames of silence for all decoders, the longest first: CELT, mono, which stand in a stereo stream as well. */
export const OPUS_SILENCE: readonly { readonly data: Buffer; readonly durationMs: number }[] = [
  { data: Buffer.from([0xf8, 0xff, 0xfe]), durationMs: 20 },
  { data: Buffer.from([0xf0, 0xff, 0xfe]), durationMs: 10 },
  { data: Buffer.from([0xe8, 0xff, 0xfe]), durationMs: 5 },
  { data: Buffer.from([0xe0, 0xff, 0xfe]), durationMs: 2.5 },
];

export const isOpusSilence = (packet: Buffer): boolean => OPUS_SILENCE.some(({ data }) => data.equals(packet));

function frameMs(configuration: number): number {
  if (configuration < FIRST_HYBRID) return SILK_MS[configuration & 3] ?? 0;
  if (configuration < FIRST_CELT) return HYBRID_MS[configuration & 1] ?? 0;
  return CELT_MS[configuration & 3] ?? 0;
}

function frameCount(code: number, second: number | undefined): number | undefined {
  if (code === 0) return 1;
  if (code < 3) return 2;
  return second === undefined ? undefined : second & 0x3f;
}
